package com.tappostgres.ssh;

import com.jcraft.jsch.Session;
import java.time.Duration;

/**
 * Keeps a session alive through firewalls that drop what is silent, and ends one whose host has vanished.
 *
 * <p>JSch's own keep-alive is not used: it interrupts reading by a time-out, and if that strikes within a packet the stream is garbled.
 */
final class KeepAlive {
    /** How many intervals a host may be silent. */
    private static final int PATIENCE = 3;

    private final Session session;
    private final Transport transport;
    private final Loss loss;
    private final Duration interval;

    KeepAlive(Session session, Transport transport, Loss loss, Duration interval) {
        this.session = session;
        this.transport = transport;
        this.loss = loss;
        this.interval = interval;
    }

    /** Two threads, as sending may block for as long as the host is gone. Both end with the session. */
    void start(String label) {
        startThread(this::send, "SSH keep-alive " + label);
        startThread(this::watch, "SSH watch " + label);
    }

    private static void startThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void send() {
        while (pause()) {
            try {
                session.sendKeepAliveMsg();
            } catch (Exception e) {
                // The session's own thread notices too, and knows more of it.
                return;
            }
        }
    }

    private void watch() {
        Duration limit = interval.multipliedBy(PATIENCE);
        while (pause()) {
            if (transport.nanosSinceHeard() > limit.toNanos()) {
                loss.report("nothing was heard from the SSH host for " + limit.toSeconds() + " s");
                transport.cut();
                return;
            }
        }
    }

    /** Whether the session is still there when the interval is over. */
    private boolean pause() {
        try {
            Thread.sleep(interval.toMillis());
        } catch (InterruptedException e) {
            return false;
        }
        return session.isConnected();
    }
}

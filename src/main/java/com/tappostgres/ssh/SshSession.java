package com.tappostgres.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A session with one SSH host, which opens connections to wherever that host can reach. */
final class SshSession implements AutoCloseable {
    private final Session session;
    private final Transport transport;
    private final Loss loss;
    private final String label;
    private final int timeoutMillis;
    private final Set<ChannelEndpoint> endpoints = ConcurrentHashMap.newKeySet();
    private String description;

    /**
     * @param session not connected yet
     * @param label as messages call the host: {@code tap@bastion:22}
     * @param timeoutMillis how long a connection may take; 0 for no limit
     */
    SshSession(Session session, Transport transport, Loss loss, String label, int timeoutMillis) {
        this.session = session;
        this.transport = transport;
        this.loss = loss;
        this.label = label;
        this.description = label;
        this.timeoutMillis = timeoutMillis;
    }

    /** Logs in. */
    void open(HostKeyGate gate) throws JSchException {
        session.setThreadFactory(task -> new Thread(() -> {
            try {
                task.run();
            } finally {
                ended();
            }
        }));
        session.setDaemonThread(true);
        session.connect(timeoutMillis);
        description = label + " (" + gate.shown() + ")";
    }

    /** The host and its key, for a log line. */
    String describe() {
        return description;
    }

    boolean isAlive() {
        return !loss.isReported() && session.isConnected();
    }

    /**
     * A connection to a host and port as the SSH host sees them.
     *
     * @throws TapException where the SSH host refuses
     * @throws TunnelLostException where the session is gone
     */
    Socket connect(String host, int port) throws TunnelLostException {
        String target = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        ChannelEndpoint endpoint;
        try {
            endpoint = newEndpoint();
        } catch (JSchException e) {
            loss.report(String.valueOf(e.getMessage()));
            loss.throwIfReported();
            throw new IllegalStateException(e);
        }
        try {
            return new ChannelSocket(endpoint, InetSocketAddress.createUnresolved(host, port), timeoutMillis);
        } catch (IOException e) {
            endpoint.close();
            loss.throwIfReported();
            throw ForwardRefusal.of(label, target, endpoint.refusal(), timeoutMillis, e);
        }
    }

    @Override
    public void close() {
        loss.report("it was closed");
        session.disconnect();
        transport.cut();
        ended();
    }

    private ChannelEndpoint newEndpoint() throws JSchException {
        ChannelDirectTCPIP channel = (ChannelDirectTCPIP) session.openChannel("direct-tcpip");
        if (channel == null) {
            throw new JSchException("it takes no more channels");
        }
        ChannelEndpoint endpoint = new ChannelEndpoint(channel, loss, endpoints::remove);
        endpoints.add(endpoint);
        if (loss.isReported()) {
            // The session may have ended before it could know of this one.
            endpoint.sessionEnded();
        }
        return endpoint;
    }

    private void ended() {
        loss.report("the session ended");
        endpoints.forEach(ChannelEndpoint::sessionEnded);
    }
}

package com.tappostgres.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One connection through a FaultProxy: a thread carries each direction. */
final class ProxiedConnection {
    private static final int KEPT = 4096;
    private static final int BLOCK = 64 * 1024;
    private static final int SLOW_BLOCK = 1024;
    private static final long SLOW_NANOS = 100_000_000;

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private final ByteArrayOutputStream firstBytes = new ByteArrayOutputStream();
    private volatile boolean slow;
    private volatile long slowUntil;
    private boolean swallowed;
    private boolean closed;

    ProxiedConnection(FaultProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    void start() throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        carry(false);
        carry(true);
    }

    synchronized boolean isOpen() {
        return !closed;
    }

    synchronized byte[] firstBytes() {
        return firstBytes.toByteArray();
    }

    void strike(FaultProxy.Fault fault) {
        switch (fault) {
            case CUT -> close();
            case RESET -> {
                // Without a linger time a close sends a reset.
                linger(client);
                linger(server);
                close();
            }
            case BLACK_HOLE -> setSwallowed(true);
            case SLOW -> {
                slowUntil = System.nanoTime() + SLOW_NANOS;
                slow = true;
            }
        }
    }

    void stopAcknowledging() {
        PacketFilter.dropAll(client);
    }

    void heal() {
        setSwallowed(false);
    }

    void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        close(client);
        close(server);
    }

    private synchronized void setSwallowed(boolean swallow) {
        swallowed = swallow;
        notifyAll();
    }

    private void carry(boolean toClient) {
        Thread thread = new Thread(() -> carryToTheEnd(toClient), toClient ? "proxy to client" : "proxy to server");
        thread.setDaemon(true);
        thread.start();
    }

    private void carryToTheEnd(boolean toClient) {
        Socket from = toClient ? server : client;
        Socket to = toClient ? client : server;
        byte[] block = new byte[BLOCK];
        try {
            while (true) {
                int count = from.getInputStream().read(block, 0, blockSize());
                if (!pauseAndPass(count, toClient)) {
                    return;
                }
                if (count < 0) {
                    to.shutdownOutput();
                    closeIfBothEnded();
                    return;
                }
                forward(block, count, to, toClient);
            }
        } catch (IOException e) {
            // One side is gone: the other shall know.
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forward(byte[] block, int count, Socket to, boolean toClient)
            throws IOException, InterruptedException {
        FaultProxy.Side sender = toClient ? FaultProxy.Side.SERVER : FaultProxy.Side.CLIENT;
        if (!toClient) {
            keep(block, count);
        }
        proxy.note(sender, block, count);
        int passed = proxy.take(sender, count);
        to.getOutputStream().write(block, 0, passed);
        proxy.strikeIfDue(sender);
        if (passed < count && passes()) {
            // What lies behind the fault comes through only where that slows, or was a black hole that was healed.
            to.getOutputStream().write(block, passed, count - passed);
        }
    }

    private boolean isSlow() {
        return slow && System.nanoTime() - slowUntil < 0;
    }

    /** A twentieth of a second's worth. */
    private int blockSize() {
        if (isSlow()) {
            return SLOW_BLOCK;
        }
        return (int) Math.max(1, Math.min(BLOCK, proxy.bytesPerSecond() / 20));
    }

    private boolean pauseAndPass(int count, boolean toClient) throws InterruptedException {
        Duration latency = proxy.latency(toClient);
        if (isSlow()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        if (count > 0) {
            TimeUnit.NANOSECONDS.sleep(latency.toNanos() + count * 1_000_000_000L / proxy.bytesPerSecond());
        }
        return passes();
    }

    /** Waits as long as the black hole is there; false once the connection is closed. */
    private synchronized boolean passes() throws InterruptedException {
        while (swallowed && !closed) {
            wait();
        }
        return !closed;
    }

    private synchronized void keep(byte[] block, int count) {
        firstBytes.write(block, 0, Math.min(count, KEPT - firstBytes.size()));
    }

    private void closeIfBothEnded() {
        if (client.isOutputShutdown() && server.isOutputShutdown()) {
            close();
        }
    }

    private static void linger(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is closed.
        }
    }
}

package com.tappostgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A TCP proxy on the loopback address that does to connections what networks do. */
public final class FaultProxy implements AutoCloseable {
    /** What befalls the open connections. */
    public enum Fault {
        /** Both sides are told that the other has closed. */
        CUT,
        /** Both sides are told that the other knows nothing of the connection. */
        RESET,
        /** Nothing comes through any more, and nobody is told. */
        BLACK_HOLE,
        /** For a tenth of a second little comes through, and late. */
        SLOW
    }

    /** Who sends. */
    public enum Side {
        CLIENT,
        SERVER
    }

    private static final long UNLIMITED = 1L << 50;

    private final InetSocketAddress target;
    private final int port;
    private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();
    private volatile Duration latencyToServer = Duration.ZERO;
    private volatile Duration latencyToClient = Duration.ZERO;
    private volatile long bytesPerSecond = UNLIMITED;

    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;
    private @Nullable Fault coming;
    private Side counted = Side.SERVER;
    private long bytesUntilFault;
    private volatile @Nullable Conversation conversation;

    private FaultProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        ServerSocket socket = listen(0);
        this.port = socket.getLocalPort();
        this.listener = socket;
        this.acceptor = serve(socket);
    }

    /** Starts one that passes everything through. */
    public static FaultProxy before(String host, int port) {
        try {
            return new FaultProxy(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /** The tap with this proxy in place of its server. */
    public Tap between(Tap tap) {
        return tap.with("host", host()).with("port", port);
    }

    /** How many connections were made so far. */
    public int connections() {
        return connections.size();
    }

    /** How many of them are open. */
    public int openConnections() {
        return (int) connections.stream().filter(ProxiedConnection::isOpen).count();
    }

    /** The first bytes of each connection that the client sent, 4 kB at most, in the order of the connections. */
    public List<byte[]> firstBytes() {
        return connections.stream().map(ProxiedConnection::firstBytes).toList();
    }

    /** The parameters of each connection's startup packet; left out are those that sent none, as cancel requests do. */
    public List<Map<String, String>> startups() {
        return firstBytes().stream()
                .map(StartupPacket::parameters)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Strikes all open connections; those that come later pass. */
    public void strike(Fault fault) {
        connections.forEach(connection -> connection.strike(fault));
    }

    /** Strikes all open connections once so many more bytes of the server have come through, of whichever connections. */
    public void strikeAfter(long bytesFromServer, Fault fault) {
        strikeAfter(Side.SERVER, bytesFromServer, fault);
    }

    /** Strikes all open connections once so many more bytes of one side have come through, of whichever connections. */
    public synchronized void strikeAfter(Side sender, long bytes, Fault fault) {
        coming = fault;
        counted = sender;
        bytesUntilFault = bytes;
    }

    /** Whether {@link #strikeAfter} still waits for its moment. */
    public synchronized boolean isAboutToStrike() {
        return coming != null;
    }

    /** Has the network lose all that clients send from now on: no acknowledgement comes back. */
    public void stopAcknowledging() {
        connections.forEach(ProxiedConnection::stopAcknowledging);
    }

    /** Keeps what comes through from now on. */
    public Conversation record() {
        Conversation kept = new Conversation();
        conversation = kept;
        return kept;
    }

    /** Lets through what a black hole holds back. */
    public void heal() {
        connections.forEach(ProxiedConnection::heal);
    }

    /** Refuses connections from now on; open ones stay. */
    public synchronized void refuse() {
        try {
            if (listener != null) {
                listener.close();
                listener = null;
                // The kernel takes connections until the thread that waits for one has let go of the socket.
                Objects.requireNonNull(acceptor).join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a proxy stops listening", e);
        }
    }

    /** Takes connections again. */
    public synchronized void accept() {
        try {
            if (listener == null) {
                ServerSocket socket = listen(port);
                listener = socket;
                acceptor = serve(socket);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Holds each block of bytes back for a while. */
    public void setLatency(Duration toServer, Duration toClient) {
        latencyToServer = toServer;
        latencyToClient = toClient;
    }

    /** Limits each direction of each connection. */
    public void setRate(long limitBytesPerSecond) {
        bytesPerSecond = limitBytesPerSecond;
    }

    @Override
    public void close() {
        refuse();
        connections.forEach(ProxiedConnection::close);
    }

    Duration latency(boolean toClient) {
        return toClient ? latencyToClient : latencyToServer;
    }

    long bytesPerSecond() {
        return bytesPerSecond;
    }

    void note(Side sender, byte[] bytes, int count) {
        Conversation kept = conversation;
        if (kept != null) {
            kept.add(sender, bytes, count);
        }
    }

    /** How many of the bytes that one side sent still come through. */
    synchronized int take(Side sender, int bytes) {
        if (coming == null || sender != counted) {
            return bytes;
        }
        int taken = (int) Math.min(bytes, bytesUntilFault);
        bytesUntilFault -= taken;
        return taken;
    }

    /** Strikes when it is time: behind the bytes of this side. */
    void strikeIfDue(Side sender) {
        Fault due;
        synchronized (this) {
            if (coming == null || sender != counted || bytesUntilFault > 0) {
                return;
            }
            due = coming;
            coming = null;
        }
        strike(due);
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        return socket;
    }

    private Thread serve(ServerSocket socket) {
        Thread thread = new Thread(() -> acceptFrom(socket), "fault proxy " + socket.getLocalPort());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void acceptFrom(ServerSocket socket) {
        while (true) {
            try {
                Socket client = socket.accept();
                connect(client);
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(target, 10_000);
            ProxiedConnection connection = new ProxiedConnection(this, client, server);
            // Before a byte comes through: who sees one may strike.
            connections.add(connection);
            connection.start();
        } catch (IOException e) {
            // The target refuses: then so does the proxy, as well as it still can.
            client.setSoLinger(true, 0);
            client.close();
        }
    }
}

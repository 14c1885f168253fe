package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings;
import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.ssh.SshTunnel;
import com.tappostgres.ssh.TcpKeepAlive;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The way to the servers: a Unix socket, TCP, or a channel of the one SSH session that all connections share. */
final class Route implements AutoCloseable {
    private final @Nullable SshTunnel tunnel;
    private final TcpUserTimeout userTimeout;

    Route(ConnectionSettings settings) {
        Duration timeout = Duration.ofSeconds(settings.connectTimeoutSeconds());
        this.tunnel = settings.tunnel()
                .map(host -> new SshTunnel(host, settings.account(), timeout))
                .orElse(null);
        this.userTimeout = new TcpUserTimeout(Duration.ofMillis(settings.userTimeoutMillis()));
    }

    /** A connected socket, not yet encrypted. */
    Socket open(Endpoint endpoint, Deadline deadline) throws IOException {
        if (endpoint.isLocalSocket()) {
            return UnixSocket.connect(Path.of(endpoint.host()), endpoint.port(), deadline.remainingMillis());
        }
        String target = endpoint.address().orElse(endpoint.host());
        return tunnel == null ? connect(target, endpoint.port(), deadline) : tunnel.connect(target, endpoint.port());
    }

    /** Tries every address of the name, as a server may listen on IPv4 alone while its name has both. */
    private Socket connect(String host, int port, Deadline deadline) throws IOException {
        IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                TcpKeepAlive.turnOn(socket);
                socket.connect(new InetSocketAddress(address, port), deadline.remainingMillis());
                userTimeout.watch(socket);
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure == null ? new IOException("the host \"" + host + "\" has no address") : failure;
    }

    /** Whether nobody on a network can read what goes through this socket, even if it is not encrypted. */
    boolean isPrivate(Endpoint endpoint, Socket socket) {
        if (endpoint.isLocalSocket()) {
            return true;
        }
        if (tunnel == null) {
            return socket.getInetAddress() != null && socket.getInetAddress().isLoopbackAddress();
        }
        // Behind the tunnel the name is the SSH host's to resolve.
        String host = endpoint.address().orElse(endpoint.host());
        return host.equals("localhost") || host.matches("127(\\.\\d+){3}") || host.equals("::1");
    }

    /** For a log line: how the endpoint is reached where that is not plain TCP; else empty. */
    String describe(Endpoint endpoint) {
        if (endpoint.isLocalSocket()) {
            return "";
        }
        return tunnel == null ? "" : ", through " + tunnel.describe();
    }

    @Override
    public void close() {
        userTimeout.close();
        if (tunnel != null) {
            tunnel.close();
        }
    }
}

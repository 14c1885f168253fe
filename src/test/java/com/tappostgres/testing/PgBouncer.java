package com.tappostgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A running PgBouncer on the loopback address, before a server; as installed, but for what a test sets.
 *
 * <p>Its only user is the server's superuser. Other connections than the tap's own go around it.
 */
public final class PgBouncer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final List<String> PLACES = List.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer");

    private final int port;
    private final ServerProcess process;

    private PgBouncer(int port, ServerProcess process) {
        this.port = port;
        this.process = process;
    }

    /**
     * Starts one, or skips the test where PgBouncer is not installed.
     *
     * @param settings lines of its section [pgbouncer], such as pool_mode and auth_type
     */
    public static PgBouncer before(PostgresServer server, Map<String, String> settings) {
        Optional<String> program = PLACES.stream()
                .filter(place -> Files.isExecutable(Path.of(place)))
                .findFirst();
        Assumptions.assumeTrue(program.isPresent(), "PgBouncer is not installed: apt-get install pgbouncer");
        int port = freePort();
        Map<String, String> files = Map.of(
                "pgbouncer.ini",
                configuration(server, port, settings),
                "userlist.txt",
                "\"" + server.user() + "\" \"" + server.password() + "\"\n");
        PgBouncer pooler =
                new PgBouncer(port, ServerProcess.start(files, "exec " + program.orElseThrow() + " pgbouncer.ini"));
        pooler.awaitReady();
        return pooler;
    }

    private static String configuration(PostgresServer server, int port, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addr", HOST);
        all.put("listen_port", Integer.toString(port));
        all.put("unix_socket_dir", "");
        all.put("auth_type", "scram-sha-256");
        all.put("auth_file", "userlist.txt");
        all.putAll(settings);
        String target = "host=" + server.host() + " port=" + server.port();
        if (all.get("auth_type").equals("any")) {
            // Whoever comes is let in without a name, so that the server needs one.
            target += " user=" + server.user() + " password=" + server.password();
        }
        StringBuilder ini = new StringBuilder("[databases]\n* = " + target + "\n[pgbouncer]\n");
        all.forEach(
                (name, value) -> ini.append(name).append(" = ").append(value).append('\n'));
        return ini.toString();
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    /** The tap with this pooler in place of its server. */
    public Tap between(Tap tap) {
        return tap.with("host", HOST).with("port", port);
    }

    public String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.stop();
    }

    private void awaitReady() {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String log = process.log();
                process.stop();
                throw new IllegalStateException("PgBouncer does not start:\n" + log);
            }
            pause();
        }
    }

    private boolean listens() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

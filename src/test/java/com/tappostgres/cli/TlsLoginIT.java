package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.json.Json;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestCertificates.Issued;
import com.tappostgres.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers with TLS as a run of the tap sees them: what it trusts, what it refuses, and what it says. */
final class TlsLoginIT {
    private static final TestCertificates ROOT = TestCertificates.authority("root");
    private static final String ROOT_PEM = TestCertificates.pem(ROOT.certificate());
    private static final Issued IDENTITY = ROOT.issue(new CertificateRequest("test server")
            .name("localhost")
            .name("db.internal")
            .with(TestCertificates.keys("RSA")));
    private static final String PASSWORD = "pencil";

    @TempDir
    static Path folder;

    private static PostgresServer server;
    private static TestDatabase database;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(ROOT.serverSettings(folder, IDENTITY));
        settings.put("log_connections", "on");
        settings.put("log_line_prefix", "<%u> ");
        settings.put(
                "hba_file", TestCertificates.write(folder.resolve("hba"), """
                hostnossl all plain_only 127.0.0.1/32 scram-sha-256
                hostssl all tls_only 127.0.0.1/32 scram-sha-256
                host all old_password 127.0.0.1/32 md5
                host all plain_only,tls_only 127.0.0.1/32 reject
                host all all 127.0.0.1/32 scram-sha-256
                """).toString());
        server = PostgresServer.start(PostgresVersion.V18, settings);
        database = server.createDatabase();
        database.execute("create table t (id integer primary key)");
        for (String role : List.of("anybody", "plain_only", "tls_only")) {
            database.execute("create role " + role + " superuser login password '" + PASSWORD + "'");
        }
        database.execute(
                "set password_encryption to md5",
                "create role old_password superuser login password '" + PASSWORD + "'");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Goes with its server. */
    private static TestDatabase withTable(PostgresServer each) {
        TestDatabase created = each.createDatabase();
        created.execute("create table t (id integer primary key)", "insert into t values (1), (2)");
        return created;
    }

    /** Knows nothing but its settings: neither files in a home nor variables. */
    private static Tap tap(TestDatabase of, String role) {
        return Tap.of(of)
                .as(role, PASSWORD)
                .with("host", "localhost")
                .withEnvironment(Map.of("HOME", folder.resolve("home").toString()));
    }

    private static Tap tap() {
        return tap(database, "anybody");
    }

    private static Tap verifying() {
        return tap().with("sslrootcert", ROOT_PEM);
    }

    /** What the first connection is said to be protected by. */
    private static String protection(TapRun run) {
        String line = run.assertSucceeded().log("INFO").get(0);
        assertThat(line).startsWith("INFO connected to ");
        return line.substring(line.indexOf("): ") + 3);
    }

    private static TapRun refused(Tap tap, String... inCritical) {
        TapRun run = tap.discover().assertFailed(4, inCritical);
        assertThat(run.text()).isEmpty();
        assertThat(run.log()).doesNotContain(PASSWORD);
        return run;
    }

    @Test
    void verifiesTheServerWhereAnAuthorityIsGiven() {
        Path file = TestCertificates.write(folder.resolve("root.pem"), ROOT_PEM);
        for (String root : List.of(ROOT_PEM, file.toString(), ROOT_PEM.replace("\n", "\\n"))) {
            TapRun run = tap().with("sslrootcert", root).discover();
            assertThat(protection(run)).isEqualTo("TLSv1.3, TLS_AES_256_GCM_SHA384, server verified (verify-full)");
            assertThat(run.log("INFO").get(0))
                    .startsWith("INFO connected to anybody@localhost:" + server.port() + "/" + database.name()
                            + " (PostgreSQL 18.");
            assertThat(TestCatalog.parse(run.text()).streams()).containsExactly("public-t");
            assertThat(run.log("WARN")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            require     | localhost | server verified (require), name not checked
            verify-ca   | 127.0.0.1 | server verified (verify-ca), name not checked
            verify-full | localhost | server verified (verify-full)
            """)
    void saysWhatWasVerified(String mode, String host, String expected) {
        assertThat(protection(
                        verifying().with("sslmode", mode).with("host", host).discover()))
                .endsWith("_SHA384, " + expected);
    }

    @Test
    void doesNotVerifyUnasked() {
        assertThat(protection(tap().with("ssl", Json.NODES.booleanNode(true)).discover()))
                .endsWith("server not verified (require)");
        assertThat(protection(tap().discover())).endsWith("server not verified (prefer)");
        assertThat(protection(tap().with("sslmode", "allow").discover())).isEqualTo("not encrypted");
        assertThat(protection(tap().with("sslmode", "disable").discover())).isEqualTo("not encrypted");
    }

    /** The authority of libpq's own file counts, too. */
    @Test
    void verifiesByTheFileInTheHome() {
        Path home = folder.resolve("other home");
        Path file = TestCertificates.write(home.resolve(".postgresql/root.crt"), ROOT_PEM);
        Tap required = tap().with("sslmode", "require").withEnvironment(Map.of("HOME", home.toString()));
        assertThat(protection(required.discover())).endsWith("server verified (require), name not checked");
        TestCertificates.write(
                file, TestCertificates.pem(TestCertificates.authority("other").certificate()));
        refused(required, "was issued by \"CN=root\", which the file \"" + file + "\"");
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void encryptsEveryConnectionOfARun(PostgresVersion version) {
        Path own = folder.resolve(version.label());
        Map<String, String> settings = new HashMap<>(ROOT.serverSettings(own, IDENTITY));
        settings.put("hba_file", TestCertificates.write(own.resolve("hba"), """
                hostssl all reader 127.0.0.1/32 md5
                host all postgres 127.0.0.1/32 md5
                """).toString());
        settings.put("log_connections", "on");
        settings.put("log_line_prefix", "<%u> ");
        try (PostgresServer each = PostgresServer.start(version, settings)) {
            each.execute("create role reader superuser login password '" + PASSWORD + "'");
            TestDatabase first = withTable(each);
            TestDatabase second = withTable(each);
            Tap tap = tap(first, "reader")
                    .with("sslrootcert", ROOT_PEM)
                    .with("filter_dbs", first.name() + "," + second.name())
                    .with("stream_name", "{database}-{table}");

            TestCatalog catalog = tap.catalog().selectAll();
            TapRun run = tap.sync(catalog).assertSucceeded();

            assertThat(run.messages("RECORD")).hasSize(4);
            List<String> logins = each.log()
                    .lines()
                    .filter(line -> line.startsWith("<reader> ") && line.contains("connection authorized"))
                    .toList();
            // Two of the discovery and two of the sync at least; the old server does not log TLS, but lets in nothing
            // else.
            assertThat(logins).hasSizeGreaterThanOrEqualTo(4);
            if (version != PostgresVersion.V9_3) {
                assertThat(logins).allMatch(line -> line.contains("SSL enabled (protocol=TLSv1.3"));
            }
            assertThat(each.log()).doesNotContain("no pg_hba.conf entry");
        }
    }

    @Test
    void bindsTheLoginToTheConnection() {
        assertThat(protection(verifying().with("channel_binding", "require").discover()))
                .endsWith("server verified (verify-full)");
    }

    @Test
    void refusesALoginThatIsNotBound() {
        for (Tap plain : List.of(
                tap(PostgresServer.shared(PostgresVersion.V18).createDatabase(), "postgres")
                        .with("password", "tap-test"),
                tap(database, "old_password"),
                tap(database, "anybody").with("sslmode", "allow"))) {
            refused(plain.with("channel_binding", "require"), "hannel ")
                    .assertHint("\"channel_binding\": \"require\" needs TLS");
        }
        tap().with("channel_binding", "require")
                .with("sslmode", "disable")
                .discover()
                .assertFailed(3, "\"channel_binding\" is \"require\", which needs TLS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "verify-ca", "verify-full"})
    void refusesAServerWithoutTls(String mode) {
        try (TestDatabase plain = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            refused(
                            tap(plain, plain.user()).with("sslmode", mode).with("sslrootcert", ROOT_PEM),
                            "cannot connect to postgres@localhost:" + plain.port() + "/" + plain.name()
                                    + ": the server does not support SSL, and \"sslmode\" is \"" + mode + "\"")
                    .assertHint("Turn ssl on in the server's postgresql.conf", "\"sslmode\": \"prefer\"");
        }
    }

    @Test
    void refusesAServerOfAnotherName() {
        refused(
                        verifying().with("host", "127.0.0.1"),
                        "the certificate of the server \"127.0.0.1:" + server.port() + "\" is for ",
                        "\"localhost\"",
                        "not for \"127.0.0.1\"")
                .assertHint("Set \"host\" to such a name", "\"sslmode\": \"verify-ca\"");
    }

    @Test
    void refusesAServerOfAnotherAuthority() {
        String other = TestCertificates.pem(TestCertificates.authority("other").certificate());
        refused(tap().with("sslrootcert", other), "was issued by \"CN=root\", which the text of \"sslrootcert\"")
                .assertHint("Set \"sslrootcert\" to a PEM file with the certificate of the authority \"CN=root\"");
        refused(tap().with("sslrootcert", "system"), "was issued by \"CN=root\", which ");
        // Whoever has the authority checked never goes on without.
        refused(tap().with("sslrootcert", other).with("sslmode", "verify-ca"), "was issued by \"CN=root\"");
    }

    @Test
    void refusesARevokedServer() {
        Path list = TestCertificates.write(
                folder.resolve("revoked.crl"), TestCertificates.pem(ROOT.revocations(IDENTITY.certificate())));
        refused(verifying().with("sslcrl", list.toString()), "was revoked by \"CN=root\"")
                .assertHint("The server needs a new certificate");
        String empty = TestCertificates.pem(ROOT.revocations());
        verifying().with("sslcrl", empty).discover().assertSucceeded();
    }

    @Test
    void refusesAnExpiredServer() {
        Issued expired =
                ROOT.issue(CertificateRequest.forLocalhost().until(Instant.now().minus(Duration.ofDays(1))));
        try (PostgresServer old =
                PostgresServer.start(PostgresVersion.V18, ROOT.serverSettings(folder.resolve("old"), expired))) {
            Tap tap = tap(withTable(old), old.user()).with("password", old.password());
            refused(tap.with("sslrootcert", ROOT_PEM), "\"localhost:" + old.port() + "\" expired on ")
                    .assertHint("The server needs a new certificate (its ssl_cert_file)");
            // Who does not ask who the server is does not ask since when.
            assertThat(protection(tap.discover())).endsWith("server not verified (prefer)");
        }
    }

    @Test
    void fallsBackFromAHandshakeThatFailsOnlyUnderPrefer() {
        Map<String, String> settings = new HashMap<>(ROOT.serverSettings(folder.resolve("tls1.1"), IDENTITY));
        settings.put("ssl_min_protocol_version", "TLSv1");
        settings.put("ssl_max_protocol_version", "TLSv1.1");
        try (PostgresServer old = PostgresServer.start(PostgresVersion.V18, settings)) {
            Tap tap = tap(withTable(old), old.user()).with("password", old.password());

            TapRun run = tap.discover();

            assertThat(run.log()).doesNotContain("CRITICAL");
            run = tap(withTable(old), old.user())
                    .with("password", old.password())
                    .check(null);
            assertThat(run.log("WARN").get(0))
                    .contains(
                            "the server \"localhost:" + old.port() + "\" speaks neither TLS 1.2 nor TLS 1.3",
                            "\"sslmode\" is prefer, so the connection goes on without encryption");
            refused(tap.with("sslmode", "require"), "speaks neither TLS 1.2 nor TLS 1.3")
                    .assertHint("ssl_min_protocol_version");
            assertThat(tap.with("sslmode", "allow").discover().log("WARN"))
                    .noneMatch(line -> line.contains("without encryption"));
        }
    }

    @Test
    void fallsBackWhereTheServerHasNoTlsOnlyUnderPrefer() {
        try (TestDatabase plain = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            plain.execute("create table t (id integer)");
            TapRun run =
                    tap(plain, plain.user()).with("password", plain.password()).discover();
            assertThat(protection(run)).isEqualTo("not encrypted");
            // Nothing leaves this machine.
            assertThat(run.log("WARN")).isEmpty();
        }
    }

    @Test
    void takesTheOtherKindOfConnectionWherePgHbaAsksForIt() {
        assertThat(protection(tap(database, "plain_only").discover())).isEqualTo("not encrypted");
        assertThat(protection(tap(database, "tls_only").with("sslmode", "allow").discover()))
                .endsWith("server not verified (allow)");
        refused(tap(database, "plain_only").with("sslmode", "require"), "pg_hba.conf", "SQLSTATE 28000")
                .assertHint("pg_hba.conf on the server must let this user, host and TLS mode in");
        refused(tap(database, "tls_only").with("sslmode", "disable"), "pg_hba.conf", "SQLSTATE 28000")
                .assertHint("pg_hba.conf");
        // The first failure is told, not that of the attempt that was only a hope.
        refused(tap(database, "plain_only").with("password", "wrong"), "pg_hba.conf rejects connection", "SSL");
    }

    /** The name is checked, the address only connected to. */
    @Test
    void checksTheNameOfAHostThatOnlyItsAddressLeadsTo() {
        Tap tap = verifying().with("host", "db.internal").with("hostaddr", "127.0.0.1");
        TapRun run = tap.discover();
        assertThat(protection(run)).endsWith("server verified (verify-full)");
        assertThat(run.log("INFO").get(0)).contains("anybody@db.internal:" + server.port() + "/");
        refused(tap.with("host", "db.elsewhere"), "not for \"db.elsewhere\"");
        refused(tap.without("hostaddr"), "the host \"db.internal\" is unknown");
    }

    @Test
    void namesAFileThatIsNotThereBeforeItAsksAnyServer() {
        tap().with("host", "no-such-host.invalid")
                .with("sslrootcert", "/no/such/root.pem")
                .discover()
                .assertFailed(3, "the file \"/no/such/root.pem\" of \"sslrootcert\" does not exist")
                .assertHint("\"sslrootcert\"");
        tap().with("sslmode", "verify-full")
                .discover()
                .assertFailed(
                        3,
                        "there is no authority to trust",
                        folder.resolve("home/.postgresql/root.crt").toString())
                .assertHint("\"sslrootcert\"");
    }
}

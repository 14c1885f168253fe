package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestCertificates.Issued;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.openssl.PKCS8Generator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles that log in with a certificate, as a run of the tap does it. */
final class ClientCertificateIT {
    private static final TestCertificates ROOT = TestCertificates.authority("root");
    private static final String SECRET = "opens the key";
    private static final Issued RSA = ROOT.issue(new CertificateRequest("carol").with(TestCertificates.keys("RSA")));
    private static final Issued CURVE = ROOT.issue(new CertificateRequest("carol"));

    @TempDir
    static Path folder;

    private static PostgresServer server;
    private static TestDatabase database;

    @TempDir
    private Path home;

    @BeforeAll
    static void start() {
        Map<String, String> settings = new HashMap<>(ROOT.serverSettings(
                folder, ROOT.issue(CertificateRequest.forLocalhost().with(TestCertificates.keys("RSA")))));
        settings.put(
                "hba_file", TestCertificates.write(folder.resolve("hba"), """
                hostssl all carol,dave 127.0.0.1/32 cert
                host all all 127.0.0.1/32 scram-sha-256
                """).toString());
        server = PostgresServer.start(PostgresVersion.V18, settings);
        database = server.createDatabase();
        database.execute(
                "create table t (id integer primary key)",
                "insert into t values (1)",
                "create role carol superuser login",
                "create role dave superuser login");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Tap tap() {
        return Tap.of(database)
                .with("user", "carol")
                .without("password")
                .with("sslrootcert", TestCertificates.pem(ROOT.certificate()))
                .withEnvironment(Map.of("HOME", home.toString()));
    }

    private Tap as(Issued identity) {
        return tap().with("sslcert", identity.chainPem()).with("sslkey", identity.keyPem());
    }

    private static TapRun refused(Tap tap, String... inCritical) {
        TapRun run = tap.discover().assertFailed(4, inCritical);
        assertThat(run.text()).isEmpty();
        return run;
    }

    private static TapRun misconfigured(Tap tap, String... inCritical) {
        TapRun run = tap.discover().assertFailed(3, inCritical);
        assertThat(run.log()).doesNotContain(SECRET);
        return run;
    }

    @Test
    void takesAKeyInEveryFormat() {
        PrivateKey rsa = RSA.keys().getPrivate();
        PrivateKey curve = CURVE.keys().getPrivate();
        Map<String, String> plain = new LinkedHashMap<>();
        plain.put("RSA PKCS#8", RSA.keyPem());
        plain.put("RSA PKCS#1", TestKeys.traditional(rsa));
        plain.put("EC PKCS#8", CURVE.keyPem());
        plain.put("EC SEC1", TestKeys.traditional(curve));
        Map<String, String> encrypted = new LinkedHashMap<>();
        encrypted.put("RSA PKCS#8", TestKeys.encrypted(rsa, PKCS8Generator.AES_256_CBC, SECRET));
        encrypted.put("RSA PKCS#1", TestKeys.traditional(rsa, "AES-256-CBC", SECRET));
        encrypted.put("EC PKCS#8", TestKeys.encrypted(curve, PKCS8Generator.AES_128_CBC, SECRET));
        encrypted.put("EC SEC1", TestKeys.traditional(curve, "AES-128-CBC", SECRET));
        plain.forEach((format, key) -> logsIn(format, key, tap()));
        encrypted.forEach((format, key) -> logsIn(format, key, tap().with("sslpassword", SECRET)));
    }

    /** Once as text, once as a file. */
    private void logsIn(String format, String key, Tap tap) {
        Issued identity = format.startsWith("RSA") ? RSA : CURVE;
        Path file = TestCertificates.write(home.resolve("carol.key"), key);
        for (String setting : new String[] {key, file.toString(), "~/carol.key"}) {
            TapRun run = tap.with("sslcert", identity.chainPem())
                    .with("sslkey", setting)
                    .discover()
                    .assertSucceeded();
            assertThat(run.log("INFO").get(0)).as(format).endsWith("server verified (verify-full)");
        }
    }

    @Test
    void syncsWithTheFilesOfTheHome() {
        TestCertificates.write(home.resolve(".postgresql/postgresql.crt"), CURVE.chainPem());
        TestCertificates.write(home.resolve(".postgresql/postgresql.key"), CURVE.keyPem());
        Tap tap = tap();
        TapRun run = tap.sync(tap.catalog().selectAll()).assertSucceeded();
        assertThat(run.records("public-t")).hasSize(1);
    }

    @Test
    void takesAStoreOfBoth() {
        Path store = TestCertificates.write(home.resolve("carol.p12"), TestKeys.pkcs12(CURVE, SECRET));
        Tap tap = tap().with("sslkey", store.toString());
        tap.with("sslpassword", SECRET).discover().assertSucceeded();
        misconfigured(tap.with("sslpassword", "wrong"), store.toString()).assertHint("\"sslpassword\"");
        misconfigured(tap, store.toString()).assertHint("\"sslpassword\"");
    }

    @Test
    void saysThatTheKeyDoesNotOpen() {
        String key = TestKeys.encrypted(CURVE.keys().getPrivate(), PKCS8Generator.AES_256_CBC, SECRET);
        Tap tap = tap().with("sslcert", CURVE.chainPem()).with("sslkey", key);
        misconfigured(tap, "the text of \"sslkey\"", "encrypted").assertHint("\"sslpassword\"");
        misconfigured(tap.with("sslpassword", "wrong"), "the text of \"sslkey\"")
                .assertHint("\"sslpassword\"");
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws IOException {
        Path key = TestCertificates.write(home.resolve("carol.key"), CURVE.keyPem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        misconfigured(
                        tap().with("sslcert", CURVE.chainPem()).with("sslkey", key.toString()),
                        "the file \"" + key + "\" of \"sslkey\" is open to other users: its mode is 0644")
                .assertHint("chmod 6", "'" + key + "'");
    }

    @Test
    void refusesACertificateWithoutItsKey() {
        misconfigured(tap().with("sslcert", CURVE.chainPem()), "there is \"sslcert\" but no \"sslkey\"")
                .assertHint("Set \"sslkey\"");
        misconfigured(tap().with("sslkey", CURVE.keyPem()), "there is \"sslkey\" but no \"sslcert\"")
                .assertHint("Set \"sslcert\"");
        misconfigured(as(CURVE).with("sslkey", RSA.keyPem()), "holds another key than that of the certificate")
                .assertHint("\"sslcert\"");
        misconfigured(
                as(CURVE).with("sslkey", "/no/such.key"), "the file \"/no/such.key\" of \"sslkey\" does not exist");
        misconfigured(as(CURVE).with("sslkey", CURVE.chainPem()), "the text of \"sslkey\"");
    }

    @Test
    void saysThatTheServerWantsACertificate() {
        refused(tap(), "connection requires a valid client certificate").assertHint("\"sslcert\"", "\"sslkey\"");
        // Under prefer the second attempt, without TLS, is refused as well, and tells less.
        refused(tap().without("sslrootcert"), "connection requires a valid client certificate")
                .assertHint("\"sslcert\"");
    }

    @Test
    void saysThatTheCertificateIsOfAnotherRole() {
        refused(as(CURVE).with("user", "dave"), "certificate authentication failed for user \"dave\"")
                .assertHint("\"dave\"", "common name");
    }

    @Test
    void saysWhyTheServerRefusesTheCertificate() {
        Issued stranger = TestCertificates.authority("stranger").issue(new CertificateRequest("carol"));
        refused(as(stranger), "refused the client certificate: it does not know the authority that signed it")
                .assertHint("\"sslcert\"", "ssl_ca_file");
        Issued old =
                ROOT.issue(new CertificateRequest("carol").until(Instant.now().minus(Duration.ofDays(1))));
        refused(as(old), "refused the client certificate: it expired").assertHint("\"sslcert\"");
    }
}

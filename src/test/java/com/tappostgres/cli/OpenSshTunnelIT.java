package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.OpenSshServer;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs through OpenSSH itself, set up as {@code keygen} says. */
final class OpenSshTunnelIT {
    private static final TestCertificates ROOT = TestCertificates.authority("root");

    @TempDir
    static Path tls;

    private static PostgresServer server;
    private static TestDatabase database;

    @TempDir
    private Path home;

    @TempDir
    private Path folder;

    @TempDir
    private Path jumpFolder;

    private Path key;

    @BeforeAll
    static void startServer() {
        OpenSshServer.requireInstalled();
        server = PostgresServer.start(
                PostgresVersion.V18,
                ROOT.serverSettings(tls, ROOT.issue(new CertificateRequest("test server").name("localhost"))));
        database = server.createDatabase();
        database.execute(
                "create table t (id integer primary key, filler text)",
                "insert into t select i, repeat('x', 100) from generate_series(1, 20000) i");
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void placeKey() {
        key = home.resolve("key");
    }

    /** What keygen prints for authorized_keys. */
    private String authorizedLine(int port, String... more) {
        String[] words = {"keygen", "--out", key.toString(), "--permit-open", "localhost:" + port};
        Tap tap = Tap.withoutConfig(Map.of("WORDS", "key words"));
        TapRun run = more.length == 0
                ? tap.runHere(words)
                : tap.runHere(words[0], words[1], words[2], words[3], words[4], more[0], more[1]);
        String line = run.assertSucceeded().text().replaceAll("(?s).*\necho '([^']+)' >> .*", "$1");
        assertThat(line).startsWith("restrict,port-forwarding,permitopen=\"localhost:" + port + "\" ssh-ed25519 ");
        return line;
    }

    private ObjectNode tunnel(OpenSshServer host) {
        return Json.NODES
                .objectNode()
                .put("host", "127.0.0.1")
                .put("port", host.port())
                .put("username", host.user())
                .put("private_key", key.toString())
                .put("host_key", host.hostKey("ed25519"));
    }

    private Tap through(ObjectNode tunnel) {
        return Tap.of(database)
                .with("host", "localhost")
                .with("sslrootcert", TestCertificates.pem(ROOT.certificate()))
                .with("ssh_tunnel", tunnel)
                .withEnvironment(Map.of("HOME", home.toString()));
    }

    private static TapRun refused(Tap tap, String... inCritical) {
        TapRun run = tap.discover().assertFailed(4, inCritical);
        assertThat(run.log()).doesNotContain("connection attempt failed");
        return run;
    }

    @Test
    void readsEverythingWithTheKeyOfKeygen() throws IOException {
        try (OpenSshServer host = OpenSshServer.start(folder, authorizedLine(server.port()))) {
            Tap tap = through(tunnel(host));
            TestCatalog catalog = tap.catalog().incremental("public-t", "id");

            TapRun run = tap.sync(catalog).assertSucceeded();

            assertThat(run.records("public-t")).hasSize(20_000);
            assertThat(run.log("INFO").get(0))
                    .contains("TLSv1.3", "server verified (verify-full), through SSH " + host.user() + "@127.0.0.1:")
                    .contains("(ssh-ed25519 SHA256:");
            assertThat(run.log("WARN")).isEmpty();
            assertThat(logins(host)).isEqualTo(2);
            // The key alone, as text, on one line with what became of its line breaks.
            String text = Files.readString(key).replace("\n", "\\n");
            through(tunnel(host).put("private_key", text)).discover().assertSucceeded();
            refused(through(tunnel(host)).with("host", "127.0.0.1"), "administratively prohibited")
                    .assertHint("permitopen=\"127.0.0.1:" + server.port() + "\"");
        }
    }

    private static long logins(OpenSshServer host) {
        return host.log()
                .lines()
                .filter(line -> line.contains("Accepted publickey"))
                .count();
    }

    @Test
    void opensAKeyWithAPassphrase() {
        String line = authorizedLine(server.port(), "--passphrase-env", "WORDS");
        try (OpenSshServer host = OpenSshServer.start(folder, line)) {
            through(tunnel(host).put("private_key_password", "key words"))
                    .discover()
                    .assertSucceeded();
            through(tunnel(host).put("private_key_password", "no words"))
                    .discover()
                    .assertFailed(3, "the passphrase of the SSH key \"" + key + "\" is wrong")
                    .assertHint("\"private_key_password\"");
            through(tunnel(host))
                    .discover()
                    .assertFailed(3, "the SSH key \"" + key + "\" is encrypted, and no passphrase is given")
                    .assertHint("\"private_key_password\"");
        }
    }

    @Test
    void goesThroughAJumpHost() throws IOException {
        String line = authorizedLine(server.port());
        String anywhere = Files.readString(Path.of(key + ".pub"));
        try (OpenSshServer host = OpenSshServer.start(folder, line);
                OpenSshServer jump = OpenSshServer.start(jumpFolder, anywhere)) {
            ObjectNode tunnel = tunnel(host);
            tunnel.putArray("jump")
                    .addObject()
                    .put("host", "127.0.0.1")
                    .put("port", jump.port())
                    .put("username", jump.user())
                    .put("host_key", jump.hostKey("ed25519"));

            TapRun run = through(tunnel).discover().assertSucceeded();

            assertThat(run.log("INFO").get(0))
                    .contains("verified (verify-full), through SSH " + jump.user() + "@127.0.0.1:" + jump.port())
                    .contains(" -> " + host.user() + "@127.0.0.1:" + host.port());
            assertThat(logins(jump)).isEqualTo(1);
            ((ObjectNode) tunnel.at("/jump/0")).put("host_key", host.hostKey("ed25519"));
            refused(through(tunnel), "127.0.0.1:" + jump.port()).assertHint("\"host_key\"");
        }
    }

    @Test
    void isFastWithManyRoundTrips() {
        try (OpenSshServer host = OpenSshServer.start(folder, authorizedLine(server.port()))) {
            Tap tap = through(tunnel(host)).with("read_method", "cursor").with("itersize", 100);
            TestCatalog catalog = tap.catalog().fullTable("public-t");
            long start = System.nanoTime();

            assertThat(tap.sync(catalog).assertSucceeded().records("public-t")).hasSize(20_000);

            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(5000);
        }
    }

    @Test
    void saysWhyTheHostRefuses() throws IOException {
        String elsewhere = authorizedLine(1);
        try (OpenSshServer host = OpenSshServer.start(folder, elsewhere)) {
            String name = host.user() + "@127.0.0.1:" + host.port();
            refused(
                            through(tunnel(host)),
                            "the SSH host \"" + name + "\" does not allow a connection to \"localhost:" + server.port()
                                    + "\" (administratively prohibited)")
                    .assertHint("permitopen=\"localhost:" + server.port() + "\"");
            refused(through(tunnel(host)).with("port", 1), "cannot reach \"localhost:1\" (connect failed)")
                    .assertHint("nc -zv localhost 1");
            Path other = OpenSshServer.keygen(home.resolve("other"), "ed25519", "");
            refused(
                            through(tunnel(host).put("private_key", other.toString())),
                            "the SSH host \"" + name + "\" does not let the user \"" + host.user()
                                    + "\" in; it takes publickey, tried were the key \"" + other + "\"")
                    .assertHint("authorized_keys");
            ObjectNode withPassword = tunnel(host).put("password", "any words");
            withPassword.remove("private_key");
            refused(through(withPassword), "it takes publickey, tried were the password")
                    .assertHint("It takes no passwords: set \"private_key\"");
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
            through(tunnel(host))
                    .discover()
                    .assertFailed(3, "the SSH key \"" + key + "\" can be read by others")
                    .assertHint("chmod 600 " + key);
        }
    }

    /** As a user without any settings but the host's name does it. */
    @Test
    void usesTheFilesOfTheHome() throws IOException {
        key = Files.createDirectories(home.resolve(".ssh")).resolve("id_ed25519");
        try (OpenSshServer host = OpenSshServer.start(folder, authorizedLine(server.port()))) {
            Files.writeString(home.resolve(".ssh/config"), """
                    Host bastion
                        HostName 127.0.0.1
                        Port %d
                        User %s
                    """.formatted(host.port(), host.user()));
            Tap tap = through(Json.NODES.objectNode().put("host", "bastion"));
            TapRun unknown = refused(tap, "is unknown: ssh-ed25519 SHA256:");
            String line =
                    unknown.log("HINT").get(0).replaceAll(".*add this line to \\S+: (\\S+ \\S+ \\S+) or .*", "$1");
            Files.writeString(home.resolve(".ssh/known_hosts"), line + "\n");

            TapRun run = tap.discover().assertSucceeded();

            assertThat(run.log("INFO").get(0)).contains("through SSH " + host.user() + "@");
        }
    }
}

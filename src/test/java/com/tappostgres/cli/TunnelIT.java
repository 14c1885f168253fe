package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.Bastion;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs through an SSH host to a server whose name only that host knows, and whose certificate holds that name. */
final class TunnelIT {
    private static final TestCertificates ROOT = TestCertificates.authority("root");
    private static final String PASSWORD = "open sesame";
    private static final String BIG = "public-big";
    private static final int ROWS = 60_000;

    @TempDir
    static Path folder;

    private static PostgresServer server;
    private static TestDatabase database;

    @TempDir
    private Path home;

    private Bastion bastion;

    @BeforeAll
    static void startServer() {
        Map<String, String> settings = new HashMap<>(
                ROOT.serverSettings(folder, ROOT.issue(new CertificateRequest("test server").name("db.internal"))));
        server = PostgresServer.start(PostgresVersion.V18, settings);
        database = server.createDatabase();
        database.execute(
                "create table big (id integer primary key, filler text)",
                "insert into big select i, repeat('x', 400) from generate_series(1, " + ROWS + ") i",
                "create table small (id integer primary key)",
                "insert into small select generate_series(1, 20000)");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void startBastion() {
        bastion = Bastion.start(PASSWORD).knows("db.internal");
    }

    @AfterEach
    void stopBastion() {
        bastion.close();
    }

    /** The server by the name that this machine does not know. */
    private Tap direct() {
        return Tap.of(database)
                .with("host", "db.internal")
                .with("sslrootcert", TestCertificates.pem(ROOT.certificate()))
                .withEnvironment(Map.of("HOME", home.toString()));
    }

    private Tap tap() {
        return through(trusted());
    }

    private Tap through(ObjectNode tunnel) {
        return direct().with("ssh_tunnel", tunnel);
    }

    private ObjectNode trusted() {
        return login().put("host_key", bastion.fingerprint());
    }

    private ObjectNode login() {
        return Json.NODES
                .objectNode()
                .put("host", "127.0.0.1")
                .put("port", bastion.port())
                .put("username", Bastion.USER)
                .put("password", PASSWORD);
    }

    private String label() {
        return "tap@127.0.0.1:" + bastion.port();
    }

    private static TapRun refused(Tap tap, String... inCritical) {
        TapRun run = tap.discover().assertFailed(4, inCritical);
        assertThat(run.text()).isEmpty();
        assertThat(run.log()).doesNotContain(PASSWORD, "connection attempt failed");
        return run;
    }

    @Test
    void carriesAWholeRunInOneSession() {
        try (TestDatabase other = server.createDatabase()) {
            other.execute("create table t (id integer primary key)", "insert into t values (1), (2), (3)");
            Tap tap = tap().with("filter_dbs", database.name() + "," + other.name())
                    .with("stream_name", "{database}-{table}");
            String small = database.name() + "-small";
            TestCatalog catalog = tap.catalog();
            catalog.incremental(small, "id").fullTable(database.name() + "-big", other.name() + "-t");
            assertThat(bastion.logins()).isEqualTo(1);
            int connections = bastion.targets().size();
            assertThat(connections).isGreaterThanOrEqualTo(2);

            TapRun run = tap.sync(catalog).assertSucceeded();

            assertThat(run.log("INFO").get(0))
                    .endsWith(": TLSv1.3, TLS_AES_256_GCM_SHA384, server verified (verify-full), through SSH " + label()
                            + " (ssh-rsa " + bastion.fingerprint() + ")");
            assertThat(run.log("WARN")).isEmpty();
            assertThat(run.records(small)).hasSize(20_000);
            assertThat(run.records(database.name() + "-big")).hasSize(ROWS);
            assertThat(run.records(other.name() + "-t")).hasSize(3);
            assertThat(bastion.logins()).isEqualTo(2);
            assertThat(bastion.targets()).hasSizeGreaterThanOrEqualTo(connections + 2);
            // Nothing stays open on the host.
            assertThat(bastion.sessionCount()).isZero();
            TapRun next = tap.sync(catalog, run.state()).assertSucceeded();
            assertThat(next.records(small)).hasSize(1);
        }
    }

    @Test
    void takesTheTunnelFromTheEnvironment() {
        Tap tap = direct().withEnvironment(Map.of(
                "HOME", home.toString(), "TAP_POSTGRES_SSH_TUNNEL", trusted().toString()));
        TapRun run = tap.discover().assertSucceeded();
        assertThat(run.log("INFO").get(0)).contains("through SSH " + label());
        assertThat(bastion.logins()).isEqualTo(1);
    }

    @Test
    void goesThroughJumpHosts() {
        try (Bastion jump = Bastion.start("jump words")) {
            ObjectNode tunnel = trusted();
            tunnel.putArray("jump")
                    .addObject()
                    .put("host", "127.0.0.1")
                    .put("port", jump.port())
                    .put("username", Bastion.USER)
                    .put("password", "jump words")
                    .put("host_key", jump.hostKey());

            TapRun run = through(tunnel).discover().assertSucceeded();

            assertThat(run.log("INFO").get(0))
                    .contains(
                            "server verified (verify-full), through SSH tap@127.0.0.1:" + jump.port(),
                            " -> " + label());
            assertThat(jump.targets()).containsExactly("127.0.0.1:" + bastion.port());
            assertThat(bastion.logins()).isEqualTo(1);

            ((ObjectNode) tunnel.at("/jump/0")).put("password", "wrong");
            refused(through(tunnel), "the SSH host \"tap@127.0.0.1:" + jump.port() + "\" does not let the user");
        }
    }

    /** Each batch is a round trip, which takes 40 ms where both sides wait for the other's packets. */
    @ParameterizedTest
    @CsvSource({"copy, 20000", "cursor, 100"})
    void isFastWithManyRoundTrips(String method, int itersize) {
        Tap tap = tap().with("read_method", method).with("itersize", itersize);
        TestCatalog catalog = tap.catalog().fullTable("public-small");
        long start = System.nanoTime();

        TapRun run = tap.sync(catalog).assertSucceeded();

        assertThat(run.records("public-small")).hasSize(20_000);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(5000);
    }

    /** TLS ends at the server, not at the SSH host, so that what the latter does to it is found out. */
    @Test
    void checksTheServerBehindTheTunnel() {
        refused(tap().with("host", "127.0.0.1"), "is for \"db.internal\", not for \"127.0.0.1\"");
        String other = TestCertificates.pem(TestCertificates.authority("other").certificate());
        refused(tap().with("sslrootcert", other), "was issued by \"CN=root\"");
        refused(direct(), "the host \"db.internal\" is unknown").assertHint("\"host\"");
        refused(tap().with("password", "wrong"), "password authentication failed", "28P01");
    }

    @Test
    void warnsOfAServerInTheOpenBehindTheTunnel() {
        Tap plain = tap().without("sslrootcert").with("sslmode", "disable");
        TapRun run = plain.discover().assertSucceeded();
        assertThat(run.log("WARN"))
                .singleElement()
                .asString()
                .contains("the connection to db.internal:" + server.port() + " is not encrypted", "\"sslmode\"");
        assertThat(run.log("INFO").get(0)).contains(": not encrypted, through SSH " + label());
        TapRun local = plain.with("host", "localhost").discover().assertSucceeded();
        assertThat(local.log("WARN")).isEmpty();
    }

    @Test
    void saysThatTheHostForwardsNothing() {
        try (Bastion strict = Bastion.start(PASSWORD, target -> false, change -> {})) {
            ObjectNode tunnel = trusted().put("port", strict.port()).put("host_key", strict.fingerprint());
            refused(
                            through(tunnel).with("host", "localhost"),
                            "cannot connect to postgres@localhost:" + server.port() + "/" + database.name()
                                    + ": the SSH host \"tap@127.0.0.1:" + strict.port()
                                    + "\" does not allow a connection to \"localhost:" + server.port()
                                    + "\" (administratively prohibited)")
                    .assertHint("AllowTcpForwarding yes", "permitopen=\"localhost:" + server.port() + "\"");
        }
    }

    @Test
    void saysThatTheHostDoesNotReachTheServer() {
        String host = "no-such-host.invalid";
        refused(tap().with("host", host), label() + "\" refuses a connection to \"" + host + ":" + server.port() + "\"")
                .assertHint("whether it knows that name");
        // Nobody takes that port meanwhile, as a free one may be taken.
        refused(tap().with("port", 1), label() + "\" cannot reach \"db.internal:1\" (connect failed)")
                .assertHint("nc -zv db.internal 1");
    }

    @Test
    void saysThatTheHostDoesNotLetTheUserIn() {
        refused(
                        through(trusted().put("password", "wrong")),
                        "the SSH host \"" + label() + "\" does not let the user \"tap\" in")
                .assertHint("Check \"username\" and \"password\" of \"ssh_tunnel\".");
        assertThat(bastion.logins()).isZero();
    }

    @Test
    void saysThatThereIsNoSshHost() {
        Tap stranger = through(trusted().put("port", server.port()));
        refused(stranger, "the SSH host \"tap@127.0.0.1:" + server.port() + "\"");
        bastion.close();
        refused(tap(), "the SSH host \"" + label() + "\"").assertHint("\"port\"");
    }

    @Test
    void saysHowToTrustAnUnknownHost() throws IOException {
        TapRun run = refused(
                through(login()), "the host key of \"" + label() + "\" is unknown: ssh-rsa " + bastion.fingerprint());
        Path known = home.resolve(".ssh/known_hosts");
        run.assertHint("add this line to " + known + ": " + bastion.knownHostsLine());
        // The line as the hint has it, copied.
        String hint = run.log("HINT").get(0);
        String line = hint.replaceAll(".*add this line to \\S+: (\\S+ \\S+ \\S+).*", "$1");
        Files.createDirectories(known.getParent());
        Files.writeString(known, line + "\n");
        through(login()).discover().assertSucceeded();
        String pin = hint.replaceAll(".*\"host_key\": \"([^\"]+)\".*", "$1");
        Files.delete(known);
        through(login().put("host_key", pin)).discover().assertSucceeded();
    }

    @Test
    void refusesAHostWhoseKeyChanged() throws IOException {
        String other = PublicKeyEntry.toString(Bastion.keyPair("RSA", 2048).getPublic());
        Path known = Files.createDirectories(home.resolve(".ssh")).resolve("known_hosts");
        Files.writeString(known, "[127.0.0.1]:" + bastion.port() + " " + other + "\n");
        refused(
                        through(login()),
                        "THE HOST KEY OF \"" + label() + "\" HAS CHANGED",
                        bastion.fingerprint(),
                        known + " line 1")
                .assertHint("ssh-keygen -f " + known + " -R");
        refused(through(login().put("host_key", other)), "\"" + label() + "\"", bastion.fingerprint())
                .assertHint("\"host_key\"");
        assertThat(bastion.logins()).isZero();
    }

    /** The stream goes on through a new session. */
    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void goesOnThroughANewTunnel(String method) {
        Tap tap = tap().with("read_method", method).with("itersize", 500);
        TestCatalog catalog = tap.catalog().fullTable(BIG, "public-small");
        JsonNode before = tap.sync(catalog).assertSucceeded().state();
        int logins = bastion.logins();

        TapRun run = tap.sync(catalog, before, new Trigger(1_000_000, () -> bastion.disconnect("time to go")))
                .assertSucceeded();

        assertThat(run.log("WARN"))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains(
                                BIG,
                                "the SSH tunnel through \"" + label() + "\" was lost: ",
                                "time to go",
                                "trying again"));
        assertThat(distinctIds(run.records(BIG))).isEqualTo(ROWS);
        assertThat(distinctIds(run.records("public-small"))).isEqualTo(20_000);
        assertThat(run.messages("ACTIVATE_VERSION", BIG)).hasSize(1);
        assertThat(bastion.logins()).isEqualTo(logins + 2);
    }

    private static long distinctIds(List<JsonNode> records) {
        return records.stream().map(record -> record.get("id")).distinct().count();
    }

    /** An SSH host that is away for two seconds when the tunnel is lost. */
    @Test
    void waitsForAnSshHostThatIsAway() {
        try (FaultProxy proxy = FaultProxy.before("127.0.0.1", bastion.port())) {
            Tap tap = through(trusted().put("port", proxy.port())).with("retry_max_seconds", 60);
            TestCatalog catalog = tap.catalog().incremental(BIG, "id");

            TapRun run = tap.sync(catalog, null, new Trigger(1_000_000, () -> {
                        away(proxy);
                        CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(proxy::accept);
                    }))
                    .assertSucceeded();

            assertThat(run.log("WARN").get(0)).contains(BIG, "the SSH tunnel through ", " was lost: ");
            assertThat(run.log("WARN")).anyMatch(line -> line.contains("trying again in"));
            assertThat(distinctIds(run.records(BIG))).isEqualTo(ROWS);
            assertThat(run.bookmark(catalog.id(BIG))
                            .get("replication_key_value")
                            .asInt())
                    .isEqualTo(ROWS);
        }
    }

    private static void away(FaultProxy proxy) {
        proxy.refuse();
        proxy.strike(FaultProxy.Fault.RESET);
    }

    @Test
    void saysThatTheTunnelWasLostForGood() {
        try (FaultProxy proxy = FaultProxy.before("127.0.0.1", bastion.port())) {
            Tap tap = through(trusted().put("port", proxy.port())).with("state_interval_rows", 1000);
            TestCatalog catalog = tap.catalog().incremental(BIG, "id").fullTable("public-small");

            TapRun run = tap.sync(catalog, null, new Trigger(1_000_000, () -> away(proxy)));

            run.assertFailed(4, "2 of 2 streams failed");
            assertThat(run.log()).contains("tap@127.0.0.1:" + proxy.port());
            List<JsonNode> records = new ArrayList<>(run.records(BIG));
            assertThat(records).hasSizeBetween(1000, ROWS - 1);
            proxy.accept();
            TapRun rest = tap.sync(catalog, run.state()).assertSucceeded();
            records.addAll(rest.records(BIG));
            assertThat(distinctIds(records)).isEqualTo(ROWS);
        }
    }

    @Test
    void needsAKeyThatIsThere() {
        through(login().put("private_key", "/no/such/key"))
                .discover()
                .assertFailed(3, "the SSH key \"/no/such/key\" does not exist")
                .assertHint("\"private_key\"");
        direct().with("host", "/var/run/postgresql")
                .with("ssh_tunnel", trusted())
                .discover()
                .assertFailed(3, "\"ssh_tunnel\" does not lead to a Unix socket");
        through(trusted().put("pasword", "x")).discover().assertFailed(3, "pasword");
    }
}

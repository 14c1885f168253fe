package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.testing.Bastion;
import com.tappostgres.testing.Leaks;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other users of the machine see of a running tap, and what its log holds that tells most. */
final class SecretsProcessIT {
    private static final String PASSWORD = "Zq7PasswordWx4MarkerKp9Hidden";
    private static final String SSH_PASSWORD = "Nb3PasswordOfSshVc6Hidden";
    private static final Leaks LEAKS = new Leaks().of(PASSWORD, SSH_PASSWORD);

    private static Bastion bastion;
    private static TestDatabase database;
    private static TestCatalog catalog;

    @TempDir
    private Path folder;

    private ObjectNode config;

    @BeforeAll
    static void start() {
        bastion = Bastion.start(SSH_PASSWORD);
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create role " + database.name() + "_reader superuser login password '" + PASSWORD + "'",
                "create table t (id integer primary key)",
                "insert into t values (1)",
                "create view endless as select i, pg_sleep(0.01)::text as s from generate_series(1, 100000) i");
        catalog = Tap.of(database).catalog();
    }

    @AfterAll
    static void stop() {
        bastion.close();
        String role = database.name() + "_reader";
        PostgresServer server = database.server();
        database.close();
        server.execute("drop role " + role);
    }

    @BeforeEach
    void configure() {
        config = Tap.of(database)
                .with("user", database.name() + "_reader")
                .without("password")
                .config();
        config.putObject("ssh_tunnel")
                .put("host", "127.0.0.1")
                .put("port", bastion.port())
                .put("username", Bastion.USER)
                .put("host_key", bastion.fingerprint());
    }

    private TapProcess process() {
        return new TapProcess(folder).with("HOME", folder.toString());
    }

    private void giveInFile() {
        config.put("password", PASSWORD);
        ((ObjectNode) config.get("ssh_tunnel")).put("password", SSH_PASSWORD);
    }

    /** The command lines of a running sync and of all that it started, and its log. */
    private void assertHidden(TapProcess tap) throws IOException, InterruptedException {
        String catalogFile = Tap.write(
                folder,
                "catalog.json",
                catalog.copy().fullTable("public-endless").json());
        Path out = folder.resolve("out");
        Process process = tap.start(
                out,
                TapProcess.executable().toString(),
                "--config",
                Tap.write(folder, "config.json", config),
                "--catalog",
                catalogFile,
                "--debug");
        try {
            awaitConnection(process);
            for (ProcessHandle each : Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList()) {
                String commandLine = Files.readString(Path.of("/proc", Long.toString(each.pid()), "cmdline"))
                        .replace('\0', ' ');
                assertThat(commandLine).contains("--catalog " + catalogFile);
                LEAKS.assertNone("command line", commandLine);
            }
        } finally {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
        }
        TapRun run = tap.finished(process.exitValue(), out);
        assertThat(run.log()).contains("DEBUG ", "through SSH " + Bastion.USER + "@");
        LEAKS.assertNone("sync", run);
    }

    private void awaitConnection(Process process) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Path log = folder.resolve("stderr");
        while (!Files.readString(log).contains("INFO connected to ")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new AssertionError(Files.readString(log));
            }
            Thread.sleep(20);
        }
    }

    @Test
    void theListOfProcessesShowsNothingOfTheConfig() throws IOException, InterruptedException {
        giveInFile();
        assertHidden(process());
    }

    @Test
    void theListOfProcessesShowsNothingOfTheEnvironment() throws IOException, InterruptedException {
        String tunnel = ((ObjectNode) config.remove("ssh_tunnel"))
                .put("password", SSH_PASSWORD)
                .toString();
        assertHidden(process().with("PGPASSWORD", PASSWORD).with("TAP_POSTGRES_SSH_TUNNEL", tunnel));
    }

    @Test
    void theListOfProcessesShowsNothingOfWhatACommandPrints() throws IOException, InterruptedException {
        giveInFile();
        config.remove("password");
        Path file = TestCertificates.write(folder.resolve("password"), PASSWORD + "\n");
        config.put("password_command", "cat " + file);
        assertHidden(process());
    }

    @Test
    void failuresOfTheBuiltProgramShowNothing() throws IOException {
        giveInFile();
        ObjectNode wrongUser = config.deepCopy().put("user", "postgres");
        ObjectNode wrongTunnel = config.deepCopy();
        ((ObjectNode) wrongTunnel.get("ssh_tunnel")).put("username", "somebody");
        for (ObjectNode each : new ObjectNode[] {wrongUser, wrongTunnel}) {
            String file = Tap.write(folder, "config.json", each);
            TapRun run = process().run(TapProcess.executable().toString(), "--config", file, "--discover", "--debug");
            assertThat(run.exitCode()).as(run.log()).isEqualTo(4);
            assertThat(run.log()).contains("DEBUG ", "\tat ");
            LEAKS.assertNone("discovery", run);
        }
    }

    @Test
    void aConfigThatOthersCanReadGetsAWarning() throws IOException {
        giveInFile();
        String file = Tap.write(folder, "config.json", config);
        String warning =
                "the config file \"" + file + "\" holds a secret and others can read it: chmod 600 '" + file + "'";
        for (String mode : new String[] {"rw-r-----", "rw----r--"}) {
            Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString(mode));
            TapRun run = Tap.run("--config", file, "--discover").assertSucceeded();
            assertThat(run.log("WARN")).containsExactly("WARN " + warning);
            LEAKS.assertNone("discovery", run);
        }
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-------"));
        assertThat(Tap.run("--config", file, "--discover").assertSucceeded().log("WARN"))
                .isEmpty();
        config.remove("password");
        ((ObjectNode) config.get("ssh_tunnel")).remove("password");
        file = Tap.write(folder, "config.json", config);
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Tap.run("--config", file, "--discover").log("WARN")).isEmpty();
    }
}

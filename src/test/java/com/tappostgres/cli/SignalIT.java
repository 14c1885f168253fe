package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The executable and the signals that end it. */
final class SignalIT {
    /** Stores what it gets and prints the value of each STATE. */
    private static final String STORE =
            "tee -a loaded.jsonl | sed -un 's/^{\"type\":\"STATE\",\"value\":\\(.*\\)}$/\\1/p'";

    private static TestDatabase database;

    @TempDir
    Path folder;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table big (id integer, filler text)",
                "insert into big select i, repeat('x', 400) from generate_series(1, 200000) i",
                "create index on big (id)",
                "create table small (id integer primary key)",
                "insert into small values (1)",
                "create view silent as select 1 as id, pg_sleep(60)::text as s");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private String[] sync(TestCatalog catalog, int readers) throws IOException {
        Tap tap = Tap.of(database).with("state_interval_rows", 1000).with("parallel", readers);
        return new String[] {
            TapProcess.executable().toString(),
            "--config",
            Tap.write(folder, "config.json", tap.config()),
            "--catalog",
            Tap.write(folder, "catalog.json", catalog.json())
        };
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** How many statements of the tap the server still runs. */
    private static int running() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where application_name like 'tap-postgres%'"
                                + " and state = 'active' and datname = current_database()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void awaitRunning(int count) throws SQLException, InterruptedException {
        for (int i = 0; running() != count; i++) {
            assertThat(i).as("statements that run").isLessThan(200);
            Thread.sleep(50);
        }
    }

    private static TestCatalog catalog() {
        return Tap.of(database).catalog();
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void endWithALastStateAtTheNextRecord(String signal, int exitCode) throws Exception {
        Process process = new TapProcess(folder).startPiped(sync(catalog().incremental("public-big", "id"), 1));
        try (InputStream out = process.getInputStream()) {
            StringBuilder text = new StringBuilder(new String(out.readNBytes(2_000_000), StandardCharsets.UTF_8));
            signal(process, signal);
            long start = System.nanoTime();
            text.append(new String(out.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            assertThat(process.exitValue()).isEqualTo(exitCode);
            TapRun run = new TapRun(
                    exitCode,
                    text.toString().getBytes(StandardCharsets.UTF_8),
                    Files.readString(folder.resolve("stderr")));
            assertThat(text).endsWith("}\n");
            List<String> ids = run.values("public-big", "id");
            assertThat(ids).hasSizeLessThan(200_000);
            assertThat(run.state()
                            .at("/bookmarks")
                            .findValue("replication_key_value")
                            .asText())
                    .isEqualTo(ids.get(ids.size() - 1));
            assertThat(run.state().get("currently_syncing").asText()).endsWith("public-big");
            assertThat(run.log("CRITICAL")).singleElement().asString().contains("stopped by a signal");
            awaitRunning(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void endWhileTheServerIsSilentAndCancelItsQuery(int readers) throws Exception {
        Path out = folder.resolve("out");
        Process process = new TapProcess(folder)
                .start(out, sync(catalog().fullTable("public-small").fullTable("public-silent"), readers));
        awaitRunning(1);
        signal(process, "TERM");
        long start = System.nanoTime();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        TapRun run = new TapProcess(folder).finished(process.exitValue(), out);
        assertThat(run.exitCode()).isEqualTo(143);
        assertThat(run.messages("ACTIVATE_VERSION", "public-silent")).hasSizeLessThanOrEqualTo(1);
        assertThat(run.records("public-silent")).isEmpty();
        assertThat(run.state()).isNotNull();
        awaitRunning(0);
    }

    @Test
    void cutALineOnlyIfNobodyTakesItAndThenSayNoMore() throws Exception {
        Process process = new TapProcess(folder).startPiped(sync(catalog().incremental("public-big", "id"), 1));
        try (InputStream out = process.getInputStream()) {
            out.readNBytes(1_000_000);
            // The pipe is full now, and nobody reads.
            Thread.sleep(500);
            signal(process, "TERM");
            long start = System.nanoTime();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1500), Duration.ofSeconds(5));
            assertThat(process.exitValue()).isEqualTo(143);
            String rest = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            String last = rest.substring(rest.lastIndexOf('\n') + 1);
            assertThat(last).as("what was cut is no message").doesNotEndWith("}\n");
            assertThat(rest.lines()
                            .filter(line -> line.startsWith("{\"type\":\"STATE\""))
                            .filter(line -> !line.endsWith("}")))
                    .isEmpty();
        }
        awaitRunning(0);
    }

    @Test
    void endADiscoveryAtOnce() throws Exception {
        Path out = folder.resolve("out");
        try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            proxy.setLatency(Duration.ofMinutes(1), Duration.ZERO);
            String config = Tap.write(
                    folder, "config.json", proxy.between(Tap.of(database)).config());
            Process process = new TapProcess(folder)
                    .start(out, TapProcess.executable().toString(), "--config", config, "--discover");
            Thread.sleep(1000);
            signal(process, "TERM");
            long start = System.nanoTime();
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(process.exitValue()).isEqualTo(143);
        }
    }

    /**
     * Starts a line of bash in a process group of its own, as a shell does with what is typed on a terminal; only that bash
     * survives Ctrl-C, and leaves the exit code of the first program in the file {@code code}.
     */
    private Process group(String line, String... words) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("setsid", "bash", "-c", "trap : INT; " + line + "; echo ${PIPESTATUS[0]} > code"));
        command.addAll(List.of(words));
        return new TapProcess(folder).start(folder.resolve("out"), command.toArray(String[]::new));
    }

    /** Sends a signal to a whole process group, as the terminal does on Ctrl-C. */
    private static void interrupt(Process group) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-INT", "--", "-" + group.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private TapRun finished(Process group) throws IOException, InterruptedException {
        assertThat(group.waitFor(20, TimeUnit.SECONDS)).as("ends").isTrue();
        int exitCode = Integer.parseInt(Files.readString(folder.resolve("code")).strip());
        return new TapProcess(folder).finished(exitCode, folder.resolve("out"));
    }

    private void await(String file) throws InterruptedException {
        for (int i = 0; !Files.exists(folder.resolve(file)); i++) {
            assertThat(i).as(file).isLessThan(400);
            Thread.sleep(25);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // The pipe is full.
                "touch begun; sleep 60",
                "touch begun; while head -c 50000 > /dev/null; do sleep 0.02; done"
            })
    void ctrlCThatEndsTheReaderTooIsNoBrokenPipe(String reader) throws Exception {
        List<String> words = new ArrayList<>(List.of(sync(catalog().incremental("public-big", "id"), 1)));
        words.addAll(List.of("--metrics-file", "m.prom"));
        Process group = group("\"$0\" \"$@\" | sh -c '" + reader + "'", words.toArray(String[]::new));
        await("begun");
        awaitRunning(1);
        Thread.sleep(500);
        interrupt(group);
        interrupted(group);
        assertThat(Files.readString(folder.resolve("m.prom")))
                .contains("last_run_exit_code{tap=\"m\"} 143\n", "running{tap=\"m\"} 0\n");
        awaitRunning(0);
    }

    /** How a run ended that Ctrl-C stopped. */
    private TapRun interrupted(Process group) throws Exception {
        TapRun run = finished(group);
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.log("CRITICAL")).singleElement().asString().contains("stopped by a signal");
        return run;
    }

    private Process loading(String loader, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(sync(catalog().incremental("public-big", "id"), 1)));
        words.addAll(1, List.of("run", "--state", "state.json"));
        words.addAll(List.of(options));
        words.addAll(List.of("--", "sh", "-c", loader));
        return group("\"$0\" \"$@\"", words.toArray(String[]::new));
    }

    @Test
    void ctrlCLetsTheLoaderStoreWhatItGot() throws Exception {
        Process group = loading("head -c 3000000 | " + STORE + "; touch half; sleep 0.5; " + STORE + "; touch end");
        await("half");
        interrupt(group);
        TapRun run = interrupted(group);
        assertThat(run.log("WARN")).isEmpty();
        assertThat(folder.resolve("end")).exists();
        String loaded = Files.readString(folder.resolve("loaded.jsonl"));
        assertThat(loaded).endsWith("}\n");
        String last = loaded.substring(loaded.lastIndexOf("{\"type\":\"STATE\",\"value\":"));
        assertThat(last)
                .isEqualTo("{\"type\":\"STATE\",\"value\":"
                        + Files.readString(folder.resolve("state.json")).strip() + "}\n");
    }

    @Test
    void aSecondCtrlCTellsTheLoaderToEndAndAThirdKillsIt() throws Exception {
        Process group = loading(
                "echo $$ > pid; trap 'echo told > told' TERM; cat > /dev/null; touch end; while :; do sleep 0.1; done");
        await("pid");
        awaitRunning(1);
        interrupt(group);
        await("end");
        assertThat(folder.resolve("told")).doesNotExist();
        Thread.sleep(300);
        interrupt(group);
        await("told");
        Thread.sleep(300);
        assertThat(group.isAlive()).isTrue();
        interrupt(group);
        TapRun run = interrupted(group);
        assertThat(run.log("WARN")).anyMatch(line -> line.contains("sh is killed"));
        assertGone();
    }

    private void assertGone() throws IOException {
        long loader = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(loader).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aLoaderThatTakesNothingIsToldToEndWithAllThatItStarted() throws Exception {
        Process group = loading("echo $$ > pid; sleep 60; touch late", "--grace", "500ms");
        await("pid");
        awaitRunning(1);
        // The pipe is full now.
        Thread.sleep(500);
        interrupt(group);
        TapRun run = interrupted(group);
        assertThat(run.log("WARN")).anyMatch(line -> line.contains("sh does not end: it is told to"));
        assertThat(folder.resolve("late")).doesNotExist();
        assertGone();
        awaitRunning(0);
    }
}

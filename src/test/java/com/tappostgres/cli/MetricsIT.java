package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.Exposition;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The file of metrics: valid at every moment, whatever becomes of the run. */
final class MetricsIT {
    private static final String ODD = "public-odd\"\\{}\n\u8868";

    private static TestDatabase database;
    private static TestCatalog catalog;

    @TempDir
    Path folder;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table big (id integer primary key, filler text)",
                "insert into big select i, repeat('x', 400) from generate_series(1, 50000) i",
                "create table \"odd\"\"\\{}\n\u8868\" (id integer primary key)",
                "insert into \"odd\"\"\\{}\n\u8868\" values (1), (2)",
                "create table timed (id integer primary key, at timestamptz not null)",
                "insert into timed select i, now() - interval '2 hours' from generate_series(1, 5) i",
                "create view broken as select 1 / (id - 1) as q from timed");
        catalog = Tap.of(database).catalog();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private static TestCatalog chosen() {
        return catalog.copy().fullTable(ODD).incremental("public-timed", "at");
    }

    private Path file() {
        return folder.resolve("shop.prom");
    }

    private Exposition metrics() {
        return Exposition.read(file());
    }

    private List<String> sync(Tap tap, TestCatalog streams) {
        try {
            return new ArrayList<>(List.of(
                    "--config", Tap.write(folder, "config.json", tap.config()),
                    "--catalog", Tap.write(folder, "catalog.json", streams.json()),
                    "--metrics-file", file().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TapRun run(Tap tap, TestCatalog streams, String... more) {
        List<String> args = sync(tap, streams);
        args.addAll(List.of(more));
        return Tap.run(args.toArray(String[]::new));
    }

    private TapRun runInto(TestCatalog streams, String loader) {
        List<String> args = new ArrayList<>(List.of("run"));
        args.addAll(sync(Tap.of(database), streams));
        args.addAll(List.of("--state", folder.resolve("s.json").toString(), "--", "sh", "-c", loader));
        return Tap.run(args.toArray(String[]::new));
    }

    @Test
    void tellsOfARun() {
        double before = System.currentTimeMillis() / 1e3;
        run(Tap.of(database), chosen()).assertSucceeded();
        Exposition metrics = metrics();
        assertThat(metrics.value("runs_total", "exit_code", "0")).isEqualTo(1);
        assertThat(metrics.value("running")).isZero();
        assertThat(metrics.value("last_run_exit_code")).isZero();
        assertThat(metrics.value("last_success_timestamp_seconds")).isBetween(before, before + 60);
        assertThat(metrics.value("run_start_timestamp_seconds")).isBetween(before - 0.01, before + 60);
        assertThat(metrics.value("last_run_duration_seconds")).isBetween(0.0, 60.0);
        assertThat(metrics.value("longest_snapshot_seconds")).isBetween(0.0001, 60.0);
        assertThat(metrics.value("rows_total", "stream", ODD)).isEqualTo(2);
        assertThat(metrics.value("rows_total", "stream", "public-timed")).isEqualTo(5);
        assertThat(metrics.value("bytes_total", "stream", "public-timed")).isGreaterThan(500);
        assertThat(metrics.value("read_seconds_total", "stream", "public-timed"))
                .isBetween(0.0, 10.0);
        assertThat(metrics.value("stream_last_success_timestamp_seconds", "stream", ODD))
                .isGreaterThanOrEqualTo(before);
        assertThat(metrics.value("last_run_streams", "result", "read")).isEqualTo(2);
        assertThat(metrics.value("last_run_streams", "result", "failed")).isZero();
        assertThat(metrics.value("retries_total")).isZero();
    }

    @Test
    void tellsHowFarABookmarkIsBehind() {
        run(Tap.of(database), chosen().incremental("public-big", "id")).assertSucceeded();
        double now = System.currentTimeMillis() / 1e3;
        assertThat(metrics().value("bookmark_lag_seconds", "stream", "public-timed"))
                .isBetween(7190.0, 7900.0);
        assertThat(metrics().value("bookmark_timestamp_seconds", "stream", "public-timed"))
                .isBetween(now - 7900, now - 7190);
        assertThat(metrics().value("bookmark_lag_seconds", "stream", "public-big"))
                .isNaN();
        assertThat(metrics().value("bookmark_lag_seconds", "stream", ODD)).isNaN();
    }

    @Test
    void countsOnFromRunToRun() {
        run(Tap.of(database), chosen()).assertSucceeded();
        run(Tap.of(database), chosen().fullTable("public-broken")).assertFailed(6, "public-broken");
        Exposition metrics = metrics();
        assertThat(metrics.value("runs_total", "exit_code", "0")).isEqualTo(1);
        assertThat(metrics.value("runs_total", "exit_code", "6")).isEqualTo(1);
        assertThat(metrics.value("last_run_exit_code")).isEqualTo(6);
        assertThat(metrics.value("rows_total", "stream", ODD)).isEqualTo(4);
        assertThat(metrics.value("last_run_streams", "result", "failed")).isEqualTo(1);
        assertThat(metrics.value("last_success_timestamp_seconds"))
                .isLessThan(metrics.value("last_run_end_timestamp_seconds"));
        assertThat(metrics.value("stream_last_success_timestamp_seconds", "stream", "public-broken"))
                .isNaN();

        run(Tap.of(database), catalog.copy().fullTable(ODD)).assertSucceeded();
        assertThat(metrics().value("rows_total", "stream", ODD)).isEqualTo(6);
        // Not selected any more.
        assertThat(metrics().value("rows_total", "stream", "public-timed")).isNaN();
        assertThat(metrics().value("bookmark_lag_seconds", "stream", "public-timed"))
                .isNaN();
    }

    @ParameterizedTest
    @CsvSource({"no-such-user, 4", "'', 3"})
    void aRunThatCannotBeginIsARunThatFailed(String user, int exitCode) {
        run(Tap.of(database), chosen()).assertSucceeded();
        Tap tap = user.isEmpty()
                ? Tap.of(database).with("port", "x")
                : Tap.of(database).as(user, "x");
        run(tap, chosen()).assertFailed(exitCode);
        Exposition metrics = metrics();
        assertThat(metrics.value("last_run_exit_code")).isEqualTo(exitCode);
        assertThat(metrics.value("runs_total", "exit_code", String.valueOf(exitCode)))
                .isEqualTo(1);
        assertThat(metrics.value("running")).isZero();
        // What was counted and kept so far stays.
        assertThat(metrics.value("rows_total", "stream", "public-timed")).isEqualTo(5);
        assertThat(metrics.value("bookmark_lag_seconds", "stream", "public-timed"))
                .isGreaterThan(7190);
        assertThat(metrics.value("stream_last_success_timestamp_seconds", "stream", ODD))
                .isGreaterThan(1e9);
    }

    @Test
    void whatALoaderDidNotConfirmDoesNotCount() {
        String confirm = "sed -un 's/^{\"type\":\"STATE\",\"value\":\\(.*\\)}$/\\1/p'";
        runInto(chosen(), "cat > /dev/null; exit 3").assertFailed(7);
        Exposition metrics = metrics();
        assertThat(metrics.value("last_run_exit_code")).isEqualTo(7);
        assertThat(metrics.value("bookmark_lag_seconds", "stream", "public-timed"))
                .isNaN();
        assertThat(metrics.value("stream_last_success_timestamp_seconds", "stream", "public-timed"))
                .isNaN();
        runInto(chosen(), confirm).assertSucceeded();
        assertThat(metrics().value("bookmark_lag_seconds", "stream", "public-timed"))
                .isGreaterThan(7190);
        assertThat(metrics().value("rows_total", "stream", ODD)).isEqualTo(4);
    }

    @Test
    void aRunThatWaitsForAnotherOneTouchesNothing() throws Exception {
        runInto(chosen(), "cat > /dev/null").assertSucceeded();
        String before = Files.readString(file());
        Thread first = new Thread(() -> Tap.run(
                "run",
                "--config",
                folder.resolve("config.json").toString(),
                "--catalog",
                folder.resolve("catalog.json").toString(),
                "--state",
                folder.resolve("s.json").toString(),
                "--",
                "sh",
                "-c",
                "touch " + folder.resolve("begun") + "; cat > /dev/null; while [ -e " + folder.resolve("begun")
                        + " ]; do sleep 0.05; done"));
        first.start();
        while (!Files.exists(folder.resolve("begun"))) {
            Thread.sleep(20);
        }
        try {
            runInto(chosen(), "cat > /dev/null").assertFailed(8);
            assertThat(Files.readString(file())).isEqualTo(before);
        } finally {
            Files.delete(folder.resolve("begun"));
            first.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no/such/folder/x.prom", ".", "taken/x.prom"})
    void whereItCannotBeWrittenTheRunDoesNotBegin(String path) throws IOException {
        Files.createFile(folder.resolve("taken"));
        List<String> args = sync(Tap.of(database), chosen());
        args.set(5, folder.resolve(path).toString());
        TapRun run = Tap.run(args.toArray(String[]::new)).assertFailed(3, "metrics file");
        assertThat(run.text()).isEmpty();
        assertThat(run.log()).doesNotContain("connected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"host\": \"h\"}", "# HELP node_load1 Load.\n"})
    void aFileOfSomethingElseStaysAsItIs(String content) throws IOException {
        Files.writeString(file(), content);
        run(Tap.of(database), chosen())
                .assertFailed(3, "holds something else than metrics")
                .assertHint(".prom");
        assertThat(Files.readString(file())).isEqualTo(content);
    }

    @Test
    void aFileThatWasEmptyOrCutIsTakenForANewOne() throws IOException {
        Files.writeString(file(), "");
        run(Tap.of(database), chosen()).assertSucceeded();
        String whole = Files.readString(file());
        Files.writeString(file(), whole.substring(0, whole.length() / 2));
        run(Tap.of(database), chosen()).assertSucceeded();
        assertThat(metrics().value("runs_total", "exit_code", "0")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143, 0", "KILL, 137, 1"})
    void aRunThatIsEndedLeavesAWholeFile(String signal, int exitCode, double running) throws Exception {
        List<String> command = new ArrayList<>(List.of(TapProcess.executable().toString()));
        command.addAll(sync(Tap.of(database), catalog.copy().fullTable("public-big")));
        Process process = new TapProcess(folder).startPiped(command.toArray(String[]::new));
        try (InputStream out = process.getInputStream()) {
            assertThat(out.readNBytes(1_000_000)).hasSize(1_000_000);
            assertThat(metrics().value("running")).isEqualTo(1);
            assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            out.readAllBytes();
        }
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(exitCode);
        assertThat(metrics().value("running")).isEqualTo(running);
        if (signal.equals("TERM")) {
            assertThat(metrics().value("last_run_exit_code")).isEqualTo(143);
            assertThat(metrics().value("rows_total", "stream", "public-big")).isBetween(1000.0, 49_999.0);
        }
        run(Tap.of(database), chosen()).assertSucceeded();
        assertThat(metrics().value("running")).isZero();
    }

    @Test
    void countsWhatIsTriedAgain() {
        run(Tap.of(database).with("port", 1).with("retry_max_seconds", 1), chosen())
                .assertFailed(4);
        assertThat(metrics().value("retries_total")).isGreaterThanOrEqualTo(1);
    }
}

package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that exclude each other, are repeated and stopped: processes of their own. */
final class ScheduleIT {
    private static final String STORE =
            "tee -a loaded.jsonl | sed -un 's/^{\"type\":\"STATE\",\"value\":\\(.*\\)}$/\\1/p'";

    private static TestDatabase database;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table small (id integer primary key)",
                "insert into small values (1)",
                "create table big (id integer primary key, filler text)",
                "insert into big select i, repeat('x', 400) from generate_series(1, 100000) i",
                "create view slow as select 1 as id, pg_sleep(2)::text as s");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process run(String name, TestCatalog catalog, String loader, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(TapProcess.executable().toString(), "run"));
        words.addAll(List.of("--config", Tap.write(folder, "config.json", config())));
        words.addAll(List.of("--catalog", Tap.write(folder, "catalog.json", catalog.json())));
        words.addAll(List.of("--state", folder.resolve("state.json").toString()));
        words.addAll(List.of(options));
        words.addAll(List.of("--", "sh", "-c", loader));
        Process process = new TapProcess(folder).start(folder.resolve(name), words.toArray(String[]::new));
        started.add(process);
        return process;
    }

    private static JsonNode config() {
        return Tap.of(database)
                .with("state_interval_rows", 1000)
                .with("chunk_size_mb", 1)
                .config();
    }

    private static TestCatalog catalog(String... streams) {
        return Tap.of(database).catalog().fullTable(streams);
    }

    private TapRun finished(Process process) throws Exception {
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends").isTrue();
        return new TapProcess(folder).finished(process.exitValue(), folder.resolve("out"));
    }

    private void awaitFile(String name) throws Exception {
        for (int i = 0; !Files.exists(folder.resolve(name)); i++) {
            assertThat(i).as(name).isLessThan(400);
            Thread.sleep(25);
        }
    }

    private int occurrences(String text) throws IOException {
        return Files.readString(folder.resolve("stderr")).split(Pattern.quote(text), -1).length - 1;
    }

    private void awaitLog(String text, int times) throws Exception {
        for (int i = 0; occurrences(text) < times; i++) {
            assertThat(i).as(Files.readString(folder.resolve("stderr"))).isLessThan(600);
            Thread.sleep(25);
        }
    }

    @Test
    void oneRunAtATime() throws Exception {
        Process first = run("out", catalog("public-slow"), "touch begun; " + STORE);
        awaitFile("begun");
        List<String> args = List.of(
                "--config",
                folder + "/config.json",
                "--catalog",
                folder + "/catalog.json",
                "--state",
                folder + "/state.json");
        List<String> second = new ArrayList<>(List.of("run"));
        second.addAll(args);
        second.addAll(List.of("--", "cat"));

        TapRun busy = Tap.run(second.toArray(String[]::new));

        busy.assertFailed(8, "another run works with this state", "process " + first.pid() + " on ", " since 20")
                .assertHint("--wait");
        List<String> saving = new ArrayList<>(args);
        saving.add("--save-state=unconfirmed");
        Tap.run(saving.toArray(String[]::new)).assertFailed(8, "process " + first.pid());
        second.addAll(1, List.of("--wait", "100ms"));
        Tap.run(second.toArray(String[]::new)).assertFailed(8, "process " + first.pid());
        second.set(2, "20s");
        Tap.run(second.toArray(String[]::new)).assertSucceeded();
        assertThat(finished(first).exitCode()).isZero();
    }

    @Test
    void aCrashFreesTheState() throws Exception {
        Process first = run("out", catalog("public-slow"), "touch begun; " + STORE);
        awaitFile("begun");
        first.destroyForcibly().waitFor();
        Process second = run("out", catalog("public-small"), STORE);
        assertThat(finished(second).exitCode()).isZero();
    }

    @Test
    void aStopLetsTheLoaderStoreWhatItGot() throws Exception {
        Process process = run(
                "out",
                catalog("public-big"),
                "head -c 3000000 | " + STORE + "; touch half; sleep 0.5; " + STORE,
                "--grace",
                "10s");
        awaitFile("half");
        process.destroy();
        TapRun run = finished(process);
        assertThat(run.exitCode()).isEqualTo(143);
        JsonNode state = Json.read(folder.resolve("state.json"));
        assertThat(state.findValue("load")).isNotNull();
        assertThat(run.log("CRITICAL")).singleElement().asString().contains("stopped by a signal");
    }

    @Test
    void aLoaderThatWillNotEndIsKilled() throws Exception {
        Process process = run(
                "out",
                catalog("public-small"),
                "trap '' TERM; echo $$ > pid; cat > /dev/null; while :; do sleep 0.1; done",
                "--grace",
                "500ms");
        awaitFile("pid");
        awaitLog("public-small: 1 row", 1);
        long start = System.nanoTime();
        process.destroy();
        TapRun run = finished(process);
        assertThat(run.exitCode()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(run.log("WARN")).anyMatch(line -> line.contains("sh is killed"));
        long loader = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        assertThat(ProcessHandle.of(loader).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void repeatsAndReadsEverythingAnew() throws Exception {
        // sed -u reads a byte at a time, which would take longer than this test waits.
        String loader = "grep --line-buffered '^{\"type\":\"STATE\"'";
        Process process = run("out", catalog("public-small"), loader, "--every", "1s");
        awaitLog("the next run begins at", 2);
        Tap.write(folder, "catalog.json", catalog("public-small", "public-big").json());
        awaitLog("public-big: 100,000 rows", 1);
        Files.writeString(folder.resolve("config.json"), "{");
        awaitLog("ERROR", 1);
        Tap.write(folder, "config.json", config());
        int before = occurrences("public-small: 1 row");
        awaitLog("public-small: 1 row", before + 1);
        process.destroy();
        assertThat(finished(process).exitCode()).isEqualTo(143);
    }

    @Test
    void finishesTheRunThatIsUnderWay() throws Exception {
        Process process = run("out", catalog("public-slow"), "touch begun; " + STORE, "--every", "--grace", "20s");
        awaitFile("begun");
        Thread.sleep(500);
        process.destroy();
        TapRun run = finished(process);
        assertThat(run.exitCode()).isEqualTo(143);
        assertThat(run.log("INFO")).anyMatch(line -> line.contains("public-slow: 1 row"));
        assertThat(run.log("CRITICAL")).isEmpty();
        assertThat(folder.resolve("state.json")).as(run.log()).exists();
    }

    @Test
    void stopsAtOnceBetweenTwoRuns() throws Exception {
        Process process = run("out", catalog("public-small"), STORE, "--every");
        awaitLog("the next run begins at", 1);
        long start = System.nanoTime();
        process.destroy();
        assertThat(finished(process).exitCode()).isEqualTo(143);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void triesAFailedRunAgainBeforeTheNextSlot() throws Exception {
        Process process = run("out", catalog("public-small"), "test -e good && " + STORE, "--every", "20s");
        awaitLog("trying again in 2 s", 1);
        Files.createFile(folder.resolve("good"));
        awaitLog("the next run begins at", 1);
        assertThat(folder.resolve("state.json")).exists();
        process.destroy();
        finished(process);
    }

    /** {@code -Dtap.cycles=60} is done sooner. */
    @Test
    void needsNoMoreAfterManyRuns() throws Exception {
        int cycles = Integer.getInteger("tap.cycles", 1000);
        Process process = run("out", catalog("public-small"), STORE, "--every", "20ms");
        String mark = "the next run begins at";
        await(mark, cycles / 3);
        Path proc = Path.of("/proc", String.valueOf(process.pid()));
        int files = open(proc);
        long threads = status(proc, "Threads");
        await(mark, cycles);
        System.out.println("ScheduleIT: after " + cycles / 3 + " and " + occurrences(mark) + " runs " + files + " and "
                + open(proc) + " open files, " + threads + " and " + status(proc, "Threads") + " threads, at most "
                + status(proc, "VmHWM") / 1024 + " MB");
        assertThat(open(proc)).isBetween(files - 8, files + 8);
        assertThat(status(proc, "Threads")).isBetween(threads - 8, threads + 8);
        assertThat(status(proc, "VmHWM")).isLessThan(300_000);
        process.destroy();
        assertThat(finished(process).exitCode()).isEqualTo(143);
    }

    private void await(String text, int times) throws Exception {
        while (occurrences(text) < times) {
            assertThat(started.get(0).isAlive()).isTrue();
            Thread.sleep(50);
        }
    }

    private static int open(Path proc) throws IOException {
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            return (int) files.count();
        }
    }

    private static long status(Path proc, String field) throws IOException {
        try (Stream<String> lines = Files.lines(proc.resolve("status"))) {
            return lines.filter(line -> line.startsWith(field + ":"))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void whatCanNeverBeginEndsAtOnce() throws Exception {
        Process process = run("out", catalog("public-small"), STORE, "--every", "0s");
        TapRun none = finished(process);
        assertThat(none.exitCode()).isEqualTo(2);
        Files.writeString(folder.resolve("state.json"), "no state");
        assertThat(finished(run("out", catalog("public-small"), STORE, "--every", "1s"))
                        .exitCode())
                .isEqualTo(3);
    }
}

package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log says of progress where there is no terminal, and the forms that it has. */
final class ProgressIT {
    private static final int ROWS = 6_000;

    private static TestDatabase database;
    private static TestCatalog catalog;

    @TempDir
    Path folder;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table big (id integer primary key, at timestamptz not null, filler text)",
                "insert into big select i, now(), repeat('x', 90) from generate_series(1, " + ROWS + ") i",
                "create table small (id integer primary key, n float8)",
                "insert into small values (1, 'NaN')",
                "create view broken as select 1 / (id - 1) as q from small",
                "analyze");
        catalog = Tap.of(database).catalog().fullTable("public-big", "public-small");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private TapRun run(Tap tap, TestCatalog streams, String... more) {
        return run(tap, streams, List.of(), more);
    }

    private TapRun run(Tap tap, TestCatalog streams, List<String> command, String... more) {
        try {
            List<String> args = new ArrayList<>(command);
            args.addAll(List.of("--config", Tap.write(folder, "config.json", tap.config())));
            args.addAll(List.of("--catalog", Tap.write(folder, "catalog.json", streams.json())));
            args.addAll(List.of(more));
            return Tap.run(args.toArray(String[]::new));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Tap slow() {
        return Tap.of(database).with("max_rate_mb_s", 2);
    }

    private static List<JsonNode> objects(TapRun run) {
        return run.log()
                .lines()
                .map(line -> {
                    try {
                        return Json.parse(line);
                    } catch (Json.ReadException e) {
                        throw new AssertionError("no JSON: " + line, e);
                    }
                })
                .toList();
    }

    private static List<String> progress(TapRun run) {
        return run.log("INFO").stream()
                .filter(line -> line.contains(" rows/s, "))
                .toList();
    }

    @Test
    void aLineNowAndThenSaysHowFarItIs() {
        TapRun run = run(slow(), catalog, "--progress-interval", "100ms").assertSucceeded();
        assertThat(progress(run))
                .hasSizeGreaterThan(2)
                .allMatch(line -> line.matches("INFO public-big, stream 1 of 2: [\\d,]+ rows, \\d+%, (\\d s left, )?"
                        + "[\\d,]+ rows/s, \\d\\.\\d MB/s(, state sent \\d s ago)?"));
        assertThat(run.records("public-big")).hasSize(ROWS);
    }

    @Test
    void severalReadersAreCountedTogether() {
        TapRun run = run(slow().with("parallel", 2).with("chunk_size_mb", 1), catalog, "--progress-interval", "100ms")
                .assertSucceeded();
        assertThat(progress(run)).isNotEmpty().allMatch(line -> line.contains("%"));
        assertThat(run.records("public-big")).hasSize(ROWS);
    }

    @Test
    void whatABookmarkLeavesNobodyCanTell() {
        TestCatalog incremental = Tap.of(database).catalog().incremental("public-big", "id");
        JsonNode state = Tap.of(database).sync(incremental).state();
        ((com.fasterxml.jackson.databind.node.ObjectNode) state.get("bookmarks").get(incremental.id("public-big")))
                .put("replication_key_value", "1");
        try {
            TapRun run = run(
                    slow(), incremental, "--progress-interval", "100ms", "--state", Tap.write(folder, "s.json", state));
            assertThat(progress(run.assertSucceeded()))
                    .isNotEmpty()
                    .allMatch(line -> line.matches("INFO public-big: [\\d,]+ rows, [\\d,]+ rows/s.*"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aShortRunIsQuietAboutIt() {
        assertThat(progress(run(slow(), catalog).assertSucceeded())).isEmpty();
        assertThat(progress(run(slow(), catalog, "--progress-interval", "0s").assertSucceeded()))
                .isEmpty();
        assertThat(progress(run(slow(), catalog, "--progress-interval", "100ms", "--quiet")
                        .assertSucceeded()))
                .isEmpty();
    }

    @Test
    void everyLineIsAnObjectIfAskedFor() {
        TapRun run = run(slow(), catalog, "--log-format=json", "--progress-interval", "100ms");
        assertThat(run.exitCode()).isZero();
        List<JsonNode> lines = objects(run);
        assertThat(lines)
                .allSatisfy(line ->
                        assertThat(line.fieldNames()).toIterable().contains("time", "level", "logger", "message"));
        assertThat(lines).filteredOn(line -> line.has("progress")).isNotEmpty().allSatisfy(line -> {
            assertThat(line.at("/progress/streams/0").asText()).isEqualTo("public-big");
            assertThat(line.at("/progress/rows").asLong()).isBetween(1L, (long) ROWS);
        });
        assertThat(lines)
                .filteredOn(line -> line.path("level").asText().equals("WARN"))
                .singleElement()
                .satisfies(line -> assertThat(line.get("stream").asText()).isEqualTo("public-small"));
        assertThat(lines)
                .filteredOn(line -> line.at("/metric/metric").asText().equals("record_count"))
                .extracting(line -> line.at("/metric/value").asLong())
                .containsExactly((long) ROWS, 1L);
        assertThat(lines)
                .filteredOn(line -> line.at("/metric/metric").asText().equals("sync_duration"))
                .hasSize(1);
        assertThat(run.records("public-big")).hasSize(ROWS);
    }

    @Test
    void aFailureIsAnObjectToo() {
        TestCatalog broken = Tap.of(database).catalog().fullTable("public-broken", "public-small");
        TapRun run = run(Tap.of(database), broken, "--log-format", "JSON");
        List<JsonNode> lines = objects(run);
        JsonNode last = lines.get(lines.size() - 1);
        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(last.get("level").asText()).isEqualTo("CRITICAL");
        assertThat(last.get("exit_code").asInt()).isEqualTo(6);
        assertThat(last.get("message").asText()).startsWith("1 of 2 streams failed: public-broken: ");
        assertThat(last.get("hint").asText()).isNotEmpty();
        assertThat(last.has("stack")).isFalse();
        assertThat(lines)
                .filteredOn(line -> line.get("level").asText().equals("ERROR"))
                .singleElement()
                .satisfies(line -> assertThat(line.get("stream").asText()).isEqualTo("public-broken"));
        assertThat(lines.get(lines.size() - 2).at("/metric/tags/status").asText())
                .isEqualTo("failed");
    }

    @Test
    void neitherFormShowsThePassword() {
        Tap wrong = Tap.of(database).as("nobody", "hunter2-secret");
        for (String[] options : List.of(
                new String[] {"--log-format", "json"},
                new String[] {"--log-format", "json", "--debug"},
                new String[] {"--quiet"})) {
            TapRun run = run(wrong, catalog, options);
            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.log()).isNotEmpty().doesNotContain("hunter2-secret");
        }
        assertThat(objects(run(wrong, catalog, "--log-format", "json", "--debug")))
                .last()
                .satisfies(line -> assertThat(line.get("stack").asText()).contains("TapException"));
    }

    @Test
    void quietLeavesWarningsAndErrors() {
        TapRun run = run(slow(), catalog, "--quiet").assertSucceeded();
        assertThat(run.log()).startsWith("WARN public-small: 1 value of").hasLineCount(1);
        TestCatalog broken = Tap.of(database).catalog().fullTable("public-broken");
        TapRun failed = run(Tap.of(database), broken, "--quiet");
        assertThat(failed.log().lines()).hasSize(3).allMatch(line -> line.matches("(ERROR|CRITICAL|HINT) .*"));
    }

    @Test
    void aLoadersLinesBecomeObjects() {
        TapRun run = run(
                Tap.of(database),
                catalog,
                List.of(
                        "run",
                        "--log-format",
                        "json",
                        "--state",
                        folder.resolve("s.json").toString()),
                "--",
                "sh",
                "-c",
                "cat > /dev/null; echo '{\"odd\"' >&2");
        assertThat(run.exitCode()).isZero();
        assertThat(objects(run))
                .filteredOn(line -> line.get("logger").asText().equals("loader"))
                .singleElement()
                .satisfies(line -> assertThat(line.get("message").asText()).isEqualTo("sh: {\"odd\""));
    }

    @Test
    void theOptionsStandAnywhere() {
        for (String args :
                List.of("--log-format json check --config no.json", "check --log-format json --config no.json")) {
            List<JsonNode> lines = objects(Tap.run(args.split(" ", -1)));
            assertThat(lines)
                    .last()
                    .satisfies(line -> assertThat(line.get("exit_code").asInt()).isEqualTo(3));
        }
        List<JsonNode> usage = objects(Tap.run("--log-format", "json", "--no-such-option"));
        assertThat(usage).singleElement().satisfies(line -> {
            assertThat(line.get("exit_code").asInt()).isEqualTo(2);
            assertThat(line.get("message").asText()).contains("--no-such-option");
        });
        // What is behind -- is the loader's.
        Tap.run("run", "--catalog", "c", "--state", folder + "/s", "--", "cat", "--log-format", "json")
                .assertFailed(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--log-format xml", "--log-format", "--progress-interval soon", "--progress-interval -1s"})
    void whatMakesNoSenseIsAUsageError(String options) {
        List<String> args = new ArrayList<>(List.of("--catalog", "c.json"));
        args.addAll(List.of(options.split(" ", -1)));
        Tap.run(args.toArray(String[]::new)).assertFailed(2, options.split(" ", -1)[0]);
    }
}

package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.BatchMessage;
import com.tappostgres.testing.MessageOutput;
import com.tappostgres.testing.ModelLoader;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows in files: what a loader that reads them has is what a loader of RECORD messages has. */
final class BatchIT {
    private static final int ROWS = 6_000;
    private static final int BATCH = 700;
    private static final List<String> STREAMS = List.of(
            "public-chunked", "public-keyless", "public-ordered", "public-first", "public-leaves", "public-nothing");

    private static TestDatabase database;
    private static TestCatalog catalog;

    @TempDir
    Path folder;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        String filled = "select i, i % 90, 'größe \"' || i || '\"', repeat(md5(i::text), 12) from generate_series(1, "
                + ROWS + ") i";
        database.execute(
                "create table chunked (id integer primary key, k integer, name text, filler text)",
                "insert into chunked " + filled,
                "create table keyless (id integer, k integer, name text, filler text)",
                "insert into keyless " + filled,
                "create table ordered (id integer primary key, k integer not null, name text, filler text)",
                "insert into ordered " + filled,
                "create index on ordered (k)",
                "create table first (id integer primary key, k integer, name text, filler text)",
                "insert into first " + filled,
                "create index on first (k)",
                "create table leaves (id integer primary key, k integer, name text, filler text)"
                        + " partition by range (id)",
                "create table leaf1 partition of leaves for values from (0) to (5)",
                "create table leaf2 partition of leaves for values from (5) to (1000000)",
                "insert into leaves " + filled,
                "create table nothing (id integer primary key)",
                "analyze");
        catalog = Tap.of(database)
                .catalog()
                .fullTable("public-chunked", "public-keyless", "public-leaves", "public-nothing")
                .incremental("public-ordered", "k")
                .incremental("public-first", "k");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private static Tap plain() {
        return Tap.of(database).with("chunk_size_mb", 1).with("activate_version", "false");
    }

    private Tap batched(String compression) {
        return plain().with("batch_config", config(folder.resolve("b"), compression));
    }

    private static ObjectNode config(Path root, String compression) {
        ObjectNode config = Json.NODES.objectNode().put("batch_size", BATCH);
        config.putObject("encoding").put("format", "jsonl").put("compression", compression);
        config.putObject("storage").put("root", "file://" + root).put("prefix", "x-");
        return config;
    }

    private static void assertSame(ModelLoader loaded, ModelLoader expected, List<String> streams) {
        for (String stream : streams) {
            assertThat(loaded.rows(stream)).as(stream).isEqualTo(expected.rows(stream));
        }
    }

    private static ModelLoader loadedByRecords(TestCatalog streams) {
        return new ModelLoader().load(plain().sync(streams).assertSucceeded().text());
    }

    @ParameterizedTest
    @CsvSource({"gzip, 1, 5000", "none, 3, 100000", "zstd, 3, 1000"})
    void aLoaderOfFilesHasTheSameRows(String compression, int readers, int interval) throws IOException {
        ModelLoader loader = new ModelLoader();
        // Each file is read while its message is being written.
        MessageOutput out = new MessageOutput(loader::load);

        TapRun run = batched(compression)
                .with("parallel", readers)
                .with("state_interval_rows", interval)
                .sync(catalog, null, out)
                .assertSucceeded();

        assertSame(loader, loadedByRecords(catalog), STREAMS);
        assertThat(loader.state()).isEqualTo(run.state());
        assertThat(run.messages("RECORD")).isEmpty();
        assertThat(run.messages("ACTIVATE_VERSION")).isEmpty();
        assertThat(run.log("WARN")).isEmpty();
        Set<Path> named = new HashSet<>();
        for (JsonNode message : run.messages("BATCH")) {
            assertThat(BatchMessage.rows(message)).hasSizeBetween(1, BATCH);
            assertThat(BatchMessage.files(message)).singleElement().satisfies(file -> {
                assertThat(named.add(file)).isTrue();
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                String stream = message.get("stream").asText();
                assertThat(file.getFileName().toString()).startsWith("x-" + stream + "-");
            });
        }
        assertThat(files()).as("nothing else is in the folder").isEqualTo(named);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("b"))))
                .isEqualTo("rwx------");
        assertThat(run.order("public-nothing")).contains("SCHEMA").doesNotContain("BATCH");
        assertThat(run.state().toString()).doesNotContain("\"version\"");
    }

    private Set<Path> files() throws IOException {
        try (Stream<Path> list = Files.list(folder.resolve("b"))) {
            return new HashSet<>(list.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void statesEndWholeFiles(String method) {
        TestCatalog ordered = Tap.of(database).catalog().incremental("public-ordered", "k");
        ObjectNode state = bookmark(ordered.id("public-ordered"), "0");

        TapRun run = batched("none")
                .with("read_method", method)
                .with("state_interval_rows", 1000)
                .sync(ordered, state)
                .assertSucceeded();

        List<Integer> sizes = new ArrayList<>();
        int covered = 0;
        int rows = 0;
        for (JsonNode message : run.messages()) {
            if (message.get("type").asText().equals("BATCH")) {
                List<JsonNode> batch = BatchMessage.rows(message);
                sizes.add(batch.size());
                rows += batch.size();
                covered = batch.get(batch.size() - 1).get("k").asInt();
            } else if (message.get("type").asText().equals("STATE")) {
                assertThat(message.at("/value/bookmarks")
                                .get(ordered.id("public-ordered"))
                                .get("replication_key_value")
                                .asInt())
                        .isEqualTo(covered);
            }
        }
        // Every 1,400 rows and at the end.
        assertThat(run.messages("STATE")).hasSize(5);
        assertThat(rows).isEqualTo(ROWS);
        assertThat(sizes.subList(0, sizes.size() - 1)).containsOnly(BATCH);
    }

    private static ObjectNode bookmark(String id, String value) {
        ObjectNode state = Json.NODES.objectNode();
        state.putObject("bookmarks")
                .putObject(id)
                .put("last_replication_method", "INCREMENTAL")
                .put("replication_key", "k")
                .put("replication_key_type", "integer")
                .put("replication_key_value", value);
        return state;
    }

    @Test
    void aWiderSchemaBeginsAnotherFile() {
        try (TestDatabase deep = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            deep.execute(
                    "create table t (id integer primary key, a integer[])",
                    "insert into t values (1, '{1}'), (2, '{1}'), (3, '{{1,2},{3,4}}'), (4, '{5}')");
            Tap tap = Tap.of(deep).with("batch_config", config(folder.resolve("b"), "gzip"));

            TapRun run = tap.sync(tap.catalog().selectAll()).assertSucceeded();

            assertThat(run.order("public-t")).isEqualTo("SCHEMA BATCH SCHEMA BATCH STATE");
            assertThat(run.messages("BATCH").stream()
                            .map(message -> BatchMessage.rows(message).size()))
                    .containsExactly(2, 2);
        }
    }

    @Test
    void warnsOfWhatALoaderCannotSee() {
        TestCatalog full = Tap.of(database).catalog().fullTable("public-keyless", "public-nothing");
        TapRun run = batched("gzip").with("activate_version", "true").sync(full).assertSucceeded();
        assertThat(run.log("WARN"))
                .satisfiesExactlyInAnyOrder(
                        gone -> assertThat(gone).contains("cannot see which rows of FULL_TABLE streams are gone"),
                        twice -> assertThat(twice)
                                .contains("public-keyless: it has no key", "every row once more after each run"));
        TestCatalog incremental = Tap.of(database).catalog().incremental("public-ordered", "k");
        assertThat(batched("gzip")
                        .with("activate_version", "true")
                        .sync(incremental)
                        .assertSucceeded()
                        .log("WARN"))
                .isEmpty();
    }

    /** In SDK targets an ACTIVATE_VERSION takes away every row without a version, so all that came in batches. */
    @Test
    void noVersionIsActivatedThatRowsOfBatchesDoNotHave() {
        Tap records = Tap.of(database).with("chunk_size_mb", 1).with("state_interval_rows", 1000);
        Tap batches = records.with("batch_config", config(folder.resolve("b"), "gzip"));
        List<String> streams = List.of("public-chunked", "public-first", "public-ordered");
        TestCatalog some = Tap.of(database)
                .catalog()
                .fullTable("public-chunked")
                .incremental("public-first", "k")
                .incremental("public-ordered", "id");
        ModelLoader expected = loadedByRecords(some);
        ModelLoader loader = new ModelLoader();
        // Each run is cut, and the next goes on in the other way.
        for (Tap tap : List.of(records, batches, records, batches)) {
            cut(tap, some, loader, tap == batches ? 2 : 1);
        }
        complete(records, some, loader);
        assertSame(loader, expected, streams);
        complete(batches, some, loader);
        assertSame(loader, expected, streams);
        complete(records, some, loader);
        assertSame(loader, expected, streams);
    }

    private static void cut(Tap tap, TestCatalog streams, ModelLoader loader, int states) {
        int[] left = {states};
        MessageOutput out = new MessageOutput(message -> {
            if (left[0] == 0) {
                throw new IOException("Broken pipe");
            }
            loader.load(message);
            if (message.get("type").asText().equals("STATE")) {
                left[0]--;
            }
        });
        TapRun run = tap.sync(streams, loader.state(), out);
        assertThat(run.exitCode()).isEqualTo(7);
    }

    private static void complete(Tap tap, TestCatalog streams, ModelLoader loader) {
        tap.sync(streams, loader.state(), new MessageOutput(loader::load)).assertSucceeded();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "1, 14", "3, 2", "3, 9", "3, 16"})
    void aFolderThatGoesAwayLosesNothing(int readers, int batches) throws IOException {
        TestCatalog keyed = Tap.of(database)
                .catalog()
                .fullTable("public-chunked", "public-leaves")
                .incremental("public-ordered", "k")
                .incremental("public-first", "k");
        Tap tap = batched("gzip").with("parallel", readers).with("state_interval_rows", 1000);
        ModelLoader loader = new ModelLoader();
        int[] left = {batches};
        MessageOutput out = new MessageOutput(message -> {
            loader.load(message);
            if (message.get("type").asText().equals("BATCH") && --left[0] == 0) {
                Files.move(folder.resolve("b"), folder.resolve("away"));
            }
        });

        TapRun run = tap.sync(keyed, null, out);

        assertThat(run.exitCode()).isEqualTo(7);
        run.assertHint("batch_config.storage.root");
        assertThat(run.log("CRITICAL"))
                .singleElement()
                .asString()
                .contains("cannot write a batch file into \"" + folder.resolve("b") + "\": it is not there");
        complete(tap, keyed, loader);
        assertSame(loader, loadedByRecords(keyed), keyed.streams());
    }

    @Test
    void aLoaderThatGoesAwayLosesNothing() {
        TestCatalog keyed = Tap.of(database)
                .catalog()
                .fullTable("public-chunked")
                .incremental("public-ordered", "id")
                .incremental("public-first", "k");
        Tap tap = batched("zstd").with("parallel", 2).with("state_interval_rows", 1000);
        ModelLoader loader = new ModelLoader();
        for (int states = 1; states < 8; states += 3) {
            cut(tap, keyed, loader, states);
        }
        complete(tap, keyed, loader);
        assertSame(loader, loadedByRecords(keyed), keyed.streams());
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "b/c"})
    void whereNoFolderCanBeTheRunDoesNotBegin(String root) throws IOException {
        Files.writeString(folder.resolve("b"), "a file");
        TestCatalog some = Tap.of(database).catalog().fullTable("public-nothing");

        TapRun run = plain().with("batch_config", config(folder.resolve(root), "gzip"))
                .sync(some);

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.text()).isEmpty();
        run.assertHint("\"batch_config.storage.root\" must be a folder that the tap may write");
        assertThat(run.log("CRITICAL"))
                .singleElement()
                .asString()
                .contains("cannot write batch files into \"" + folder.resolve(root) + "\": it is no folder");
        assertThat(folder.resolve("b")).hasContent("a file");
    }

    @Test
    void discoveryNeedsNoFolder() {
        TapRun run = batched("gzip").discover().assertSucceeded();
        assertThat(run.text()).contains("public-chunked");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void theRateCountsWhatGoesIntoFiles() {
        TestCatalog ordered = Tap.of(database).catalog().incremental("public-ordered", "id");
        long start = System.nanoTime();
        TapRun run = batched("gzip").with("max_rate_mb_s", 2).sync(ordered).assertSucceeded();
        // About 2.6 MB before compression.
        assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000L);
        assertThat(run.out().length).isLessThan(10_000);
    }

    /** A loader of shell, which confirms each state; and the tap as its own keeper of a state. */
    @Test
    void runsALoaderAndKeepsStates() throws Exception {
        TestCatalog some =
                Tap.of(database).catalog().fullTable("public-chunked").incremental("public-first", "k");
        String config = Tap.write(folder, "config.json", batched("zstd").config());
        String streams = Tap.write(folder, "catalog.json", some.json());
        Path state = folder.resolve("state.json");
        String store = "tee loaded.jsonl | sed -un 's/^{\"type\":\"STATE\",\"value\":\\(.*\\)}$/\\1/p'";

        Tap.run(
                        "run",
                        "--config",
                        config,
                        "--catalog",
                        streams,
                        "--state",
                        state.toString(),
                        "--",
                        "sh",
                        "-c",
                        "cd " + folder + " && " + store)
                .assertSucceeded();
        ModelLoader loader = new ModelLoader().load(Files.readString(folder.resolve("loaded.jsonl")));
        assertSame(loader, loadedByRecords(some), List.of("public-chunked", "public-first"));
        assertThat(Json.read(state)).isEqualTo(loader.state());

        TapRun saved = new TapProcess(folder)
                .run(
                        TapProcess.executable().toString(),
                        "--config",
                        config,
                        "--catalog",
                        streams,
                        "--state",
                        state.toString(),
                        "--save-state");
        assertThat(saved.exitCode()).as(saved.log()).isZero();
        // Newer Java has something to say about how the library of zstd works.
        assertThat(saved.log().lines()).allMatch(line -> line.startsWith("INFO "));
        loader.load(saved.text());
        assertThat(Json.read(state)).isEqualTo(loader.state());
        assertSame(loader, loadedByRecords(some), List.of("public-chunked", "public-first"));
    }

    /** The real limit of a real file: it cannot grow any more. */
    @Test
    void aFileThatCannotGrowIsAFailureOfTheOutput() throws IOException {
        TestCatalog ordered = Tap.of(database).catalog().incremental("public-ordered", "id");
        ObjectNode large = config(folder.resolve("b"), "none").put("batch_size", 100_000);
        String config = Tap.write(
                folder, "config.json", plain().with("batch_config", large).config());
        String streams = Tap.write(folder, "catalog.json", ordered.json());

        TapRun run = new TapProcess(folder)
                .run(
                        "sh",
                        "-c",
                        "ulimit -f 1000; exec " + TapProcess.executable() + " --config " + config + " --catalog "
                                + streams);

        assertThat(run.exitCode()).as(run.log()).isEqualTo(7);
        assertThat(run.log("CRITICAL")).singleElement().asString().contains("File too large");
        assertThat(run.messages("BATCH")).isEmpty();
        assertThat(run.messages("STATE")).isEmpty();
        assertThat(files()).isEmpty();
    }
}

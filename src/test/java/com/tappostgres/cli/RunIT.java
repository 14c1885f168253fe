package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code run} with small loaders, each a line of shell. */
final class RunIT {
    private static final int ROWS = 20_000;

    /** Stores what it gets and prints the value of each STATE. */
    private static final String STORE =
            "tee -a loaded.jsonl | sed -un 's/^{\"type\":\"STATE\",\"value\":\\(.*\\)}$/\\1/p'";

    private static TestDatabase database;
    private static TestCatalog catalog;

    @TempDir
    Path folder;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create table t (id integer primary key, filler text)",
                "insert into t select i, repeat('x', 100) from generate_series(1, " + ROWS + ") i",
                "create table other (id integer primary key)",
                "insert into other values (1)",
                "create view broken as select 1 / (id - 1) as q from other");
        catalog = Tap.of(database).catalog().incremental("public-t", "id").fullTable("public-other");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private TapRun run(String loader, String... options) {
        return run(catalog, loader, options);
    }

    /** The loader runs in the folder of the test. */
    private TapRun run(TestCatalog streams, String loader, String... options) {
        List<String> args = new ArrayList<>(List.of("run"));
        args.addAll(List.of("--config", write("config.json", config())));
        args.addAll(List.of("--catalog", write("catalog.json", streams.json())));
        args.addAll(List.of("--state", folder.resolve("state.json").toString()));
        args.addAll(List.of(options));
        args.addAll(List.of("--", "sh", "-c", "cd " + folder + " && " + loader));
        return Tap.run(args.toArray(String[]::new));
    }

    private String write(String name, JsonNode document) {
        try {
            return Tap.write(folder, name, document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode config() {
        return Tap.of(database)
                .with("state_interval_rows", 1000)
                .with("chunk_size_mb", 1)
                .config();
    }

    private JsonNode state() throws IOException {
        try {
            return Json.read(folder.resolve("state.json"));
        } catch (Json.ReadException e) {
            throw new IOException(e);
        }
    }

    private String keyValue() throws IOException {
        return state().path("bookmarks")
                .path(catalog.id("public-t"))
                .path("replication_key_value")
                .asText();
    }

    private ModelLoader loaded() throws IOException {
        return new ModelLoader().load(Files.readString(folder.resolve("loaded.jsonl")));
    }

    @Test
    void savesWhatTheLoaderConfirmed() throws IOException {
        run(STORE + "; echo done >&2").assertSucceeded();
        assertThat(loaded().rows("public-t")).hasSize(ROWS);
        assertThat(state()).isEqualTo(loaded().state());
        assertThat(folder.resolve("state.json.1")).exists();
        JsonNode first = state();

        TapRun second = run(STORE + "; echo done >&2").assertSucceeded();

        assertThat(second.log()).contains("sh: done\n");
        assertThat(state().get("bookmarks").get(catalog.id("public-other")))
                .isNotEqualTo(first.get("bookmarks").get(catalog.id("public-other")));
        assertThat(keyValue()).isEqualTo(String.valueOf(ROWS));
    }

    @Test
    void keepsTheModeOfTheStateFile() throws IOException {
        Path state = Files.writeString(folder.resolve("state.json"), "{}");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rw-rw----"));
        run(STORE).assertSucceeded();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rw-rw----");
        assertThat(keyValue()).isEqualTo(String.valueOf(ROWS));
    }

    @Test
    void takesStatesThatComeAtTheEndOrWhole() throws IOException {
        run(STORE + " | tail -n 1").assertSucceeded();
        assertThat(keyValue()).isEqualTo(String.valueOf(ROWS));
        Files.delete(folder.resolve("state.json"));
        run("tee loaded.jsonl | grep '\"STATE\"'").assertSucceeded();
        assertThat(state()).isEqualTo(loaded().state());
    }

    @Test
    void saysThatNothingWasConfirmed() {
        TapRun run = run("cat > /dev/null").assertSucceeded();
        assertThat(run.log("WARN")).singleElement().asString().contains("sh confirmed no state");
        assertThat(folder.resolve("state.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo hello; ",
                "echo '{\"bookmarks\": 1}'; ",
                "echo '[]'; ",
                "echo '{}'; ",
                "printf '\\377\\n\\n'; ",
                "head -c 3000000 /dev/zero | tr '\\0' x; echo; "
            })
    void savesNoGarbage(String garbage) throws IOException {
        TapRun run = run(garbage + STORE + "; " + garbage).assertSucceeded();
        assertThat(run.log("WARN")).singleElement().asString().contains("sh prints what is no state");
        assertThat(state()).isEqualTo(loaded().state());
    }

    @Test
    void savesNoStateThatForgetsAStream() throws IOException {
        run(STORE).assertSucceeded();
        JsonNode before = state();
        TapRun run = run("cat > /dev/null; echo '{\"bookmarks\":{}}'").assertSucceeded();
        assertThat(run.log("WARN")).anyMatch(line -> line.contains("without the bookmarks of"));
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void doesNotWaitForALoaderThatWritesBeforeItReads() {
        TapRun run = run("head -c 5000000 /dev/zero | tr '\\0' '\\n'; yes x | head -c 5000000 >&2; cat > /dev/null");
        run.assertSucceeded();
        assertThat(run.log()).contains("sh: x\n");
    }

    @Test
    void namesALoaderThatFails() throws IOException {
        TestCatalog full = catalog.copy().fullTable("public-t");
        run(full, STORE).assertSucceeded();
        JsonNode before = state();
        run(full, "head -c 1000 > /dev/null; exit 3").assertFailed(7, "the loader sh ended with exit code 3");
        run(full, "cat > /dev/null; exit 3").assertFailed(7, "the loader sh ended with exit code 3");
        run(full, "kill -9 $$").assertFailed(7, "the loader sh was ended by signal 9");
        run(full, "head -c 1000 > /dev/null").assertFailed(7, "the loader sh ended before it had read everything");
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void keepsWhatALoaderConfirmedBeforeItFailed() throws IOException {
        run("head -n 12000 | " + STORE + "; exit 1").assertFailed(7, "exit code 1");
        assertThat(state().path("bookmarks").path(catalog.id("public-t")).has("load"))
                .isTrue();
        long before = loaded().records();
        run(STORE).assertSucceeded();
        assertThat(loaded().rows("public-t")).hasSize(ROWS);
        assertThat(loaded().records() - before).isLessThan(ROWS - 5_000);
        assertThat(state().path("bookmarks").path(catalog.id("public-t")).has("load"))
                .isFalse();
    }

    @Test
    void endsALoaderThatTakesNothingAndStays() {
        run("exec <&-; trap '' TERM; while :; do sleep 0.1; done", "--grace", "300ms")
                .assertFailed(7, "the loader sh was ended by signal 9");
    }

    @Test
    void namesALoaderThatIsNotThere() {
        String config = write("config.json", config());
        String streams = write("catalog.json", catalog.json());
        Tap.run("run", "--config", config, "--catalog", streams, "--state", folder + "/s", "--", "no-such-target", "-x")
                .assertFailed(7, "cannot start the loader \"no-such-target\"")
                .assertHint("PATH");
    }

    @Test
    void endsWithTheCodeOfTheTapWhereTheLoaderIsFine() throws IOException {
        TestCatalog broken =
                Tap.of(database).catalog().fullTable("public-broken").fullTable("public-other");
        run(broken, STORE).assertFailed(6, "public-broken");
        assertThat(state().get("bookmarks").has(catalog.id("public-other"))).isTrue();
        run(broken, STORE + "; exit 9").assertFailed(7, "exit code 9");
    }

    @Test
    void saysWhatIsMissingOnTheCommandLine() {
        Tap.run("run", "--catalog", "c", "--", "cat").assertFailed(2, "--state");
        Tap.run("run", "--catalog", "c", "--state", "s").assertFailed(2, "LOADER");
        Tap.run("run", "--catalog", "c", "--state", "s", "--every", "soon", "--", "cat")
                .assertFailed(2, "--every must be a time");
        run("cat", "--grace", "x").assertFailed(2, "--grace must be a time");
    }

    @Test
    void aFullDiskLeavesTheOldState() throws IOException {
        run(STORE).assertSucceeded();
        JsonNode before = state();
        // What stands in the way of the state before.
        TapRun run = run("rm -f state.json.1; mkdir state.json.1; touch state.json.1/x; " + STORE);
        run.assertFailed(7, "cannot save the state");
        assertThat(run.log("ERROR")).singleElement().asString().contains("cannot save the state");
        assertThat(state()).isEqualTo(before);
    }
}

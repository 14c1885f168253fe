package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.sync.Stop;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files and command lines that make no sense. */
final class BadInputIT {
    private static TestDatabase database;
    private static TestCatalog catalog;

    @TempDir
    private Path folder;

    @BeforeAll
    static void createTable() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute("create table t (id integer primary key)", "insert into t values (1)");
        catalog = Tap.of(database).catalog().fullTable("public-t");
    }

    @AfterAll
    static void dropTable() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            --discover --catalog c.json; --discover and --catalog do not go together
            --catalog c.json --save-state; --save-state needs --state
            --discovery; Unknown option: '--discovery'
            --config; Missing required parameter for option '--config'
            --catalog none.json --state none.json --save-state=maybe; takes no other value than unconfirmed
            """)
    void refusesACommandLine(String arguments, String message) {
        TapRun run = Tap.run(arguments.split(" ", -1));

        run.assertFailed(2, message);
        assertThat(run.text()).isEmpty();
    }

    @Test
    void refusesToSaveAStateOfWhatIsInAPipe() throws IOException {
        String config = Tap.write(folder, "config.json", Tap.of(database).config());
        String streams = Tap.write(folder, "catalog.json", catalog.json());
        Path state = folder.resolve("state.json");

        Tap.run("--config", config, "--catalog", streams, "--state", state.toString(), "--save-state")
                .assertFailed(2, "--save-state is for output into a regular file")
                .assertHint("--save-state=unconfirmed");
        assertThat(state).doesNotExist();

        Tap.run("--config", config, "--catalog", streams, "--state", state.toString(), "--save-state=unconfirmed")
                .assertSucceeded();
        assertThat(state).content().contains("\"last_replication_method\":\"FULL_TABLE\"");
    }

    @Test
    void refusesAStateThatCannotBeWrittenBeforeItReads(@TempDir Path folder) throws IOException {
        String config = Tap.write(folder, "config.json", Json.NODES.objectNode());
        try (FileOutputStream out =
                new FileOutputStream(folder.resolve("out.jsonl").toFile())) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();

            int exitCode = Main.run(
                    new String[] {
                        "--config",
                        config,
                        "--catalog",
                        "none.json",
                        "--state",
                        folder + "/none/state.json",
                        "--save-state"
                    },
                    Map.of(),
                    out,
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    new Stop());

            assertThat(exitCode).isEqualTo(3);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .contains("cannot write beside the state file", "HINT Its folder");
        }
    }

    @Test
    void printsHelpAndVersion() {
        assertThat(Tap.run("--help").assertSucceeded().text()).contains("--discover", "--save-state", "Exit codes");
        assertThat(Tap.run("--version").assertSucceeded().text()).startsWith("tap-postgres ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"host": "localhost",\\n "port" 5432}; is not JSON: line 2, column 9
            {"host": "a", "host": "b"}; is not JSON: line 1, column 21: Duplicate
            {"host": "a"} {}; is not JSON: line 1, column 15
            ; is empty
            [1]; holds no JSON object
            {"prot": 5432}; "prot" is no setting (did you mean "port"?)
            {"xyzzy": 1}; "xyzzy" is no setting
            {"port": "many"}; "port" must be a whole number from 1 to 65535, not "many"
            {"port": 65536}; "port" must be
            {"port": 1.5}; "port" must be
            {"host": {"name": "a"}}; "host" must be a single value, not an object
            {"read_method": "binary"}; "read_method" must be one of copy, cursor, not "binary"
            {"activate_version": "yes"}; "activate_version" must be true or false, not "yes"
            {"lock_timeout": "10 parsecs"}; "lock_timeout" must be a time such as
            {"lock_timeout": "1s' drop table t"}; "lock_timeout" must be a time such as
            {"stream_name": "{schema}"}; "stream_name" must hold {table}
            {"filter_schemas": [1]}; "filter_schemas" must hold names only, not 1
            {"itersize": 0}; "itersize" must be a whole number from 1
            """)
    void refusesAConfigFile(String content, String message) throws IOException {
        String text = content == null ? "" : content.replace("\\n", "\n");
        Path config = Files.writeString(folder.resolve("config.json"), text);

        TapRun run = Tap.run("--config", config.toString(), "--discover");

        run.assertFailed(3, message);
        assertThat(run.text()).isEmpty();
    }

    @Test
    void reportsAllProblemsOfTheConfigurationAtOnce() throws IOException {
        Files.writeString(folder.resolve("a.json"), "{\"prot\": 1, \"itersize\": -1}");
        Files.writeString(folder.resolve("b.json"), "{\"decimals\": \"float\"}");

        Tap.of(database)
                .withEnvironment(Map.of("TAP_POSTGRES_SSLMODE", "always"))
                .runHere(
                        "--discover",
                        "--config",
                        folder.resolve("a.json").toString(),
                        "--config",
                        folder.resolve("b.json").toString())
                .assertFailed(3, "4 problems", "\"prot\"", "\"itersize\"", "\"decimals\"", "\"sslmode\"");
    }

    @Test
    void namesAFileThatIsMissing() throws IOException {
        String none = folder.resolve("none.json").toString();
        String config = Tap.write(folder, "config.json", Tap.of(database).config());
        String streams = Tap.write(folder, "catalog.json", catalog.json());

        Tap.run("--config", none, "--discover").assertFailed(3, "config file \"" + none + "\" does not exist");
        Tap.run("--config", config, "--catalog", none)
                .assertFailed(3, "catalog file \"" + none + "\" does not exist")
                .assertHint("--discover");
        Tap.run("--config", config, "--catalog", streams, "--state", none)
                .assertFailed(3, "state file \"" + none + "\" does not exist");
        Tap.run("--config", folder.toString(), "--discover").assertFailed(3, "cannot be read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"streams": [}; is not JSON: line 1, column 14
            {}; has no "streams" array
            []; has no "streams" array
            {"streams": {}}; has no "streams" array
            {"streams": [1]}; streams[0] is no object
            {"streams": [{"stream": "t"}]}; streams[0] has no "tap_stream_id"
            {"streams": [{"tap_stream_id": "a", "selected": true}, {"tap_stream_id": "a", "selected": true}]}; the selected stream "a" stands in it twice
            {"streams": [{"tap_stream_id": "a", "metadata": {}}]}; streams[0].metadata is no array
            """)
    void refusesACatalogFile(String content, String message) throws IOException {
        String config = Tap.write(folder, "config.json", Tap.of(database).config());
        Path file = Files.writeString(folder.resolve("catalog.json"), content);

        Tap.run("--config", config, "--catalog", file.toString())
                .assertFailed(3, message)
                .assertHint("--discover");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"bookmarks": ; is not JSON: line 1
            []; is no JSON object
            {"bookmarks": []}; "bookmarks" is no object
            {"bookmarks": {"a": 1}}; a bookmark is no object
            {"bookmarks": {"a": {"replication_key_value": [1]}}}; a bookmark is no object with a plain
            {"currently_syncing": 1}; "currently_syncing" is neither a string nor null
            """)
    void refusesAStateFile(String content, String message) throws IOException {
        String config = Tap.write(folder, "config.json", Tap.of(database).config());
        String streams = Tap.write(folder, "catalog.json", catalog.json());
        Path file = Files.writeString(folder.resolve("state.json"), content);

        TapRun run = Tap.run("--config", config, "--catalog", streams, "--state", file.toString());

        run.assertFailed(3, message).assertHint("--state");
        assertThat(run.text()).isEmpty();
    }

    @Test
    void takesAnEmptyStateFileForAFirstRun() throws IOException {
        String config = Tap.write(folder, "config.json", Tap.of(database).config());
        String streams = Tap.write(folder, "catalog.json", catalog.json());
        for (String content : new String[] {"", "\n", "{}", "{\"bookmarks\": null}"}) {
            Path file = Files.writeString(folder.resolve("state.json"), content);
            TapRun run = Tap.run("--config", config, "--catalog", streams, "--state", file.toString());
            assertThat(run.assertSucceeded().messages("ACTIVATE_VERSION")).hasSize(2);
        }
    }

    @Test
    void warnsWhereNothingIsSelected() {
        TestCatalog nothing = TestCatalog.parse(catalog.json().toString());
        nothing.root("public-t").put("selected", false);

        TapRun run = Tap.of(database).sync(nothing).assertSucceeded();

        assertThat(run.text()).isEmpty();
        assertThat(run.log("WARN")).singleElement().asString().contains("no stream is selected");
    }

    @Test
    void stopsWhenNobodyReads() {
        for (int room : new int[] {0, 10, 100_000}) {
            database.execute("truncate t", "insert into t select generate_series(1, 100000)");
            TapRun run = Tap.of(database).sync(catalog, null, new Narrow(room));
            run.assertFailed(7, "cannot write to standard output: Broken pipe");
        }
    }

    @Test
    void stopsWhenNobodyReadsTheCatalog() throws IOException {
        String config = Tap.write(folder, "config.json", Tap.of(database).config());
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        int exitCode = Main.run(
                new String[] {"--config", config, "--discover"},
                Map.of(),
                new Narrow(0),
                new PrintStream(log, true, StandardCharsets.UTF_8),
                new Stop());

        assertThat(exitCode).isEqualTo(7);
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("CRITICAL cannot write the catalog: Broken pipe");
    }

    @Test
    void readsNumbersAndBooleansThatAreStrings() {
        JsonNode port = Json.NODES.textNode(Integer.toString(database.port()));

        Tap.of(database)
                .with("port", port)
                .with("activate_version", "TRUE")
                .sync(catalog)
                .assertSucceeded();
    }

    /** Takes so many bytes and then breaks, as a pipe does. */
    private static final class Narrow extends OutputStream {
        private int room;

        Narrow(int room) {
            this.room = room;
        }

        @Override
        public void write(int letter) throws IOException {
            write(new byte[] {(byte) letter}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            room -= length;
            if (room < 0) {
                throw new IOException("Broken pipe");
            }
        }
    }
}

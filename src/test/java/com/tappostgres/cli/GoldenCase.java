package com.tappostgres.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder that says what a run must print: {@code setup.sql} makes the database "golden", {@code config.json} adds to the
 * settings (batches get a folder of the run), {@code catalog.json} asks for a sync (without it the run discovers),
 * {@code state.json} is where it goes on. What is expected stands in {@code expected.jsonl} and {@code expected.err}, the
 * exit code as the last line of the latter. A file {@code newest-only} keeps the case from old servers.
 */
record GoldenCase(Path folder) {
    static final String DATABASE = "golden";

    private static final String EMPTY = """
            DO $$ DECLARE schema text; BEGIN
              FOR schema IN SELECT quote_ident(nspname) FROM pg_namespace
                  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
                EXECUTE 'DROP SCHEMA ' || schema || ' CASCADE';
              END LOOP;
            END $$;
            CREATE SCHEMA public""";

    boolean runsOnOldServers() {
        return !Files.exists(folder.resolve("newest-only"));
    }

    /** Runs the case in the database "golden", of which nothing older is left. */
    TapRun run(TestDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(EMPTY);
            statement.execute(read("setup.sql"));
            return Tap.inFolder(files -> Tap.run(arguments(files, database)));
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(folder.toString(), e);
        }
    }

    private String[] arguments(Path files, TestDatabase database) throws IOException {
        ObjectNode config = Tap.of(database).config();
        try {
            config.setAll((ObjectNode) Json.read(folder.resolve("config.json")));
        } catch (Json.ReadException e) {
            throw new IOException(e);
        }
        if (config.get("batch_config") instanceof ObjectNode batches) {
            batches.putObject("storage").put("root", "file://" + files.resolve("batches"));
        }
        List<String> arguments = new ArrayList<>(List.of("--config", Tap.write(files, "config.json", config)));
        if (Files.exists(folder.resolve("catalog.json"))) {
            arguments.addAll(List.of("--catalog", copy("catalog.json", files)));
        } else {
            arguments.add("--discover");
        }
        if (Files.exists(folder.resolve("state.json"))) {
            arguments.addAll(List.of("--state", copy("state.json", files)));
        }
        return arguments.toArray(String[]::new);
    }

    private String copy(String name, Path files) throws IOException {
        return Files.copy(folder.resolve(name), files.resolve(name)).toString();
    }

    /** What a run printed on standard output, without what differs from run to run. */
    static String output(TapRun run) {
        // Versions of this century's second quarter are new ones; those of the states given are older.
        return run.text()
                .replaceAll("\"version\":(1[789]|[2-9]\\d)\\d{11}\\b", "\"version\":\"NEW\"")
                .replaceAll("///[^\"\\s]*/tap-postgres-test-\\d+/", "///FOLDER/")
                .replaceAll("-\\d{8}T\\d{6}Z-[0-9a-f]{8}-", "-RUN-")
                .replaceAll("\"time_extracted\":\"[^\"]+\"", "\"time_extracted\":\"TIME\"");
    }

    /** What a run printed on standard error, and its exit code. */
    static String errors(TapRun run) {
        return run.log()
                        .replaceAll("[\\d.]+ MB, [\\d.]+ s, [\\d,]+ rows/s", "# MB, # s, # rows/s")
                        .replaceAll("(\"job_timer\", \"value\": )[\\d.]+", "$1#")
                        // The same of every run.
                        .replaceAll("(?m)^INFO METRIC: .*\"sync_duration\".*\n", "")
                        .replaceAll("/\\S*/tap-postgres-test-\\d+/", "")
                        .replaceAll("@127\\.0\\.0\\.1:\\d+/", "@127.0.0.1:#/")
                        .replaceAll("\\(PostgreSQL [\\d.]+\\)", "(PostgreSQL #)")
                + "EXIT " + run.exitCode() + "\n";
    }

    String read(String name) throws IOException {
        return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    }

    void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return String.valueOf(folder.getFileName());
    }
}

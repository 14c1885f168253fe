package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two plain readers that the tap is held against. */
final class CopyClients {
    static final String PGJDBC = "pgjdbc COPY";
    static final String PSQL = "psql COPY";
    static final String PSQL_PARTS = "psql COPY, by ctid";

    private CopyClients() {}

    /** {@link DrainCopy} in a process of its own; SerialGC because the shipped stub has it too. */
    static Client pgjdbc(TestDatabase database, String table) {
        return pgjdbc(database, List.of(copy(table)));
    }

    /** The same with statements that are read one after the other. */
    static Client pgjdbc(TestDatabase database, List<String> copies) {
        String url = "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
                .formatted(database.host(), database.port(), database.name(), database.user(), database.password());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                DrainCopy.class.getName(),
                url));
        command.addAll(copies);
        return new Client(PGJDBC, command);
    }

    static Client psql(TestDatabase database, String table) {
        return psql(database, PSQL, List.of(copy(table)));
    }

    /** Statements that read a table part by part, over one connection. */
    static Client psqlParts(TestDatabase database, List<String> copies) {
        return psql(database, PSQL_PARTS, copies);
    }

    /** It goes over TCP like the others, although a Unix socket would be its own first choice. */
    private static Client psql(TestDatabase database, String name, List<String> copies) {
        List<String> command = new ArrayList<>(List.of("psql", "-qX", "-v", "ON_ERROR_STOP=1"));
        copies.forEach(copy -> command.addAll(List.of("-c", copy)));
        return new Client(
                name,
                command,
                Map.of(
                        "PGHOST", database.host(),
                        "PGPORT", Integer.toString(database.port()),
                        "PGDATABASE", database.name(),
                        "PGUSER", database.user(),
                        "PGPASSWORD", database.password()));
    }

    /** What psql says of its version; empty where there is none on the PATH. */
    static Optional<String> psqlVersion() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("psql", "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(version) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String copy(String table) {
        return "COPY " + table + " TO STDOUT";
    }
}

package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two plain readers that the tap is held against. */
final class CopyClients {
    static final String PGJDBC = "pgjdbc COPY";
    static final String PSQL = "psql COPY";

    private CopyClients() {}

    /** {@link DrainCopy} in a process of its own; SerialGC because the shipped stub has it too. */
    static Client pgjdbc(TestDatabase database, String table) {
        String url = "jdbc:postgresql://%s:%d/%s?user=%s&password=%s"
                .formatted(database.host(), database.port(), database.name(), database.user(), database.password());
        return new Client(
                PGJDBC,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DrainCopy.class.getName(),
                        url,
                        copy(table)));
    }

    /** It goes over TCP like the others, although a Unix socket would be its own first choice. */
    static Client psql(TestDatabase database, String table) {
        return new Client(
                PSQL,
                List.of("psql", "-qX", "-c", copy(table)),
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

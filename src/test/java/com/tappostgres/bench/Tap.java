package com.tappostgres.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The built program with a configuration for one database, used as a user would: discover, select, sync. */
final class Tap {
    static final String NAME = "tap-postgres";

    private static final Path EXECUTABLE = Path.of("target", NAME).toAbsolutePath();
    private static final JsonMapper JSON = new JsonMapper();

    private final String name;
    private final ClientRunner runner;
    private final Path config;
    private final Path catalog;

    private Tap(String name, ClientRunner runner, Path config, Path catalog) {
        this.name = name;
        this.runner = runner;
        this.config = config;
        this.catalog = catalog;
    }

    /** Writes the configuration file; the catalog is there after {@link #discover}. */
    static Tap configure(ClientRunner runner, Path directory, TestDatabase database) throws IOException {
        Path config = directory.resolve(database.name() + "-config.json");
        ObjectNode settings = JSON.createObjectNode()
                .put("host", database.host())
                .put("port", database.port())
                .put("user", database.user())
                .put("password", database.password())
                .put("dbname", database.name())
                .put("filter_dbs", database.name());
        write(config, settings);
        return new Tap(NAME, runner, config, directory.resolve(database.name() + "-catalog.json"));
    }

    /** The same, and the same catalog, with several readers that share a table's parts. */
    Tap withReaders(int readers, int partMegabytes) throws IOException {
        ObjectNode settings = (ObjectNode) JSON.readTree(config.toFile());
        settings.put("parallel", readers).put("chunk_size_mb", partMegabytes);
        Path changed = config.resolveSibling(readers + "-" + config.getFileName());
        write(changed, settings);
        return new Tap(NAME + ", readers: " + readers, runner, changed, catalog);
    }

    /** Keeps the catalog and tells what it took. */
    Measurement discover() throws IOException, InterruptedException {
        Client client = new Client(
                NAME + " --discover", List.of(EXECUTABLE.toString(), "--config", config.toString(), "--discover"));
        return runner.capture(client, catalog);
    }

    int streams() throws IOException {
        return JSON.readTree(catalog.toFile()).path("streams").size();
    }

    /** A sync of one table, its catalog being the discovered one with just that stream selected. */
    Client sync(String table) throws IOException {
        JsonNode selection = JSON.readTree(catalog.toFile());
        boolean found = false;
        for (JsonNode stream : selection.path("streams")) {
            if (stream.path("table_name").asText().equals(table)) {
                select(stream);
                found = true;
            }
        }
        if (!found) {
            throw new IllegalStateException("tap-postgres --discover did not find the table \"" + table + "\"");
        }
        Path file = catalog.resolveSibling(table + "-catalog.json");
        JSON.writeValue(file.toFile(), selection);
        return new Client(
                name, List.of(EXECUTABLE.toString(), "--config", config.toString(), "--catalog", file.toString()));
    }

    private static void write(Path config, ObjectNode settings) throws IOException {
        JSON.writeValue(config.toFile(), settings);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    }

    private static void select(JsonNode stream) {
        for (JsonNode entry : stream.path("metadata")) {
            if (entry.path("breadcrumb").isEmpty()) {
                ((ObjectNode) entry.path("metadata")).put("selected", true);
            }
        }
    }
}

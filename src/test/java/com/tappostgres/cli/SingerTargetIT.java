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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code run} with a real Singer target, target-jsonl. */
final class SingerTargetIT {
    private static final int ROWS = 30_000;

    @TempDir
    Path folder;

    private static Path target() {
        Path program = Path.of("target", "singer", "bin", "target-jsonl").toAbsolutePath();
        Assumptions.assumeTrue(
                Files.isExecutable(program),
                "target-jsonl of PyPI is not there: python3 -m venv target/singer && target/singer/bin/pip install"
                        + " target-jsonl");
        return program;
    }

    @Test
    void loadsEveryRowAndConfirmsTheState() throws Exception {
        Path target = target();
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table orders (id integer primary key, at timestamptz, price numeric, note text, tags text[],"
                            + " more jsonb)",
                    "insert into orders select i, '2024-01-31 12:00:00Z'::timestamptz + i * interval '1s', i / 7.0,"
                            + " 'grö\u00dfe ' || i, array['a', null], '{\"a\": 1}' from generate_series(1, " + ROWS
                            + ") i",
                    "create index on orders (at)",
                    "create table empty (id integer primary key)");
            Tap tap = Tap.of(database).with("state_interval_rows", 1000).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().fullTable("public-empty").incremental("public-orders", "at");
            Path out = Files.createDirectory(folder.resolve("out"));
            String config =
                    Tap.write(folder, "target.json", Json.NODES.objectNode().put("destination_path", out.toString()));
            String[] args = {
                "run",
                "--config",
                Tap.write(folder, "config.json", tap.config()),
                "--catalog",
                Tap.write(folder, "catalog.json", catalog.json()),
                "--state",
                folder.resolve("state.json").toString(),
                "--",
                target.toString(),
                "--config",
                config
            };

            TapRun first = Tap.run(args).assertSucceeded();

            assertThat(first.log("WARN")).isEmpty();
            assertThat(ids(out)).hasSize(ROWS);
            JsonNode bookmark =
                    Json.read(folder.resolve("state.json")).at("/bookmarks").get(catalog.id("public-orders"));
            assertThat(bookmark.get("replication_key_value").asText()).isEqualTo("2024-01-31 20:20:00+00");

            database.execute("insert into orders (id, at) values (99999, '2025-01-01Z')");
            Tap.run(args).assertSucceeded();
            assertThat(ids(out)).hasSize(ROWS + 1).contains(99_999);
        }
    }

    private static Set<Integer> ids(Path out) throws IOException, Json.ReadException {
        Set<Integer> ids = new HashSet<>();
        try (Stream<Path> files = Files.list(out)) {
            for (Path file :
                    files.filter(each -> each.toString().contains("orders")).toList()) {
                for (String line : List.copyOf(Files.readAllLines(file))) {
                    ids.add(Json.parse(line).get("id").asInt());
                }
            }
        }
        return ids;
    }
}

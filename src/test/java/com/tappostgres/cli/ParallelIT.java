package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.List;
import java.util.stream.Stream;

/** Several connections that read on one snapshot. */
final class ParallelIT {
    private static void createTables(TestDatabase database) {
        database.execute(
                "create table keyed (id integer primary key, filler text)",
                "insert into keyed select i, repeat('x', 400) from generate_series(1, 12000) i",
                "create table keyless (n integer, filler text)",
                "insert into keyless select i % 10, repeat('y', 400) from generate_series(1, 8000) i",
                "create table small (id integer primary key)",
                "insert into small values (1), (2)",
                "create table empty (id integer primary key)",
                "create view seen as select id from keyed where id % 100 = 0");
    }

    @EachVersion
    void anyNumberOfReadersReadsTheSameRows(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createTables(database);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            TapRun one = tap.sync(catalog).assertSucceeded();
            for (int readers : List.of(2, 7)) {
                TapRun several = tap.with("parallel", readers).sync(catalog).assertSucceeded();
                SchemaCheck.check(several);
                for (String stream : List.of("keyed", "keyless", "small", "empty", "seen")) {
                    String name = "public-" + stream;
                    assertThat(several.records(name))
                            .as(stream + " of " + readers)
                            .containsExactlyInAnyOrderElementsOf(one.records(name));
                    List<String> types = several.messages().stream()
                            .filter(message -> message.path("stream").asText().equals(name))
                            .map(message -> message.get("type").asText())
                            .toList();
                    assertThat(types).startsWith("SCHEMA", "ACTIVATE_VERSION").endsWith("ACTIVATE_VERSION");
                    assertThat(types).filteredOn("SCHEMA"::equals).hasSize(1);
                    assertThat(times(several, name)).as("one instant").hasSizeLessThanOrEqualTo(1);
                }
                assertThat(Stream.of("keyed", "keyless", "small", "seen")
                                .flatMap(stream -> times(several, "public-" + stream).stream())
                                .distinct())
                        .hasSize(1);
                assertThat(several.state().get("currently_syncing").isNull()).isTrue();
            }
        }
    }

    private static List<JsonNode> times(TapRun run, String stream) {
        return run.messages("RECORD", stream).stream()
                .map(record -> record.get("time_extracted"))
                .distinct()
                .toList();
    }
}

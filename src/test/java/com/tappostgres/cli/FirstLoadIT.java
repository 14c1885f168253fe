package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.CutOutput;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first load of INCREMENTAL streams. */
final class FirstLoadIT {
    private static final String STREAM = "public-t";
    private static final int ROWS = 10_000;

    /** Keys fall as the heap grows. */
    private static void create(TestDatabase database) {
        database.execute(
                "create table t (id integer primary key, k integer, filler text)",
                "insert into t select i, " + ROWS + " - i, repeat('x', 400) from generate_series(1, " + ROWS + ") i");
    }

    @EachVersion
    void ofALargeTableIsInTheOrderOfTheHeap(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            create(database);
            database.execute("create index on t (k)", "insert into t values (0, null, '')");
            Tap tap = Tap.of(database).with("state_interval_rows", 1000).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().incremental(STREAM, "k");
            for (int readers : List.of(1, 3)) {
                TapRun first = tap.with("parallel", readers).sync(catalog).assertSucceeded();
                assertThat(first.records(STREAM)).hasSize(ROWS + 1);
                if (readers == 1 && version.compareTo(PostgresVersion.V15) >= 0) {
                    assertThat(first.values(STREAM, "id"))
                            .startsWith("1", "2", "3")
                            .endsWith("0");
                }
                JsonNode bookmark = first.bookmark(catalog.id(STREAM));
                assertThat(bookmark.get("replication_key_value").asText()).isEqualTo(String.valueOf(ROWS - 1));
                assertThat(bookmark.has("initial_load")).isFalse();
                assertThat(bookmark.has("load")).isFalse();
                assertThat(first.log("WARN")).singleElement().asString().contains("1 row has no \"k\"");
                assertThat(first.order(STREAM))
                        .startsWith("SCHEMA ACTIVATE_VERSION")
                        .doesNotEndWith("ACTIVATE_VERSION STATE");

                TapRun second = tap.with("parallel", readers)
                        .sync(catalog, first.state())
                        .assertSucceeded();
                assertThat(second.values(STREAM, "id")).containsExactly("1");
            }
        }
    }

    @EachVersion
    void goesOnWhereItWasCut(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            create(database);
            Tap tap = Tap.of(database).with("state_interval_rows", 1000).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().incremental(STREAM, "k");
            CutOutput out = new CutOutput(3_000_000);
            tap.sync(catalog, null, out);
            ModelLoader loader = new ModelLoader().load(out.text());
            assertThat(loader.state().at("/bookmarks").get(catalog.id(STREAM)).has("load"))
                    .isTrue();
            database.execute(
                    "update t set filler = 'changed', k = 20000 where id = 1",
                    "insert into t values (20000, 5, 'new')",
                    "delete from t where id = " + ROWS);

            TapRun rest = tap.sync(catalog, loader.state()).assertSucceeded();

            loader.load(rest.text());
            assertThat(rest.records(STREAM)).hasSizeLessThan(ROWS - 1000);
            assertThat(loader.rows(STREAM)).hasSize(ROWS);
            assertThat(loader.rows(STREAM)).anyMatch(row -> row.contains("changed"));
            assertThat(rest.bookmark(catalog.id(STREAM))
                            .get("replication_key_value")
                            .asText())
                    .isEqualTo("20000");
        }
    }

    @Test
    void withoutAKeyIsOrderedSoThatACutCostsLittle() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            create(database);
            database.execute("alter table t drop constraint t_pkey", "create index on t (k)");
            Tap tap = Tap.of(database).with("state_interval_rows", 1000).with("parallel", 2);
            TapRun run = tap.sync(tap.catalog().incremental(STREAM, "k")).assertSucceeded();
            assertThat(run.values(STREAM, "k"))
                    .containsExactlyElementsOf(
                            IntStream.range(0, ROWS).mapToObj(String::valueOf).toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "timestamptz, '2024-01-01 00:00:01+00', infinity",
        "date, 2024-02-01, infinity",
        "double precision, 12.5, NaN",
        "double precision, 12.5, Infinity",
        "numeric, 7.25, NaN",
        "numeric, 7.25, Infinity",
        "interval, P1D, infinity",
        "uuid, ffffffff-0000-0000-0000-000000000000, 00000000-0000-0000-0000-000000000000",
        "text, zz, ''",
        "pg_lsn, 1/0, 0/0",
        "bpchar, 'b', a"
    })
    void itsBookmarkIsTheGreatestFiniteKey(String type, String greatest, String other) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, k " + type + ")",
                    "insert into t select i, null from generate_series(10, 200) i",
                    "insert into t values (1, '" + greatest + "'), (2, '" + other + "')");
            TestCatalog catalog = Tap.of(database).catalog().incremental(STREAM, "k");
            TapRun inOrder = Tap.of(database).sync(catalog).assertSucceeded();
            TapRun inAnyOrder = Tap.of(database)
                    .with("state_interval_rows", 50)
                    .sync(catalog)
                    .assertSucceeded();
            assertThat(inAnyOrder.values(STREAM, "id")).startsWith("10");
            assertThat(inAnyOrder.bookmark(catalog.id(STREAM)).get("replication_key_value"))
                    .isEqualTo(inOrder.bookmark(catalog.id(STREAM)).get("replication_key_value"))
                    .isNotNull();
        }
    }

    @EachVersion
    void warnsOfAMissingIndexWithTheStatementThatMakesIt(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            create(database);
            Tap tap = Tap.of(database).with("state_interval_rows", 1000);
            TestCatalog catalog = tap.catalog().incremental(STREAM, "k");
            TapRun first = tap.sync(catalog).assertSucceeded();
            String statement = "CREATE INDEX CONCURRENTLY ON \"public\".\"t\" (\"k\");";
            assertThat(first.log("WARN")).singleElement().asString().contains(STREAM, statement);
            assertThat(tap.sync(catalog, first.state()).log("WARN"))
                    .singleElement()
                    .asString()
                    .contains(statement);
            database.execute(statement);
            assertThat(tap.sync(catalog, first.state()).assertSucceeded().log("WARN"))
                    .isEmpty();
            // An index that does not serve is none.
            database.execute("drop index t_k_idx", "create index on t using hash (k)", "create index on t (id, k)");
            assertThat(tap.sync(catalog, first.state()).log("WARN"))
                    .singleElement()
                    .asString()
                    .contains(statement);
            assertThat(Tap.of(database).sync(catalog, first.state()).log("WARN"))
                    .as("a small table is sorted in no time")
                    .isEmpty();
        }
    }
}

package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.FoodMart;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.SummedOutput;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.HashMap;
import java.util.Map;

final class MainJobIT {
    private static final String STREAM = "public-orders";

    @EachVersion
    void readsAllOfFoodMartThroughCopyAndCursor(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            Map<String, Long> expected = new HashMap<>();
            FoodMart.load(database).forEach((table, rows) -> {
                if (rows > 0) {
                    expected.put(FoodMart.SCHEMA + "-" + table, rows);
                }
            });
            TestCatalog catalog = Tap.of(database).catalog().selectAll();
            assertThat(catalog.streams()).hasSize(FoodMart.TABLES);

            SummedOutput copy = new SummedOutput();
            Tap.of(database).sync(catalog, null, copy).assertSucceeded();
            assertThat(copy.records()).isEqualTo(expected);

            SummedOutput cursor = new SummedOutput();
            Tap.of(database)
                    .with("read_method", "cursor")
                    .sync(catalog, null, cursor)
                    .assertSucceeded();
            assertThat(cursor.records()).isEqualTo(expected);
            assertThat(cursor.digest()).isEqualTo(copy.digest());
            assertState(new TapRun(0, copy.sample(), ""), catalog);
        }
    }

    private static void assertState(TapRun sample, TestCatalog catalog) {
        SchemaCheck.check(sample);
        assertThat(sample.state().get("currently_syncing").isNull()).isTrue();
        for (String stream : catalog.streams()) {
            JsonNode bookmark = sample.bookmark(catalog.id(stream));
            assertThat(bookmark.path("last_replication_method").asText()).isEqualTo("FULL_TABLE");
            assertThat(bookmark.path("version").asLong()).isPositive();
            assertThat(sample.order(stream)).contains("SCHEMA ACTIVATE_VERSION");
            assertThat(sample.messages("ACTIVATE_VERSION", stream)).hasSize(2);
        }
    }

    @EachVersion
    void goesOnFromTheBookmark(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createOrders(database);
            TestCatalog catalog = Tap.of(database).catalog().incremental(STREAM, "updated_at");

            TapRun first = Tap.of(database).sync(catalog).assertSucceeded();
            assertThat(first.order(STREAM)).isEqualTo("SCHEMA ACTIVATE_VERSION RECORD STATE");
            assertThat(first.values(STREAM, "id")).containsExactly("3", "1", "2");
            String id = catalog.id(STREAM);
            assertThat(first.bookmark(id).path("replication_key_value").asText())
                    .isEqualTo("2024-03-01 00:00:00.5+00");

            TapRun idle = Tap.of(database).sync(catalog, first.state()).assertSucceeded();
            assertThat(idle.order(STREAM)).isEqualTo("SCHEMA RECORD STATE");
            assertThat(idle.values(STREAM, "id")).containsExactly("2");
            assertThat(idle.state()).isEqualTo(first.state());

            database.execute(
                    "update orders set updated_at = '2024-04-01', note = 'changed' where id = 3",
                    "insert into orders values (4, '2024-05-01', 'new')",
                    "insert into orders values (5, '2020-01-01', 'before the bookmark')");
            TapRun second = Tap.of(database).sync(catalog, idle.state()).assertSucceeded();
            assertThat(second.values(STREAM, "id")).containsExactly("2", "3", "4");
            assertThat(second.values(STREAM, "note")).containsExactly("\"b\\nb\"", "\"changed\"", "\"new\"");
            assertThat(second.messages("RECORD").get(0).get("version"))
                    .isEqualTo(first.messages("RECORD").get(0).get("version"));
            SchemaCheck.check(second);

            for (int itersize : new int[] {1, 2, 20_000}) {
                Tap cursor = Tap.of(database).with("read_method", "cursor").with("itersize", itersize);
                assertThat(cursor.sync(catalog, idle.state()).assertSucceeded().normalised())
                        .isEqualTo(second.normalised());
            }
        }
    }

    @EachVersion
    void replacesAllRowsUnderANewVersion(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createOrders(database);
            TestCatalog catalog = Tap.of(database).catalog().fullTable(STREAM);

            TapRun first = Tap.of(database).sync(catalog).assertSucceeded();
            TapRun second = Tap.of(database).sync(catalog, first.state()).assertSucceeded();

            assertThat(first.order(STREAM)).isEqualTo("SCHEMA ACTIVATE_VERSION RECORD ACTIVATE_VERSION STATE");
            assertThat(second.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
            long firstVersion = first.messages("RECORD").get(0).get("version").asLong();
            JsonNode record = second.messages("RECORD").get(0);
            assertThat(record.get("version").asLong()).isGreaterThan(firstVersion);
            assertThat(second.messages("ACTIVATE_VERSION").get(0).get("version"))
                    .isEqualTo(record.get("version"));
            assertThat(second.bookmark(catalog.id(STREAM)).get("version")).isEqualTo(record.get("version"));
            assertThat(record.get("time_extracted").asText())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
            assertThat(first.log("INFO"))
                    .anyMatch(line -> line.startsWith("INFO public-orders: 3 rows, "))
                    .anyMatch(line -> line.startsWith("INFO METRIC: {\"type\": \"counter\""));
        }
    }

    @EachVersion
    void leavesVersionsOutWhereTheyAreTurnedOff(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createOrders(database);
            database.execute("create table nothing_in_it (id integer primary key)");
            TestCatalog catalog =
                    Tap.of(database).catalog().incremental(STREAM, "updated_at").fullTable("public-nothing_in_it");

            TapRun run = Tap.of(database)
                    .with("activate_version", "false")
                    .sync(catalog)
                    .assertSucceeded();

            assertThat(run.text()).doesNotContain("ACTIVATE_VERSION", "\"version\"");
            assertThat(run.records(STREAM)).hasSize(3);
            assertThat(run.order("public-nothing_in_it")).isEqualTo("SCHEMA STATE");
        }
    }

    private static void createOrders(TestDatabase database) {
        database.execute(
                "create table orders (id integer primary key, updated_at timestamptz not null, note text)",
                "insert into orders values (1, '2024-02-01', 'a'), (2, '2024-03-01 00:00:00.5', E'b\\nb'),"
                        + " (3, '2024-01-01', null)");
    }
}

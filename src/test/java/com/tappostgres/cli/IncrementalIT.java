package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bookmarks: what becomes one, what starts anew, what other taps left. */
final class IncrementalIT {
    private static final String STREAM = "public-t";

    private static TestDatabase database;

    @BeforeAll
    static void createDatabase() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @AfterEach
    void dropTable() {
        database.execute("drop table if exists t");
    }

    private static Tap tap() {
        return Tap.of(database);
    }

    private static TestCatalog table(String key, String... statements) {
        database.execute(statements);
        return tap().catalog().incremental(STREAM, key);
    }

    private static JsonNode bookmark(TapRun run) {
        return run.bookmark(database.name() + "-public-t");
    }

    private static String value(TapRun run) {
        JsonNode value = bookmark(run).get("replication_key_value");
        return value == null ? null : value.asText();
    }

    private static ObjectNode state(String id, String bookmark) throws Json.ReadException {
        ObjectNode state = Json.NODES.objectNode();
        state.putObject("bookmarks").set(id, Json.parse(bookmark));
        return state;
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            float8; (1), ('Infinity'), ('NaN'), ('-Infinity'); 1
            numeric; (1.50), ('NaN'); 1.50
            date; ('2024-01-01'), ('infinity'), ('-infinity'); 2024-01-01
            timestamp; ('2024-01-01'), ('infinity'); 2024-01-01 00:00:00
            timestamptz; ('2024-01-01 12:00:00.123456+02'), ('infinity'); 2024-01-01 10:00:00.123456+00
            interval; ('1 day'), ('infinity'); P1D
            """)
    void neverBookmarksInfinity(String type, String values, String expected) {
        TestCatalog catalog = table("k", "create table t (k " + type + ")", "insert into t values " + values);

        TapRun first = tap().sync(catalog).assertSucceeded();
        assertThat(value(first)).isEqualTo(expected);

        TapRun second = tap().sync(catalog, first.state()).assertSucceeded();
        assertThat(value(second)).isEqualTo(expected);
        assertThat(second.records(STREAM)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            integer; 0; 1
            bigint; -9223372036854775808; 9223372036854775807
            text; ``; a
            text; it's "odd" \\n \\ %s; it's "odd" \\n \\ %t
            varchar(20); 'quoted''; zz
            char(5); ab; b
            uuid; a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11; b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
            numeric(10,2); 1.50; 2
            real; 0.1; 0.2
            double precision; 0.1; 0.3
            date; 0044-03-15 BC; 2024-01-01
            timestamp(3); 2024-01-01 00:00:00.123; 2024-01-01 00:00:00.124
            timestamp; 10000-01-01 00:00:00; 10000-01-01 00:00:01
            timestamptz; 2024-01-01 00:00:00.000001+00; 2024-01-01 00:00:00.000002+00
            time; 24:00:00; 24:00:00
            time with time zone; 12:00:00+02; 12:00:00+01
            interval; 1 mon -1 day; 2 mons
            oid; 4294967294; 4294967295
            pg_lsn; 0/1; 16/B374D848
            xid8; 1; 18446744073709551615
            """)
    void goesOnFromEveryKeyType(String type, String low, String high) {
        TestCatalog catalog = table("k", "create table t (k " + type + ")");
        String insert = "insert into t values ('" + low.replace("'", "''") + "')";
        database.execute(insert);
        TapRun first = tap().sync(catalog).assertSucceeded();
        assertThat(first.records(STREAM)).hasSize(1);

        TapRun idle = tap().sync(catalog, first.state()).assertSucceeded();
        assertThat(idle.records(STREAM)).isEqualTo(first.records(STREAM));

        database.execute("insert into t values ('" + high.replace("'", "''") + "')");
        TapRun second =
                tap().with("read_method", "cursor").sync(catalog, idle.state()).assertSucceeded();
        assertThat(second.records(STREAM)).hasSize(2);
        assertThat(tap().sync(catalog, second.state()).assertSucceeded().records(STREAM))
                .hasSize(low.equals(high) ? 2 : 1);
    }

    @Test
    void sendsRowsWithoutAKeyInTheFirstLoadOnly() {
        TestCatalog catalog = table(
                "k", "create table t (id integer primary key, k integer)", "insert into t values (1, 5), (2, null)");

        TapRun first = tap().sync(catalog).assertSucceeded();
        assertThat(first.values(STREAM, "id")).containsExactly("1", "2");
        assertThat(first.log("WARN")).singleElement().asString().contains("1 row has no \"k\"");

        TapRun second = tap().sync(catalog, first.state()).assertSucceeded();
        assertThat(second.values(STREAM, "id")).containsExactly("1");
        assertThat(bookmark(second).has("initial_load")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void sendsRowsWithoutAKeyAfterAFirstLoadThatWasCut(String method) {
        TestCatalog catalog = table(
                "k",
                "create table t (id integer primary key, k integer, d date)",
                "insert into t values (1, 10, null), (2, 20, null), (3, 30, 'infinity'), (4, 40, null), (5, null, null)");
        Tap strict = tap().with("out_of_range", "error").with("read_method", method);

        TapRun cut = strict.sync(catalog);
        cut.assertFailed(5, "column \"d\"");
        assertThat(cut.values(STREAM, "id")).containsExactly("1", "2");
        assertThat(value(cut)).isEqualTo("20");

        TapRun again = strict.sync(catalog, cut.state());
        again.assertFailed(5, "column \"d\"");
        assertThat(again.values(STREAM, "id")).containsExactly("2");

        TapRun rest = tap().sync(catalog, again.state()).assertSucceeded();
        assertThat(rest.values(STREAM, "id")).containsExactly("2", "3", "4", "5");
        assertThat(rest.messages("ACTIVATE_VERSION")).isEmpty();
        assertThat(value(rest)).isEqualTo("40");

        assertThat(tap().sync(catalog, rest.state()).assertSucceeded().values(STREAM, "id"))
                .containsExactly("4");
    }

    @Test
    void printsAStateAtItsIntervals() {
        TestCatalog catalog =
                table("k", "create table t (k integer)", "insert into t select i from generate_series(1, 10) i");

        TapRun run = tap().with("state_interval_rows", 3).sync(catalog).assertSucceeded();

        assertThat(run.messages("STATE").stream()
                        .map(state -> state.at("/value/bookmarks")
                                .elements()
                                .next()
                                .get("replication_key_value")
                                .asText()))
                .containsExactly("3", "6", "9", "10");
        assertThat(run.messages("STATE").get(0).at("/value/currently_syncing").asText())
                .isEqualTo(catalog.id(STREAM));
        assertThat(run.messages("STATE").get(0).toString()).contains("\"initial_load\":true");
    }

    @Test
    void startsAnewWhereTheKeyChanges() {
        TestCatalog catalog =
                table("k", "create table t (k integer, other integer)", "insert into t values (1, 9), (2, 8)");
        TapRun first = tap().sync(catalog).assertSucceeded();
        catalog.incremental(STREAM, "other");

        TapRun second = tap().sync(catalog, first.state()).assertSucceeded();

        assertThat(second.values(STREAM, "k")).containsExactly("2", "1");
        assertThat(second.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
        assertThat(second.log("INFO")).anyMatch(line -> line.contains("its bookmark is reset"));
        assertThat(bookmark(second).get("version").asLong())
                .isGreaterThan(bookmark(first).get("version").asLong());
        assertThat(value(second)).isEqualTo("9");
    }

    @Test
    void keepsTheOldRowsActiveUntilAResetLoadIsComplete() {
        TestCatalog catalog = table(
                "k",
                "create table t (k integer, d date)",
                "insert into t values (1, null), (2, 'infinity'), (3, null)");
        JsonNode full =
                tap().sync(catalog.copy().fullTable(STREAM)).assertSucceeded().state();

        TapRun cut = tap().with("out_of_range", "error").sync(catalog, full);
        cut.assertFailed(5, "column \"d\"");
        assertThat(cut.order(STREAM)).isEqualTo("SCHEMA RECORD STATE");

        TapRun rest = tap().sync(catalog, cut.state()).assertSucceeded();
        assertThat(rest.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
        assertThat(rest.messages("RECORD").get(0).get("version"))
                .isEqualTo(cut.messages("RECORD").get(0).get("version"));

        TapRun after = tap().sync(catalog, rest.state()).assertSucceeded();
        assertThat(after.order(STREAM)).isEqualTo("SCHEMA RECORD STATE");
    }

    @Test
    void startsAnewWhereTheMethodChanges() {
        TestCatalog catalog = table("k", "create table t (k integer)", "insert into t values (1), (2)");
        TapRun first = tap().sync(catalog).assertSucceeded();

        TapRun full =
                tap().sync(catalog.copy().fullTable(STREAM), first.state()).assertSucceeded();

        assertThat(full.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
        assertThat(full.log("INFO")).anyMatch(line -> line.contains("its bookmark is reset"));
        assertThat(bookmark(full).toString()).doesNotContain("replication_key");
        TapRun back = tap().sync(catalog, full.state()).assertSucceeded();
        assertThat(back.records(STREAM)).hasSize(2);
        assertThat(back.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnFromTheStatesOfOtherTaps(boolean withDatabase) throws Json.ReadException {
        TestCatalog catalog = table(
                "k",
                "create table t (k timestamptz)",
                "insert into t values ('2022-11-29'), ('2022-11-30'), ('2023-01-01')");
        String id = withDatabase ? catalog.id(STREAM) : "public-t";

        TapRun sdk = tap().sync(
                        catalog,
                        state(
                                id,
                                "{\"replication_key\": \"k\", \"replication_key_value\": \"2022-11-30T00:00:00+00:00\"}"));
        assertThat(sdk.assertSucceeded().records(STREAM)).hasSize(2);
        assertThat(sdk.text()).doesNotContain("\"version\"", "ACTIVATE_VERSION");
        assertThat(sdk.state().get("bookmarks")).hasSize(1);
        assertThat(value(sdk)).isEqualTo("2023-01-01 00:00:00+00");

        TapRun singer = tap().sync(
                        catalog,
                        state(
                                id,
                                "{\"last_replication_method\": \"INCREMENTAL\", \"replication_key\": \"k\", \"version\":"
                                        + " 1521138521000, \"replication_key_value\": \"2022-11-30T00:00:00+00:00\"}"));
        assertThat(singer.assertSucceeded().records(STREAM)).hasSize(2);
        assertThat(singer.messages("RECORD").get(0).get("version").asLong()).isEqualTo(1521138521000L);
        assertThat(singer.text()).doesNotContain("ACTIVATE_VERSION");

        TapRun log = tap().sync(
                        catalog,
                        state(
                                id,
                                "{\"last_replication_method\": \"LOG_BASED\", \"lsn\": 108197216, \"version\": 1521138521000}"));
        assertThat(log.assertSucceeded().records(STREAM)).hasSize(3);
        assertThat(log.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
    }

    @Test
    void readsNumbersAsBookmarks() throws Json.ReadException {
        TestCatalog catalog = table("k", "create table t (k integer)", "insert into t values (-1), (0), (1)");
        String bookmark = "{\"replication_key\": \"k\", \"version\": 1, \"replication_key_value\": 0}";

        TapRun run = tap().sync(catalog, state(catalog.id(STREAM), bookmark)).assertSucceeded();

        assertThat(run.values(STREAM, "k")).containsExactly("0", "1");
    }

    @Test
    void failsWhereTheBookmarkOfAnotherTapFitsNoMore() throws Json.ReadException {
        TestCatalog catalog = table("k", "create table t (k integer)", "insert into t values (1)");
        String bookmark = "{\"replication_key\": \"k\", \"version\": 1, \"replication_key_value\": \"b\"}";

        TapRun run = tap().sync(catalog, state(catalog.id(STREAM), bookmark));

        run.assertFailed(5, STREAM, "invalid input syntax").assertHint("\"bookmarks\"");
        assertThat(run.records(STREAM)).isEmpty();
    }

    @Test
    void startsAnewWhereTheKeyGotAnotherOrder() {
        TestCatalog catalog = table("k", "create table t (k integer)", "insert into t values (998), (999)");
        JsonNode state = tap().sync(catalog).assertSucceeded().state();
        // As text '1000' sorts before '999': going on from the bookmark would pass over it.
        database.execute("alter table t alter k type text", "insert into t values ('1000')");

        TapRun run = tap().sync(catalog, state).assertSucceeded();

        assertThat(run.values(STREAM, "k")).containsExactly("\"1000\"", "\"998\"", "\"999\"");
        assertThat(run.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
        assertThat(run.log("INFO"))
                .anyMatch(line -> line.contains("was integer and is now text, which has another order"));
    }

    @Test
    void neverActivatesFirstWhatALoaderMayHave() throws Json.ReadException {
        TestCatalog catalog = table("k", "create table t (k integer)", "insert into t values (1)");

        TapRun run = tap().sync(catalog, state(catalog.id(STREAM), "{}")).assertSucceeded();

        assertThat(run.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
    }

    @Test
    void keepsTheBookmarkWhereNoRowIsLeft() {
        TestCatalog catalog = table("k", "create table t (k integer)", "insert into t values (5)");
        JsonNode state = tap().sync(catalog).assertSucceeded().state();
        database.execute("truncate t", "insert into t values (3)");

        TapRun run = tap().sync(catalog, state).assertSucceeded();

        assertThat(run.records(STREAM)).isEmpty();
        assertThat(run.state()).isEqualTo(state);
    }
}

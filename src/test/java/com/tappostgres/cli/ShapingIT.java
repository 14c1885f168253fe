package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.Conversation;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.Trigger;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows users want, and how many. */
final class ShapingIT {
    private static final String STREAM = "public-t";
    private static final String BIG = "public-big";

    private static TestDatabase database;

    @BeforeAll
    static void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        fill(database);
        database.execute(
                "create table big (id integer primary key, half integer, filler text)",
                "insert into big select i, i % 2, repeat('x', 800) from generate_series(1, 40000) i",
                "create table parts (id integer, at date) partition by range (at)",
                "create table parts_1 partition of parts for values from ('2025-01-01') to ('2026-01-01')",
                "create table parts_2 partition of parts for values from ('2026-01-01') to ('2027-01-01')",
                "insert into parts select i, '2025-12-25'::date + i from generate_series(1, 20) i",
                "create view v as select * from t");
    }

    private static void fill(TestDatabase database) {
        database.execute(
                "create table t (id integer primary key, n integer, s text)",
                "insert into t select i, i / 3, 'it''s ' || i from generate_series(1, 20) i",
                "insert into t values (21, null, 'none')");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    private static TestCatalog where(TestCatalog catalog, String stream, String condition) {
        catalog.root(stream).put("where", condition);
        return catalog;
    }

    private static TestCatalog limit(TestCatalog catalog, String stream, long rows) {
        catalog.root(stream).put("limit", rows);
        return catalog;
    }

    @EachVersion
    void readsTheRowsThatMeetACondition(PostgresVersion version) {
        try (TestDatabase each = PostgresServer.shared(version).createDatabase()) {
            fill(each);
            for (String method : List.of("copy", "cursor")) {
                Tap tap = Tap.of(each).with("read_method", method);
                String condition = "id < 5 -- the first\n and s <> 'it''s 2' /* no ) here */";
                TapRun full = tap.sync(where(tap.catalog().fullTable(STREAM), STREAM, condition))
                        .assertSucceeded();
                assertThat(full.values(STREAM, "id")).containsExactly("1", "3", "4");
                TapRun incremental = tap.sync(
                                where(tap.catalog().incremental(STREAM, "id"), STREAM, "n = 3 or n = 4 --"))
                        .assertSucceeded();
                assertThat(incremental.values(STREAM, "id")).containsExactly("9", "10", "11", "12", "13", "14");
                assertThat(incremental
                                .bookmark(tap.catalog().id(STREAM))
                                .get("replication_key_value")
                                .asText())
                        .isEqualTo("14");
            }
        }
    }

    @Test
    void readsThemOfViewsAndPartitions() {
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().fullTable("public-v", "public-parts");
        where(catalog, "public-v", "v.id = 7");
        where(catalog, "public-parts", "parts.at >= '2026-01-01' and id % 2 = 0");
        TapRun run = tap.sync(catalog).assertSucceeded();
        assertThat(run.values("public-v", "id")).containsExactly("7");
        assertThat(run.values("public-parts", "id")).containsExactlyInAnyOrder("8", "10", "12", "14", "16", "18", "20");
    }

    /** Each part of a large table, what is new since the cut, and the greatest key. */
    @ParameterizedTest
    @CsvSource({"FULL_TABLE, 1", "FULL_TABLE, 3", "INCREMENTAL, 1", "INCREMENTAL, 3"})
    void goesOnWhereALoadWasCut(String method, int parallel) {
        Tap tap = Tap.of(database)
                .with("chunk_size_mb", 1)
                .with("parallel", parallel)
                .with("state_interval_rows", 1000);
        TestCatalog catalog = method.equals("FULL_TABLE")
                ? tap.catalog().fullTable(BIG)
                : tap.catalog().incremental(BIG, "id");
        where(catalog, BIG, "half = 1");
        TapRun first = tap.sync(catalog, null, new Trigger(1_500_000, () -> database.lockOut("")));
        assertThat(first.exitCode()).isNotZero();
        List<String> ids = new ArrayList<>(first.values(BIG, "id"));
        database.letIn();
        TapRun rest = tap.sync(catalog, first.state()).assertSucceeded();
        assertThat(rest.log("INFO")).anyMatch(line -> line.contains("goes on"));
        ids.addAll(rest.values(BIG, "id"));
        assertThat(ids.stream().map(Integer::valueOf).distinct().sorted())
                .containsExactlyElementsOf(
                        IntStream.range(0, 20_000).mapToObj(i -> 2 * i + 1).toList());
        if (method.equals("INCREMENTAL")) {
            assertThat(rest.bookmark(catalog.id(BIG))
                            .get("replication_key_value")
                            .asText())
                    .isEqualTo("39999");
        }
    }

    @Test
    void aCutLoadWithAnotherConditionStartsAnew() {
        Tap tap = Tap.of(database).with("chunk_size_mb", 1);
        TestCatalog catalog = where(tap.catalog().fullTable(BIG), BIG, "half = 1");
        TapRun first = tap.sync(catalog, null, new Trigger(1_500_000, () -> database.lockOut("")));
        database.letIn();
        TapRun rest = tap.sync(where(catalog, BIG, "half = 0"), first.state()).assertSucceeded();
        assertThat(rest.log("INFO")).anyMatch(line -> line.contains("\"where\" or a mask changed"));
        assertThat(rest.values(BIG, "id").stream().distinct()).hasSize(20_000);
        assertThat(rest.messages("RECORD").get(0).get("version"))
                .isNotEqualTo(first.messages("RECORD").get(0).get("version"));
    }

    /** What was passed over when it was read may be wanted by then, and is not new. */
    @Test
    void aConditionThatMayChangeItsMindStartsACutLoadAnew() {
        Tap tap = Tap.of(database).with("chunk_size_mb", 1).with("parallel", 2);
        database.execute("create table wanted (half integer)", "insert into wanted values (1)");
        TestCatalog catalog = where(tap.catalog().fullTable(BIG), BIG, "half in (select w.half from wanted w)");
        TapRun first = tap.sync(catalog, null, new Trigger(1_500_000, () -> database.lockOut("")));
        database.letIn();
        database.execute("insert into wanted values (0)");
        TapRun rest = tap.sync(catalog, first.state()).assertSucceeded();
        assertThat(rest.log("INFO")).anyMatch(line -> line.contains("may depend on more than the row"));
        assertThat(rest.values(BIG, "id").stream().distinct()).hasSize(40_000);
        database.execute("drop table wanted");
    }

    /** Part by part it would go through all of the table, and partitions that hold nothing of it are not read. */
    @Test
    void readsNoMoreThanItMust() {
        database.execute(
                "create table halves (id integer primary key, filler text) partition by range (id)",
                "create table halves_1 partition of halves for values from (0) to (20001)",
                "create table halves_2 partition of halves for values from (20001) to (50000)",
                "create table halves_0 partition of halves for values from (-9) to (0)",
                "insert into halves select id, filler from big",
                "analyze halves");
        try (FaultProxy proxy = FaultProxy.before(database.host(), database.port())) {
            Tap tap = proxy.between(Tap.of(database)).with("sslmode", "disable").with("chunk_size_mb", 1);
            TestCatalog catalog = where(tap.catalog().fullTable(BIG, "public-halves"), BIG, "id between 100 and 110");
            where(catalog, "public-halves", "halves.id > 20000");
            Conversation wire = proxy.record();
            TapRun run = tap.sync(catalog).assertSucceeded();
            assertThat(run.values(BIG, "id")).hasSize(11);
            assertThat(run.values("public-halves", "id").stream().distinct()).hasSize(20_000);
            assertThat(asked(wire))
                    .contains("FROM \"public\".\"big\" WHERE (id between 100 and 110)) TO STDOUT")
                    .contains("FROM ONLY \"public\".\"halves_2\" AS \"halves\" WHERE (ctid")
                    // The server cannot tell that no whole number is between 20000 and 20001, but has an index to look.
                    .contains("FROM ONLY \"public\".\"halves_1\" AS \"halves\" WHERE (halves.id > 20000)) TO STDOUT")
                    .doesNotContain("ONLY \"public\".\"big\"", "ONLY \"public\".\"halves_0\"");
        }
        database.execute("drop table halves");
    }

    private static String asked(Conversation wire) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        wire.blocks().stream()
                .filter(block -> block.sender() == FaultProxy.Side.CLIENT)
                .forEach(block -> bytes.writeBytes(block.bytes()));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true) or (true",
                "id = 1) --",
                "s = 'open",
                "s = $$open",
                "\"open",
                "id = 1; drop table t",
                "/* open",
                "(id = 1",
                " ",
                "-- nothing"
            })
    void refusesWhatCouldEndTheParentheses(String condition) {
        Tap tap = Tap.of(database);
        TapRun run = tap.sync(where(tap.catalog().fullTable(STREAM), STREAM, condition));
        run.assertFailed(3, STREAM, "\"where\"");
        assertThat(run.records(STREAM)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"no_such_column = 1, no_such_column", "id = = 1, syntax", "id, boolean", "count(*) > 1, aggregate"})
    void saysWhatTheServerSaysOfACondition(String condition, String message) {
        Tap tap = Tap.of(database);
        TestCatalog catalog = where(tap.catalog().fullTable(STREAM, "public-v"), STREAM, condition);
        TapRun run = tap.sync(catalog);
        run.assertFailed(6, STREAM);
        assertThat(run.log("ERROR")).singleElement().asString().contains("\"where\"", message);
        assertThat(run.values("public-v", "id")).hasSize(21);
    }

    /** A bookmark is nothing that a stream of FULL_TABLE goes by, and a view's query nothing that a table has. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FULL_TABLE  | t | If it suits: A generated column or a row-level policy",
                "INCREMENTAL | t | If it suits: The bookmark does not fit",
                "FULL_TABLE  | v | If it suits: The view's own query fails"
            })
    void asksWhetherAConditionSuitsEveryRow(String method, String table, String hint) {
        Tap tap = Tap.of(database);
        String stream = "public-" + table;
        TestCatalog catalog = method.equals("INCREMENTAL")
                ? tap.catalog().incremental(stream, "id")
                : tap.catalog().fullTable(stream);
        tap.sync(where(catalog, stream, "1 / (id - 3) is not null"))
                .assertFailed(5, stream, "division by zero")
                .assertHint("Does \"where\" of the stream suit every row?", hint);
    }

    @Test
    void namesTheColumnThatTheRoleMayNotCompare() {
        String role = database.name() + "_half";
        database.execute("create role " + role + " login password 'r'", "grant select (id, n) on t to " + role);
        Tap tap = Tap.of(database).as(role, "r");
        TestCatalog catalog = where(tap.catalog().fullTable(STREAM), STREAM, "s <> 'x'");
        tap.sync(catalog).assertFailed(5, STREAM, "\"where\"", "42501").assertHint("GRANT SELECT (COLUMN)");
        tap.check(catalog).assertFailed(5);
        database.execute("drop owned by " + role, "drop role " + role);
    }

    /** A complete load must not be replaced by a part of it. */
    @Test
    void neverActivatesASample() {
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().fullTable(STREAM);
        JsonNode complete = tap.sync(catalog).assertSucceeded().state();

        TapRun sample = tap.sync(limit(catalog, STREAM, 5), complete).assertSucceeded();

        assertThat(sample.records(STREAM)).hasSize(5);
        assertThat(sample.messages("ACTIVATE_VERSION")).isEmpty();
        assertThat(sample.log("INFO")).anyMatch(line -> line.contains("a sample as \"limit\" is set"));
        catalog.root(STREAM).remove("limit");
        TapRun whole = tap.sync(catalog, sample.state()).assertSucceeded();
        assertThat(whole.records(STREAM)).hasSize(21);
        assertThat(whole.messages("ACTIVATE_VERSION")).hasSize(1);
    }

    @Test
    void aLimitThatIsNotReachedLimitsNothing() {
        Tap tap = Tap.of(database).with("limit", 22);
        TapRun run = tap.sync(tap.catalog().fullTable(STREAM)).assertSucceeded();
        assertThat(run.records(STREAM)).hasSize(21);
        assertThat(run.messages("ACTIVATE_VERSION")).hasSize(1);
    }

    /** Rows with one key are never parted, or a run of fewer would never get beyond them. */
    @ParameterizedTest
    @CsvSource({"copy, 1", "copy, 2", "cursor, 2", "copy, 5", "copy, 30"})
    void aLimitedStreamGoesOnInTheNextRun(String method, int limit) {
        Tap tap = Tap.of(database).with("read_method", method).with("max_record_count", limit);
        TestCatalog catalog = tap.catalog().incremental(STREAM, "n");
        JsonNode state = null;
        List<String> ids = new ArrayList<>();
        int runs = 0;
        TapRun run;
        do {
            run = tap.sync(catalog, state).assertSucceeded();
            state = run.state();
            ids.addAll(run.values(STREAM, "id"));
            assertThat(run.records(STREAM)).hasSizeLessThanOrEqualTo(limit + 6);
            assertThat(++runs).isLessThan(25);
        } while (run.log("INFO").stream().anyMatch(line -> line.contains("\"limit\" is reached")));
        assertThat(ids.stream().distinct()).hasSize(21);
        assertThat(ids.stream().filter("21"::equals))
                .as("the row without a key")
                .hasSize(1);
        assertThat(run.messages("ACTIVATE_VERSION")).hasSize(1);
        assertThat(tap.sync(catalog, state).assertSucceeded().values(STREAM, "n"))
                .containsOnly("6");
    }

    @ParameterizedTest
    @CsvSource({"xmin, off", "n, exact"})
    void refusesALimitWhereRowsComeInNoOrder(String key, String lateCommits) {
        Tap tap = Tap.of(database).with("late_commits", lateCommits);
        TestCatalog catalog = limit(tap.catalog().incremental(STREAM, key), STREAM, 5);
        TapRun run = tap.sync(catalog);
        run.assertFailed(3, "\"limit\"", STREAM);
        assertThat(run.records(STREAM)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"many\"", "true"})
    void refusesALimitThatIsNone(String limit) throws Exception {
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().fullTable(STREAM);
        catalog.root(STREAM).set("limit", Json.parse(limit));
        tap.sync(catalog).assertFailed(3, STREAM, "\"limit\"");
    }
}

package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.Background;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.Trigger;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables whose structure changes while a run is under way. */
final class DriftInRunIT {
    private static final String BIG = "public-a_big";
    private static final String STREAM = "public-t";
    private static final int ROWS = 20_000;
    private static final int MIDDLE = 1_500_000;

    private TestDatabase database;
    private Tap tap;

    /** About 8 MB, and a small one behind it. */
    @BeforeEach
    void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create type pair as (x integer, y integer)",
                "create table a_big (id integer primary key, p pair, filler text)",
                "insert into a_big select i, row(i, i)::pair, repeat('x', 400) from generate_series(1, " + ROWS + ") i",
                "create table t (id integer primary key, k integer not null, v text)",
                "insert into t select i, i, 'v' || i from generate_series(1, 100) i");
        tap = Tap.of(database).with("chunk_size_mb", 1);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private Trigger inTheMiddle(String changes) {
        return new Trigger(MIDDLE, () -> database.execute(changes.split("; ")));
    }

    /** A change that waits for the lock of the reader, as a thread of its own. */
    private Trigger waiting(String change, AtomicReference<Background<Boolean>> started) {
        return new Trigger(
                MIDDLE,
                () -> started.set(Background.start(() -> {
                    database.execute(change);
                    return true;
                })));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            drop table t                                                       | relation "public.t" does not exist
            drop table t; create table t (id integer)                          | the replication key "k"
            alter table t rename k to key                                      | the replication key "k"
            alter table t drop k                                               | the replication key "k"
            alter table t alter k type jsonb using to_jsonb(k)                 | no order to go on from
            """)
    void aStreamThatCannotBeReadWhenItsTurnComesFailsAlone(String changes, String reason) {
        TestCatalog catalog = tap.catalog().fullTable(BIG).incremental(STREAM, "k");
        JsonNode state = tap.sync(catalog).assertSucceeded().state();

        TapRun run = tap.sync(catalog, state, inTheMiddle(changes));

        run.assertFailed(6, "1 of 2 streams failed: " + STREAM);
        assertThat(run.log("ERROR")).singleElement().asString().contains(reason);
        assertThat(run.messages("SCHEMA", STREAM)).isEmpty();
        assertThat(run.messages("ACTIVATE_VERSION", STREAM)).isEmpty();
        assertThat(run.bookmark(catalog.id(STREAM)))
                .isEqualTo(state.at("/bookmarks").get(catalog.id(STREAM)));
        assertThat(run.records(BIG)).hasSize(ROWS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create view t as select id, k, v from was where id < 3
            create materialized view t as select id, k, v from was where id < 3
            create table t (id integer, k integer, v text) partition by range (id); \
            create table t1 partition of t for values from (0) to (10); insert into t select * from was where id < 3
            """)
    void whatIsNoTableAnyMoreIsReadAsItIsNow(String changes) {
        TestCatalog catalog = tap.catalog().fullTable(BIG, STREAM);

        TapRun run = tap.sync(catalog, null, inTheMiddle("alter table t rename to was; " + changes))
                .assertSucceeded();

        assertThat(run.values(STREAM, "v")).containsExactly("\"v1\"", "\"v2\"");
        assertThat(run.schema(STREAM).get("key_properties")).isEmpty();
        assertThat(run.log("INFO")).anyMatch(line -> line.contains("the key was [id] and is now []"));
    }

    /** Between DROP and CREATE, or the two steps of a swap. */
    @Test
    void aTableThatIsAwayForAMomentIsReadWhenItIsBack() throws Exception {
        TestCatalog catalog = tap.catalog().fullTable(BIG, STREAM);
        AtomicReference<Background<Boolean>> back = new AtomicReference<>();
        Trigger away = new Trigger(MIDDLE, () -> {
            database.execute("alter table t rename to was");
            back.set(Background.start(() -> {
                // Its turn comes sooner; the pause before the second try is 2 s.
                Thread.sleep(1500);
                database.execute("create table t (id integer primary key, w text)", "insert into t values (1, 'new')");
                return true;
            }));
        });

        TapRun run = tap.with("retry_max_seconds", 60).sync(catalog, null, away).assertSucceeded();

        assertThat(back.get().result()).isTrue();
        assertThat(run.records(STREAM)).singleElement().hasToString("{\"id\":1,\"w\":\"new\"}");
        assertThat(run.log("WARN")).anyMatch(line -> line.contains("does not exist") && line.contains("trying again"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parallel", "consistent"})
    void whatIsReadUnderOneSnapshotStaysAsItWasAtTheStart(String setting) throws Exception {
        Tap one = setting.equals("parallel")
                ? tap.with("parallel", 2)
                : tap.with("consistent", Json.NODES.booleanNode(true));
        AtomicReference<Background<Boolean>> change = new AtomicReference<>();

        TapRun run = one.sync(
                        tap.catalog().fullTable(BIG, STREAM),
                        null,
                        waiting("alter table t drop v, add n integer default 1", change))
                .assertSucceeded();

        assertThat(change.get().result()).isTrue();
        assertThat(run.records(STREAM)).hasSize(100).allMatch(row -> row.has("v") && !row.has("n"));
        SchemaCheck.check(run);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table a_big add n integer default 1",
                "alter table a_big drop filler",
                "alter table a_big rename filler to other",
                "alter table a_big rename to gone",
                "truncate a_big",
                "drop table a_big",
                "vacuum full a_big"
            })
    void whoWantsToChangeWhatIsReadWaits(String statement) throws Exception {
        AtomicReference<Background<Boolean>> change = new AtomicReference<>();

        TapRun run = tap.sync(tap.catalog().fullTable(BIG), null, waiting(statement, change))
                .assertSucceeded();

        assertThat(change.get().result()).isTrue();
        assertThat(run.records(BIG)).hasSize(ROWS).allMatch(row -> row.has("filler"));
        assertThat(run.order(BIG)).endsWith("RECORD STATE ACTIVATE_VERSION STATE");
        SchemaCheck.check(run);
    }

    @Test
    void whoWantsToDefineAViewAnewWaits() throws Exception {
        database.execute("create view w as select id, filler from a_big");
        AtomicReference<Background<Boolean>> change = new AtomicReference<>();

        TapRun run = tap.sync(
                        tap.catalog().fullTable("public-w"),
                        null,
                        waiting("create or replace view w as select id, 'none' as filler, 1 as n from t", change))
                .assertSucceeded();

        assertThat(change.get().result()).isTrue();
        assertThat(run.records("public-w")).hasSize(ROWS).allMatch(row -> !row.has("n"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aPartitionThatIsAttachedMeanwhileIsReadByTheNextRun(int readers) {
        database.execute(
                "create table p (id integer primary key, filler text) partition by range (id)",
                "create table p1 partition of p for values from (0) to (50000)",
                "create table p2 (id integer primary key, filler text)",
                "insert into p select id, filler from a_big",
                "insert into p2 values (60000, 'new')");
        Tap several = tap.with("parallel", readers);
        TestCatalog catalog = tap.catalog().fullTable("public-p");

        TapRun run = several.sync(
                        catalog,
                        null,
                        inTheMiddle("alter table p attach partition p2 for values from (50000) to (70000);"
                                + " create index on p1 (filler)"))
                .assertSucceeded();

        assertThat(run.records("public-p")).hasSize(ROWS);
        assertThat(several.sync(catalog, run.state()).assertSucceeded().records("public-p"))
                .hasSize(ROWS + 1);
    }

    @ParameterizedTest
    @CsvSource({"FULL_TABLE, 1", "FULL_TABLE, 2", "INCREMENTAL, 1"})
    void nothingIsActivatedWhereTheNameLeadsElsewhere(String method, int readers) {
        database.execute("create schema s", "alter table a_big set schema s");
        TestCatalog catalog = tap.catalog().fullTable("s-a_big");
        if (method.equals("INCREMENTAL")) {
            catalog.incremental("s-a_big", "id");
        }
        JsonNode state = tap.sync(catalog.copy().fullTable("s-a_big")).state();

        TapRun run = tap.with("parallel", readers)
                .sync(
                        catalog,
                        state,
                        inTheMiddle("alter schema s rename to gone; create schema s; create table s.a_big"
                                + " (id integer primary key, p pair, filler text)"));

        run.assertFailed(5, "s.a_big", "renamed or replaced while it was read").assertHint("Run again");
        assertThat(run.messages("ACTIVATE_VERSION")).isEmpty();
        assertThat(run.bookmark(catalog.id("s-a_big")).has("replication_key_value"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aCompositeTypeThatIsAlteredMeanwhileFailsTheStream(int readers) {
        TestCatalog catalog = tap.catalog().fullTable(BIG);

        TapRun run = tap.with("parallel", readers)
                .sync(catalog, null, inTheMiddle("alter type pair drop attribute x, add attribute z integer"));

        run.assertFailed(5, "the composite type \"pair\" was altered while \"public.a_big\" was read")
                .assertHint("Run again");
        ModelLoader loader = new ModelLoader().load(run.text());
        TapRun next = tap.sync(catalog, loader.state()).assertSucceeded();
        assertThat(next.log("INFO")).anyMatch(line -> line.contains("starts anew: its columns or its key changed"));
        assertThat(loader.load(next.text()).rows(BIG)).hasSize(ROWS).allMatch(row -> row.contains("\"z\":null"));
    }

    /** What is read again within the run is read as the table is by then. */
    @Test
    void aLoadThatIsTriedAgainAfterAChangeStartsAnew() {
        TestCatalog catalog = tap.catalog().fullTable(BIG);

        TapRun run = tap.sync(catalog, null, inTheMiddle(HANG_UP + "alter table a_big drop filler, add n integer"))
                .assertSucceeded();

        assertThat(run.order(BIG))
                .contains("RECORD STATE SCHEMA RECORD STATE")
                .endsWith("RECORD STATE ACTIVATE_VERSION STATE");
        assertThat(run.messages("SCHEMA", BIG)).hasSize(2);
        assertThat(run.log("INFO")).anyMatch(line -> line.contains("starts anew: its columns or its key changed"));
        assertThat(new ModelLoader().load(run.text()).rows(BIG))
                .hasSize(ROWS)
                .allMatch(row -> row.contains("\"n\":null") && !row.contains("filler"));
    }

    @Test
    void anIncrementalReadThatIsTriedAgainAfterAChangeGoesOn() {
        database.execute("create index on a_big (id)");
        TestCatalog catalog = tap.catalog().incremental(BIG, "id");

        TapRun run = tap.sync(catalog, null, inTheMiddle(HANG_UP + "alter table a_big drop filler, add n integer"))
                .assertSucceeded();

        assertThat(run.order(BIG)).endsWith("RECORD SCHEMA RECORD STATE");
        List<JsonNode> records = run.records(BIG);
        assertThat(records).hasSizeBetween(ROWS, ROWS + 1);
        assertThat(records.get(0).has("filler")).isTrue();
        assertThat(records.get(records.size() - 1).has("n")).isTrue();
        assertThat(new ModelLoader().load(run.text()).rows(BIG)).hasSize(ROWS);
    }

    private static final String HANG_UP = "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid(); ";
}

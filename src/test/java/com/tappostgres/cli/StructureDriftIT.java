package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.Background;
import com.tappostgres.testing.CutOutput;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables whose structure changes between two runs, before their turn in a run, and while they are read. */
final class StructureDriftIT {
    private static final String STREAM = "public-t";
    private static final String BIG = "public-a_big";

    private TestDatabase database;

    @BeforeEach
    void create() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
        database.execute(
                "create type mood as enum ('sad', 'glad')",
                "create table a_big (id integer primary key, filler text)",
                "insert into a_big select i, repeat('x', 400) from generate_series(1, 20000) i",
                "create table t (id integer primary key, k integer not null, v text, m mood)",
                "create index on t (k)",
                "insert into t select i, i, 'v' || i, 'sad' from generate_series(1, 100) i",
                "create table other (id integer primary key, k integer not null, w text)",
                "insert into other values (7, 700, 'other')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static List<String> columns(TapRun run) {
        List<String> names = new ArrayList<>();
        run.schema(STREAM).at("/schema/properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static final String ADD = "alter table t add n integer default 5";
    private static final String DROP = "alter table t drop v";
    private static final String RENAME = "alter table t rename v to w";
    private static final String RETYPE = "alter table t alter v type integer using length(v)";
    private static final String SWAP = "alter table t rename to was; alter table other rename to t";
    private static final String LABEL =
            "alter type mood add value 'so-so'; commit; update t set m = 'so-so' where id = 1";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ADD + "    | id,k,v,m,n | 100",
                DROP + "   | id,k,m     | 100",
                RENAME + " | id,k,m,w   | 100",
                RETYPE + " | id,k,v,m   | 100",
                SWAP + "   | id,k,w     | 1",
                LABEL + "  | id,k,v,m   | 100",
                "truncate t; insert into t values (1, 1, 'new', 'glad') | id,k,v,m | 1",
                "delete from t where id > 50 | id,k,v,m | 50"
            })
    void whatChangesBeforeItsTurnIsReadAsItIsThen(String change, String names, int rows) {
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().fullTable(BIG, STREAM);

        TapRun run = tap.sync(catalog, null, new Trigger(1_000_000, () -> execute(change)))
                .assertSucceeded();

        assertThat(columns(run)).containsExactlyInAnyOrder(names.strip().split(","));
        assertThat(run.records(STREAM)).hasSize(rows);
        assertThat(run.order(STREAM)).endsWith("SCHEMA ACTIVATE_VERSION RECORD ACTIVATE_VERSION STATE");
        SchemaCheck.check(run);
    }

    private void execute(String statements) {
        database.execute(statements.replace("commit; ", "").split("; "));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whoWantsToChangeWhatIsReadWaits(int readers) throws Exception {
        Tap tap = Tap.of(database).with("chunk_size_mb", 1).with("parallel", readers);
        AtomicReference<Background<Boolean>> change = new AtomicReference<>();

        TapRun run = tap.sync(
                        tap.catalog().fullTable(BIG),
                        null,
                        new Trigger(
                                1_000_000,
                                () -> change.set(Background.start(() -> {
                                    database.execute(
                                            "alter table a_big alter filler type integer using length(filler)");
                                    return true;
                                }))))
                .assertSucceeded();

        assertThat(change.get().result()).isTrue();
        assertThat(run.records(BIG))
                .hasSize(20_000)
                .allMatch(record -> record.get("filler").isTextual());
        assertThat(run.messages("SCHEMA", BIG)).hasSize(1);
        SchemaCheck.check(run);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ADD + "    | id,k,v,m,n | is new",
                DROP + "   | id,k,m     | is gone",
                RENAME + " | id,k,m,w   | is gone",
                RETYPE + " | id,k,v,m   | was text and is now integer",
                "alter table t alter k type bigint | id,k,v,m | was integer and is now bigint",
                LABEL + "  | id,k,v,m   | -",
                "alter table t alter k drop not null | id,k,v,m | -"
            })
    void betweenTwoRunsTheBookmarkStays(String change, String names, String log) {
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().incremental(STREAM, "k");
        JsonNode state = tap.sync(catalog).assertSucceeded().state();
        execute(change);
        database.execute("insert into t (id, k) values (101, 101)");

        TapRun run = tap.sync(catalog, state).assertSucceeded();

        assertThat(columns(run)).containsExactlyInAnyOrder(names.strip().split(","));
        assertThat(run.values(STREAM, "id")).containsExactly("100", "101");
        assertThat(run.messages("ACTIVATE_VERSION")).isEmpty();
        if (!log.equals("-")) {
            assertThat(run.log("INFO")).anyMatch(line -> line.contains(log));
        }
        SchemaCheck.check(run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alter table t drop k", "alter table t rename k to key"})
    void aReplicationKeyThatIsGoneFailsTheStream(String change) {
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().incremental(STREAM, "k").fullTable(BIG);
        JsonNode state = tap.sync(catalog).assertSucceeded().state();
        database.execute(change);

        TapRun run = tap.sync(catalog, state);

        run.assertFailed(6, "the replication key \"k\"");
        assertThat(run.bookmark(catalog.id(STREAM)))
                .isEqualTo(state.at("/bookmarks").get(catalog.id(STREAM)));
    }

    @Test
    void aColumnThatMayBeNullFromNowOnMayBeNullInTheSchema() {
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().fullTable(STREAM);
        assertThat(tap.sync(catalog)
                        .schema(STREAM)
                        .at("/schema/properties/k/type")
                        .asText())
                .isEqualTo("integer");
        database.execute("alter table t alter k drop not null", "update t set k = null where id = 1");
        TapRun run = tap.sync(catalog).assertSucceeded();
        assertThat(run.schema(STREAM).at("/schema/properties/k/type")).hasSize(2);
        SchemaCheck.check(run);
    }

    @Test
    void aViewIsReadAsItIsDefinedNow() {
        database.execute("create view v as select id from t");
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().fullTable("public-v");
        tap.sync(catalog).assertSucceeded();
        database.execute("create or replace view v as select id, k from t where id > 90");
        TapRun run = tap.sync(catalog).assertSucceeded();
        assertThat(run.records("public-v")).hasSize(10).allMatch(record -> record.has("k"));
        SchemaCheck.check(run);
    }

    @Test
    void aPartitionThatComesOrGoesIsReadOrNot() {
        database.execute(
                "create table p (id integer) partition by list (id)",
                "create table p1 partition of p for values in (1)",
                "create table p2 partition of p for values in (2)",
                "insert into p values (1), (2)");
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().fullTable("public-p");
        tap.sync(catalog).assertSucceeded();
        database.execute(
                "alter table p detach partition p1",
                "create table p3 partition of p for values in (3)",
                "insert into p values (3)");
        assertThat(tap.sync(catalog).assertSucceeded().values("public-p", "id")).containsExactlyInAnyOrder("2", "3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                SWAP + " | 101,7 | id | -",
                "truncate t | 101 | id | -",
                "vacuum full t | 100,101 | id | -",
                "alter table t drop constraint t_pkey | 100,101 | | the key was [id] and is now []",
                "alter table t drop constraint t_pkey, add primary key (k) | 100,101 | k | the key was [id] and is now [k]"
            })
    void anIncrementalStreamGoesOnAtItsBookmark(String change, String ids, String key, String log) {
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().incremental(STREAM, "k");
        JsonNode state = tap.sync(catalog).assertSucceeded().state();
        execute(change);
        database.execute("insert into t (id, k) values (101, 101)");

        TapRun run = tap.sync(catalog, state).assertSucceeded();

        assertThat(run.values(STREAM, "id")).containsExactly(ids.split(","));
        assertThat(run.schema(STREAM).get("key_properties")).hasToString(key == null ? "[]" : "[\"" + key + "\"]");
        assertThat(run.messages("ACTIVATE_VERSION")).isEmpty();
        if (!log.equals("-")) {
            assertThat(run.log("INFO")).anyMatch(line -> line.contains(log));
        }
    }

    /** 99.5 is no integer, so that no run could go on from it. */
    @Test
    void aReplicationKeyThatTakesFewerValuesStartsAnew() {
        database.execute("alter table t alter k type numeric", "update t set k = 100.5 where k = 100");
        Tap tap = Tap.of(database);
        TestCatalog catalog = tap.catalog().incremental(STREAM, "k");
        JsonNode state = tap.sync(catalog).assertSucceeded().state();
        database.execute("alter table t alter k type integer");

        TapRun run = tap.sync(catalog, state).assertSucceeded();

        assertThat(run.records(STREAM)).hasSize(100);
        assertThat(run.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
        assertThat(run.log("INFO")).anyMatch(line -> line.contains("fewer values: its bookmark is reset"));
    }

    /** What a change between a cut and its resumption leaves of the parts that were read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table c alter filler drop not null | goes on with the load",
                "alter type mood add value 'so-so' | goes on with the load",
                "alter type mood rename value 'sad' to 'blue' | goes on with the load",
                "alter type pair rename attribute x to z | its columns or its key changed",
                "alter table c detach partition c1 | is gone or was replaced",
                "drop table c1 | is gone or was replaced",
                "alter table c1 rename to c1_renamed | goes on with the load"
            })
    void aLoadThatWasCutGoesOnOrStartsAnew(String change, String log) {
        String stream = "public-c";
        database.execute(
                "create type pair as (x integer)",
                "create table c (id integer primary key, p pair, m mood, filler text not null)"
                        + " partition by range (id)",
                "create table c1 partition of c for values from (0) to (10001)",
                "create table c2 partition of c for values from (10001) to (30000)",
                "insert into c select id, row(id)::pair, 'sad', filler from a_big");
        Tap tap = Tap.of(database).with("chunk_size_mb", 1);
        TestCatalog catalog = tap.catalog().fullTable(stream);
        CutOutput out = new CutOutput(7_000_000);
        tap.sync(catalog, null, out).assertFailed(7, "Broken pipe");
        ModelLoader loader = new ModelLoader().load(out.text());
        database.execute(change);

        TapRun rest = tap.sync(catalog, loader.state()).assertSucceeded();

        assertThat(rest.log("INFO")).anyMatch(line -> line.contains(log));
        List<String> loaded = loader.load(rest.text()).rows(stream);
        TapRun whole = tap.sync(catalog).assertSucceeded();
        List<String> expected = new ModelLoader().load(whole.text()).rows(stream);
        if (change.contains("rename value")) {
            // A label that was renamed reaches what was sent before by the next complete load.
            assertThat(loaded)
                    .hasSameSizeAs(expected)
                    .anyMatch(row -> row.contains("sad"))
                    .anyMatch(row -> row.contains("blue"));
        } else {
            assertThat(loaded).isEqualTo(expected);
        }
    }

    /** Under its lasting version, as no run activates another one. */
    @Test
    void anIncrementalFirstLoadThatWasCutStartsAnew() {
        Tap tap = Tap.of(database).with("chunk_size_mb", 1).with("state_interval_rows", 1000);
        TestCatalog catalog = tap.catalog().incremental(BIG, "id");
        CutOutput out = new CutOutput(5_000_000);
        tap.sync(catalog, null, out).assertFailed(7, "Broken pipe");
        ModelLoader loader = new ModelLoader().load(out.text());
        database.execute("alter table a_big add n integer default 5");

        TapRun rest = tap.sync(catalog, loader.state()).assertSucceeded();

        assertThat(rest.log("INFO")).anyMatch(line -> line.contains("starts anew: its columns or its key changed"));
        assertThat(loader.load(rest.text()).rows(BIG)).hasSize(20_000).allMatch(row -> row.contains("\"n\":5"));
        assertThat(rest.messages("ACTIVATE_VERSION")).isEmpty();
    }
}

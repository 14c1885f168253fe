package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user chose, and what became of the tables since. */
final class StructureIT {
    private static final String STREAM = "public-t";
    private static final String OTHER = "public-other";

    private static TestDatabase database;
    private TestCatalog catalog;

    @BeforeAll
    static void createDatabase() {
        database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
    }

    @AfterAll
    static void dropDatabase() {
        database.close();
    }

    @BeforeEach
    void createTables() {
        database.execute(
                "drop schema public cascade",
                "create schema public",
                "create table t (a integer primary key, b text, c jsonb, d timestamptz)",
                "insert into t values (1, 'x', '{}', '2024-01-01')",
                "create table other (id integer)",
                "insert into other values (7)",
                "create view v as select a, b from t");
        catalog = tap().catalog();
    }

    private static Tap tap() {
        return Tap.of(database);
    }

    private static List<String> columns(TapRun run, String stream) {
        List<String> names = new ArrayList<>();
        run.schema(stream).at("/schema/properties").fieldNames().forEachRemaining(names::add);
        run.records(stream).forEach(row -> {
            List<String> ofRow = new ArrayList<>();
            row.fieldNames().forEachRemaining(ofRow::add);
            assertThat(ofRow).isEqualTo(names);
        });
        return names;
    }

    @Test
    void readsTheSelectedColumnsAndTheKey() {
        catalog.fullTable(STREAM).selectColumn(STREAM, "b", false).selectColumn(STREAM, "a", false);
        catalog.column(STREAM, "c").put("selected", "false");
        assertThat(columns(tap().sync(catalog).assertSucceeded(), STREAM)).containsExactly("a", "d");

        catalog.column(STREAM, "d").put("selected-by-default", false);
        assertThat(columns(tap().sync(catalog).assertSucceeded(), STREAM)).containsExactly("a");

        catalog.column(STREAM, "d").put("selected", "true");
        catalog.column(STREAM, "c").put("selected", true).put("inclusion", "unsupported");
        assertThat(columns(tap().sync(catalog).assertSucceeded(), STREAM)).containsExactly("a", "d");

        catalog.incremental(STREAM, "d").selectColumn(STREAM, "d", false);
        assertThat(columns(tap().sync(catalog).assertSucceeded(), STREAM)).containsExactly("a", "d");
    }

    @Test
    void refusesAStreamWithoutColumns() {
        catalog.fullTable(OTHER).selectColumn(OTHER, "id", false);

        tap().sync(catalog).assertFailed(3, "no column of \"public.other\" is selected");
    }

    @Test
    void readsChoicesWhereOtherToolsWriteThem() {
        ObjectNode stream = catalog.stream(STREAM);
        stream.put("selected", "true").put("replication_method", "INCREMENTAL").put("replication_key", "d");
        TapRun run = tap().sync(catalog).assertSucceeded();
        assertThat(run.bookmark(catalog.id(STREAM)).get("replication_key").asText())
                .isEqualTo("d");

        TestCatalog bare = TestCatalog.parse("""
                {"streams": [{"tap_stream_id": "x", "stream": "y", "table_name": "other", "key_properties": ["id"],
                  "schema": {"selected": true, "properties": {}},
                  "metadata": [{"breadcrumb": [], "metadata": {"schema-name": "public"}}]}]}""");
        TapRun second = tap().sync(bare).assertSucceeded();
        assertThat(second.records("y")).singleElement().hasToString("{\"id\":7}");
        assertThat(second.messages("SCHEMA").get(0).get("key_properties")).hasToString("[\"id\"]");
        assertThat(second.log("INFO"))
                .anyMatch(line -> line.contains("without a replication method, read as FULL_TABLE"));
    }

    @Test
    void readsAStreamByTheDefaultMethod() {
        catalog.root(STREAM).put("selected", true).put("replication-key", "a");
        catalog.root(OTHER).put("selected", true);

        TapRun run = tap().with("default_replication_method", "incremental").sync(catalog);

        run.assertFailed(6, "public-other", "has none chosen");
        assertThat(run.bookmark(catalog.id(STREAM)).get("replication_key_value").asText())
                .isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            LOG_BASED; a; is no replication method
            SOMETIMES; a; is no replication method
            INCREMENTAL; ; has none chosen
            INCREMENTAL; nothing; does not exist or is not readable
            INCREMENTAL; c; is jsonb, which has no order to go on from
            """)
    void refusesAMethodOrKeyBeforeAnyData(String method, String key, String message) {
        catalog.fullTable(OTHER);
        catalog.root(STREAM).put("selected", true).put("replication-method", method);
        if (key != null) {
            catalog.root(STREAM).put("replication-key", key);
        }
        TapRun run = tap().sync(catalog);

        run.assertFailed(6, "1 of 2 streams failed: public-t", message).assertHint("replication-");
        assertThat(run.text()).doesNotContain("\"stream\":\"public-t\"");
        assertThat(run.records(OTHER)).hasSize(1);

        catalog.root(OTHER).put("selected", false);
        TapRun alone = tap().sync(catalog);
        alone.assertFailed(3, message);
        assertThat(alone.text()).isEmpty();
    }

    @Test
    void readsANewColumnOrLeavesItOut() {
        catalog.fullTable(STREAM);
        database.execute("alter table t add e integer default 5");

        TapRun sync = tap().sync(catalog).assertSucceeded();
        assertThat(columns(sync, STREAM)).containsExactly("a", "b", "c", "d", "e");
        assertThat(sync.log("INFO"))
                .anyMatch(line -> line.contains("the column \"e\" (integer) is new; it is read too"));

        TapRun ignore = tap().with("new_columns", "ignore").sync(catalog).assertSucceeded();
        assertThat(columns(ignore, STREAM)).containsExactly("a", "b", "c", "d");
        assertThat(ignore.log("INFO")).anyMatch(line -> line.contains("\"e\" (integer) is new; it is left out"));
    }

    @Test
    void leavesADroppedColumnOutAndFollowsAType() {
        catalog.fullTable(STREAM);
        database.execute("alter table t drop b cascade, alter d type date", "alter table t rename c to renamed");

        TapRun run = tap().sync(catalog).assertSucceeded();

        assertThat(run.records(STREAM)).singleElement().hasToString("{\"a\":1,\"renamed\":{},\"d\":\"2024-01-01\"}");
        assertThat(run.schema(STREAM).at("/schema/properties/d/format").asText())
                .isEqualTo("date");
        assertThat(run.log("INFO"))
                .anyMatch(line -> line.contains("\"b\" is gone"))
                .anyMatch(line -> line.contains("\"c\" is gone"))
                .anyMatch(line -> line.contains("\"renamed\" (jsonb) is new"))
                .anyMatch(line -> line.contains("\"d\" was timestamp with time zone and is now date"));
    }

    @Test
    void followsAKeyThatChanged() {
        catalog.fullTable(STREAM);
        database.execute(
                "alter table t drop constraint t_pkey", "alter table t alter b set not null, add primary key (b, a)");

        TapRun run = tap().sync(catalog).assertSucceeded();

        assertThat(run.schema(STREAM).get("key_properties")).hasToString("[\"b\",\"a\"]");
        assertThat(run.log("INFO")).anyMatch(line -> line.contains("the key was [a] and is now [b, a]"));
    }

    @Test
    void failsOnlyTheStreamOfADroppedTable() {
        catalog.selectAll();
        database.execute("drop table t cascade");

        TapRun run = tap().sync(catalog);

        run.assertFailed(6, "2 of 3 streams failed", STREAM, "public-v").assertHint("--discover");
        assertThat(run.log("ERROR")).hasSize(2).allMatch(line -> line.contains("there is no table"));
        assertThat(run.records(OTHER)).hasSize(1);
        assertThat(run.state().get("currently_syncing").isNull()).isTrue();

        database.execute("drop table other");
        tap().sync(catalog).assertFailed(5, "3 of 3 streams failed");
    }

    @Test
    void failsOnlyTheStreamThatMayNotBeReadAnyMore() {
        database.execute("drop role if exists once", "create role once login password 'o'");
        database.execute("grant usage on schema public to once", "grant select on t, other to once");
        TestCatalog granted = tap().as("once", "o").catalog().selectAll();
        database.execute("revoke select on t from once");

        TapRun run = tap().as("once", "o").sync(granted);

        run.assertFailed(6, "the role may not read \"public.t\"").assertHint("GRANT SELECT ON \"public\".\"t\"");
        database.execute("drop owned by once", "drop role once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void readsAViewByTheKeyThatTheUserChose(String method) {
        catalog.fullTable("public-v");
        catalog.root("public-v").putArray("view-key-properties").add("b").add("a");
        catalog.selectColumn("public-v", "b", false);

        TapRun run = tap().with("read_method", method).sync(catalog).assertSucceeded();

        assertThat(run.schema("public-v").get("key_properties")).hasToString("[\"b\",\"a\"]");
        assertThat(columns(run, "public-v")).containsExactly("a", "b");

        catalog.root("public-v").putArray("view-key-properties").add("nothing");
        tap().sync(catalog)
                .assertFailed(3, "the key column \"nothing\" of \"public.v\"")
                .assertHint("view-key-properties");
    }

    @Test
    void resumesTheStreamThatWasBeingRead() {
        catalog.selectAll();
        JsonNode full = tap().sync(catalog).assertSucceeded().state();
        ObjectNode state = full.deepCopy();
        state.put("currently_syncing", catalog.id(STREAM));

        TapRun run = tap().sync(catalog, state).assertSucceeded();

        List<String> order = run.messages("SCHEMA").stream()
                .map(message -> message.get("stream").asText())
                .toList();
        assertThat(order).containsExactly(STREAM, "public-v", OTHER);
        assertThat(run.messages("STATE").get(0).at("/value/currently_syncing").asText())
                .isEqualTo(catalog.id("public-v"));

        state.put("currently_syncing", "no such stream");
        assertThat(tap().sync(catalog, state)
                        .assertSucceeded()
                        .messages("SCHEMA")
                        .get(0)
                        .get("stream")
                        .asText())
                .isEqualTo(OTHER);
    }

    @Test
    void refusesTwoSelectedStreamsOfOneName() {
        database.execute("create schema a", "create table a.t (id integer)", "create table a.\"b_t\" (id integer)");
        Tap sameNames = tap().with("stream_name", "{table}");
        TapRun discovery = sameNames.discover().assertSucceeded();
        assertThat(discovery.log("WARN")).singleElement().asString().contains("would both be the stream \"t\"");

        TestCatalog both = TestCatalog.parse(discovery.text());
        both.json()
                .get("streams")
                .forEach(stream -> ((ObjectNode) stream.at("/metadata/0/metadata")).put("selected", true));
        TapRun run = sameNames.sync(both);

        run.assertFailed(3, "-a-t\"", "-public-t\"", "both have the name \"t\"").assertHint("{database}");
        assertThat(run.text()).isEmpty();
        database.execute("drop schema a cascade");
    }
}

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
import com.tappostgres.testing.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes that make rows print otherwise without touching them: labels of enums, expressions of virtual columns. */
final class TypeDriftIT {
    private static final String STREAM = "public-t";
    private static final int ROWS = 20_000;
    private static final String RENAME = "alter type mood rename value 'sad' to 'blue'";

    private static void create(TestDatabase database) {
        database.execute(
                "create type mood as enum ('sad', 'glad')",
                "create table t (id integer primary key, m mood, filler text)",
                "insert into t select i, 'sad', repeat('x', 400) from generate_series(1, " + ROWS + ") i");
    }

    private static Tap tap(TestDatabase database) {
        return Tap.of(database).with("chunk_size_mb", 1);
    }

    @ParameterizedTest
    @CsvSource({
        "FULL_TABLE, 1, mood, m",
        "FULL_TABLE, 2, mood, m",
        "INCREMENTAL, 1, mood, m",
        "FULL_TABLE, 1, deep, row(array[m])"
    })
    void aLabelThatIsRenamedMeanwhileFailsTheStream(String method, int readers, String type, String value) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            create(database);
            database.execute(
                    "create type nested as (moods mood[])",
                    "create domain deep as nested check (true)",
                    "alter table t add d " + type,
                    "update t set d = " + value + "::" + type,
                    "alter table t drop m");
            Tap tap = tap(database).with("parallel", readers);
            TestCatalog catalog = tap.catalog().fullTable(STREAM);
            if (method.equals("INCREMENTAL")) {
                catalog.incremental(STREAM, "id");
            }

            TapRun run = tap.sync(catalog, null, new Trigger(1_000_000, () -> database.execute(RENAME)));

            run.assertFailed(5, "a label of the enum mood was renamed while \"public.t\" was read")
                    .assertHint("Run again");
            assertThat(run.messages("ACTIVATE_VERSION"))
                    .as("that of a first load")
                    .hasSize(1);
            assertThat(run.bookmark(catalog.id(STREAM)).has("load")).isFalse();
            assertThat(run.bookmark(catalog.id(STREAM)).has("replication_key_value"))
                    .isFalse();
            ModelLoader loader = new ModelLoader().load(run.text());
            TapRun next = tap.sync(catalog, loader.state()).assertSucceeded();
            assertThat(loader.load(next.text()).rows(STREAM))
                    .hasSize(ROWS)
                    .allMatch(row -> row.contains("blue") && !row.contains("sad"));
        }
    }

    @EachVersion(from = PostgresVersion.V10)
    void aChangeOfACompositeTypeThatIsRolledBackDisturbsNobody(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            create(database);
            database.execute(
                    "create type pair as (x integer, y integer)",
                    "alter table t add p pair",
                    "update t set p = row(id, id)::pair");
            TestCatalog catalog = tap(database).catalog().fullTable(STREAM);

            TapRun run = tap(database)
                    .sync(
                            catalog,
                            null,
                            new Trigger(
                                    1_000_000,
                                    () -> database.execute(
                                            "do $$ begin alter type pair drop attribute x;"
                                                    + " raise exception 'undone'; exception when raise_exception then null; end $$")));

            assertThat(run.assertSucceeded().records(STREAM)).hasSize(ROWS);
        }
    }

    @EachVersion
    void whatAltersNoLabelDisturbsNobody(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            create(database);
            TestCatalog catalog = tap(database).catalog().fullTable(STREAM);
            boolean renames = version.compareTo(PostgresVersion.V10) >= 0;

            TapRun run = tap(database).sync(catalog, null, new Trigger(1_000_000, () -> {
                database.execute("alter type mood add value 'so-so'");
                if (renames) {
                    database.execute("do $$ begin " + RENAME + "; raise exception 'undone';"
                            + " exception when raise_exception then null; end $$");
                }
            }));

            assertThat(run.assertSucceeded().values(STREAM, "m")).hasSize(ROWS).allMatch("\"sad\""::equals);
        }
    }

    @Test
    void aLabelThatIsRenamedBetweenRunsIsReadByItsNewName() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            create(database);
            TestCatalog full = tap(database).catalog().fullTable(STREAM);
            TestCatalog incremental = full.copy().incremental(STREAM, "id");
            JsonNode state = tap(database).sync(incremental).assertSucceeded().state();
            database.execute(RENAME);

            assertThat(tap(database).sync(full).assertSucceeded().values(STREAM, "m"))
                    .hasSize(ROWS)
                    .allMatch("\"blue\""::equals);
            assertThat(tap(database).sync(incremental, state).assertSucceeded().records(STREAM))
                    .as("no row is sent again for it")
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            virtual | its columns or its key changed
            stored  | was rewritten or truncated
            """)
    void anotherExpressionOfAGeneratedColumnStartsACutLoadAnew(String kind, String reason) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            create(database);
            database.execute("alter table t add twice integer generated always as (2 * id) " + kind);
            TestCatalog catalog = tap(database).catalog().fullTable(STREAM);
            CutOutput out = new CutOutput(4_000_000);
            tap(database).sync(catalog, null, out).assertFailed(7, "Broken pipe");
            ModelLoader loader = new ModelLoader().load(out.text());
            assertThat(loader.state()).isNotNull();
            database.execute("alter table t alter twice set expression as (3 * id)");

            TapRun rest = tap(database).sync(catalog, loader.state()).assertSucceeded();

            assertThat(rest.log("INFO")).anyMatch(line -> line.contains("starts anew: ") && line.contains(reason));
            assertThat(rest.records(STREAM))
                    .hasSize(ROWS)
                    .allMatch(
                            row -> row.get("twice").asInt() == 3 * row.get("id").asInt());
        }
    }

    @ParameterizedTest
    @CsvSource({"virtual", "stored"})
    void anotherExpressionOfAGeneratedColumnIsReadByTheNextRun(String kind) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, twice integer generated always as (2 * id) " + kind + ")",
                    "insert into t values (1), (2), (3)");
            TestCatalog full = tap(database).catalog().fullTable(STREAM);
            TestCatalog incremental = full.copy().incremental(STREAM, "id");
            JsonNode state = tap(database).sync(incremental).assertSucceeded().state();
            database.execute("alter table t alter twice set expression as (3 * id)");

            assertThat(tap(database).sync(full).assertSucceeded().values(STREAM, "twice"))
                    .containsExactlyInAnyOrder("3", "6", "9");
            assertThat(tap(database).sync(incremental, state).assertSucceeded().values(STREAM, "twice"))
                    .as("no row is sent again for it")
                    .containsExactly("9");
        }
    }
}

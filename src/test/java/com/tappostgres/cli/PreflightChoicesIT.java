package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check}: choices that a sync refuses are problems before it. */
final class PreflightChoicesIT {
    private static final String EXECUTABLE =
            Path.of("target/tap-postgres").toAbsolutePath().toString();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain | at | {'late-commits': 'exact', 'limit': 5} | exclude each other",
                "plain | xmin | {'limit': 5} | exclude each other",
                "seen | at | {'late-commits': 'exact'} | serves plain tables only",
                "parts | at | {'late-commits': 'exact'} | serves plain tables only",
                "parent | at | {'late-commits': 'exact'} | is inherited by others",
                "seen | xmin | {} | serves plain tables only",
                "plain | at | {'late-commits': 'often'} | must be",
                "plain | at | {'late-commits': {'lookback': 100}} | does not fit the replication key",
                "plain | id | {'late-commits': {'lookback': '10 minutes'}} | does not fit the replication key",
                "plain | name | {'late-commits': {'lookback': 100}} | does not fit the replication key",
            })
    void refusesWhatASyncRefuses(String table, String key, String choices, String why) throws Exception {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table plain (id integer primary key, at timestamptz not null, name text not null)",
                    "insert into plain values (1, now(), 'a')",
                    "create view seen as select * from plain",
                    "create table parts (id integer, at timestamptz not null) partition by range (id)",
                    "create table parent (id integer primary key, at timestamptz not null)",
                    "create table child () inherits (parent)");
            TestCatalog catalog = Tap.of(database).catalog().incremental("public-" + table, key);
            catalog.root("public-" + table).setAll((ObjectNode) Json.parse(choices.replace('\'', '"')));

            TapRun run = Tap.of(database).check(catalog, "--json").assertFailed(3, why);

            assertThat(run.problems()).singleElement().asString().startsWith("public-" + table + ": ");
            Tap.of(database).sync(catalog).assertFailed(3, why);
        }
    }

    /** Pasted into a shell or into psql they do what they say, whatever the names. */
    @Test
    void mendsAreCommandsForAnyName() throws Exception {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table \"it's a $HOME.tbl\" (id integer primary key, updated_at timestamptz, filler text)",
                    "insert into \"it's a $HOME.tbl\" select i, now(), repeat('x', 100) from generate_series(1, 20000) i");
            Tap tap = Tap.of(database);
            Path file = Path.of(Tap.write(
                    folder, "it's mine.json", tap.catalog().selectAll().json()));
            String config = Tap.write(folder, "config.json", tap.config());

            String mend = only(check(config, "--catalog", file.toString()), "method");
            assertThat(mend).startsWith("tap-postgres select '" + folder);
            Process shell = new ProcessBuilder("sh", "-c", mend.replaceFirst("tap-postgres", EXECUTABLE))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shell.waitFor()).as(said).isZero();

            TapRun after = check(config, "--catalog", file.toString());
            assertThat(after.findings("method")).isEmpty();
            String nulls = only(after, "key-nullable");
            database.execute(nulls);
            assertThat(check(config, "--catalog", file.toString()).findings("key-nullable"))
                    .isEmpty();
        }
    }

    private TapRun check(String config, String... more) {
        List<String> words = new ArrayList<>(List.of(EXECUTABLE, "check", "--config", config, "--json"));
        words.addAll(List.of(more));
        return new TapProcess(folder).run(words.toArray(String[]::new));
    }

    /** The mend of the one finding of a sort. */
    private static String only(TapRun run, String check) {
        List<String> mends = run.findings().stream()
                .filter(finding -> finding.get("check").asText().equals(check))
                .map(finding -> finding.get("mend").asText())
                .toList();
        assertThat(mends).as(run.text()).hasSize(1);
        return mends.get(0);
    }

    @Test
    void withoutACatalogFileTheMendIsASetting() throws Exception {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, updated_at timestamptz, filler text)",
                    "insert into t select i, now(), repeat('x', 100) from generate_series(1, 20000) i");
            ArrayNode select = Json.NODES.arrayNode().add("public.*");
            TapRun run = Tap.of(database).with("select", select).check(null, "--json");
            assertThat(only(run, "method"))
                    .isEqualTo("\"streams\": {\"public.t\": {\"method\": \"incremental\", \"key\": \"updated_at\"}}");
        }
    }

    /** Nothing of them can be updated or altered. */
    @Test
    void noMendAltersAView() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, at timestamp, code text, n float8)",
                    "insert into t values (1, null, null, 'NaN'), (2, now(), 'a', 1), (3, now(), 'b', 'NaN')",
                    "create materialized view filled as select * from t",
                    "create view seen as select * from t",
                    "analyze filled");
            for (String key : List.of("at", "code", "n")) {
                TestCatalog catalog = Tap.of(database).catalog().incremental("public-filled", key);
                TapRun run = Tap.of(database)
                        .check(catalog.incremental("public-seen", key), "--json")
                        .assertSucceeded();
                assertThat(run.findings())
                        .filteredOn(finding -> finding.get("group").asText().equals("stream"))
                        .allMatch(finding -> !finding.get("mend").asText().matches("(UPDATE|ALTER TABLE) .*"));
                assertThat(run.findings("key-nulls").size()
                                + run.findings("not-a-number").size())
                        .as(key)
                        .isPositive();
            }
        }
    }

    /** Rows that a view or a foreign server cannot give. */
    @Test
    void triesViewsAndForeignTables() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create view failing as select 1 / (i - 7) as n from generate_series(1, 10) i",
                    "create view fine as select 1 / (i - 70) as n from generate_series(1, 10) i",
                    "create extension postgres_fdw",
                    "create server far foreign data wrapper postgres_fdw options (host '127.0.0.1', port '1')",
                    "create user mapping for public server far options (user 'nobody', password 'none')",
                    "create foreign table away (id integer) server far");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-failing", "public-fine", "public-away");

            TapRun run = Tap.of(database).check(catalog, "--json").assertFailed(5, "public-failing");

            assertThat(run.problems()).singleElement().asString().contains("22012");
            assertThat(run.findings("plan"))
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("public-failing: "))
                    .anyMatch(line -> line.startsWith("public-away: ") && line.contains("08001"));
        }
    }

    @Test
    void aLimitBoundsTheEstimate() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, filler text)",
                    "insert into t select i, repeat('x', 400) from generate_series(1, 20000) i",
                    "analyze t",
                    "create table fresh (id integer primary key)",
                    "insert into fresh select generate_series(1, 20000)");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-t");
            catalog.root("public-t").put("limit", 10);
            TapRun run = Tap.of(database).check(catalog, "--json").assertSucceeded();
            assertThat(run.findings("load")).singleElement().asString().contains("about 10 rows, 4.");
            assertThat(Tap.of(database).check(catalog.fullTable("public-fresh")).text())
                    .contains("FULL_TABLE: rows unknown, ")
                    .containsPattern("2 streams, about 10 rows, .*, and 1 with rows unknown");
        }
    }
}

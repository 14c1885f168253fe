package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.StatementLog;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check}: what it finds of streams with a condition or a mask, and what it reads of them. */
final class PreflightShapingIT {
    /** The last ones fail only at the value that they do not suit. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FULL_TABLE | no_such > 1 | 42703 | 3",
                "FULL_TABLE | id > | 42601 | 3",
                "FULL_TABLE | id = 'x' | 22P02 | 3",
                "FULL_TABLE | note::date > '2026-01-01' | 22007 | 5",
                "INCREMENTAL | 1 / (id - 7) > 0 | 22012 | 5",
            })
    void refusesAConditionThatFails(String method, String condition, String sqlstate, int exitCode) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            fill(database);
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-t", "public-u");
            if (method.equals("INCREMENTAL")) {
                catalog.incremental("public-t", "id");
            }
            catalog.root("public-t").put("where", condition);

            TapRun run = Tap.of(database).check(catalog, "--json");

            run.assertFailed(exitCode, "1 problem: stream \"public-t\": ");
            assertThat(run.problems()).singleElement().asString().startsWith("public-t: ");
            assertThat(run.text()).contains("\"sqlstate\":\"" + sqlstate + "\"");
            assertThat(run.findings("load")).anyMatch(line -> line.startsWith("public-u: "));
            assertThat(Tap.of(database).sync(catalog).exitCode())
                    .as("a sync fails too")
                    .isNotZero();
        }
    }

    private static void fill(TestDatabase database) {
        database.execute(
                "create table t (id integer primary key, note text)",
                "create table u (id integer primary key)",
                "insert into t select i, 'ada@example.com' from generate_series(1, 10) i");
    }

    @EachVersion
    void aConditionThatSuitsEveryRowIsFine(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            fill(database);
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-t");
            catalog.root("public-t").put("where", "1 / (id - 11) < 1").put("limit", 3);
            assertThat(Tap.of(database)
                            .check(catalog, "--json")
                            .assertSucceeded()
                            .problems())
                    .isEmpty();
        }
    }

    /** The server's message would. */
    @Test
    void noFindingQuotesWhatIsMasked() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            fill(database);
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-t");
            catalog.root("public-t").put("where", "note::date > '2026-01-01'");
            catalog.column("public-t", "note").put("mask", "null");
            TapRun run = Tap.of(database).check(catalog, "--json").assertFailed(5, "SQLSTATE 22007");
            assertThat(run.text() + run.log()).doesNotContain("ada@");
        }
    }

    /** Of a large table it tries no more than it gets through in half a second. */
    @Test
    void aConditionThatTakesLongIsNotWaitedFor() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            fill(database);
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-t");
            catalog.root("public-t").put("where", "pg_sleep(60) is not null");
            long start = System.nanoTime();
            Tap.of(database).check(catalog, "--json").assertSucceeded();
            assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
        }
    }

    @Test
    void estimatesOnlyWhatAConditionChooses() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, filler text)",
                    "insert into t select i, repeat('x', 400) from generate_series(1, 20000) i",
                    "analyze t");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-t");
            catalog.root("public-t").put("where", "id <= 10");
            assertThat(Tap.of(database)
                            .check(catalog, "--json")
                            .assertSucceeded()
                            .findings("load"))
                    .singleElement()
                    .asString()
                    .contains("about 10 rows");
        }
    }

    /** Not even to measure how fast it goes. */
    @Test
    void neverReadsWhatIsMasked() {
        try (PostgresServer server = PostgresServer.start(PostgresVersion.V18, StatementLog.SETTINGS);
                TestDatabase database = server.createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, secret text, note text)",
                    "insert into t select i, 'secret ' || i, repeat('x', 300) from generate_series(1, 20000) i",
                    "analyze t",
                    "create role masked login password 'r'",
                    "grant select on t to masked");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-t");
            catalog.column("public-t", "secret").put("mask", "null");

            Tap.of(database).as("masked", "r").check(catalog, "--json").assertSucceeded();

            List<String> samples = server.log()
                    .lines()
                    .filter(line -> line.startsWith("<masked ") && line.contains("COPY (SELECT "))
                    .toList();
            assertThat(samples)
                    .isNotEmpty()
                    .allMatch(statement -> statement.contains("\"note\""))
                    .noneMatch(
                            statement -> statement.replace("AS \"secret\"", "").contains("\"secret\""));
            assertThat(StatementLog.of(server.log(), "masked").offences()).isEmpty();
        }
    }
}

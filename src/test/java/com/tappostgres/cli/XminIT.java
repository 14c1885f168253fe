package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.CutOutput;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** INCREMENTAL by the system column xmin. */
final class XminIT {
    private static final String STREAM = "public-t";

    @EachVersion
    void readsWhatIsNewSinceTheLastRun(PostgresVersion version) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, v text)",
                    "insert into t select i, 'old' from generate_series(1, 100) i");
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog().incremental(STREAM, "xmin");
            TapRun first;
            try (Connection late = database.connect();
                    Statement statement = late.createStatement()) {
                late.setAutoCommit(false);
                statement.execute("insert into t values (1000, 'late')");
                first = tap.sync(catalog).assertSucceeded();
                late.commit();
            }
            assertThat(first.records(STREAM)).hasSize(100);
            assertThat(first.messages("SCHEMA").get(0).has("bookmark_properties"))
                    .isFalse();
            assertThat(first.order(STREAM)).startsWith("SCHEMA ACTIVATE_VERSION");
            database.execute("update t set v = 'new' where id = 5", "delete from t where id = 6");

            TapRun second = tap.sync(catalog, first.state()).assertSucceeded();
            assertThat(second.values(STREAM, "id")).contains("5", "1000").doesNotContain("7", "6");
            assertThat(second.messages("ACTIVATE_VERSION")).isEmpty();
            TapRun third = tap.sync(catalog, second.state()).assertSucceeded();
            if (version != PostgresVersion.V9_3) {
                assertThat(third.records(STREAM)).as("a few twice").hasSizeLessThan(100);
            }
            database.execute("vacuum freeze t");
            TapRun frozen = tap.sync(catalog, third.state()).assertSucceeded();
            // 9.3 overwrites xmin when it freezes, so that such rows count as new.
            assertThat(frozen.records(STREAM)).hasSize(version == PostgresVersion.V9_3 ? 100 : 0);
        }
    }

    @Test
    void aFirstLoadThatIsCutGoesOn() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, v text)",
                    "insert into t select i, repeat('x', 400) from generate_series(1, 10000) i");
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().incremental(STREAM, "xmin");
            CutOutput out = new CutOutput(3_000_000);
            tap.sync(catalog, null, out);
            ModelLoader loader = new ModelLoader().load(out.text());
            database.execute("update t set v = 'changed' where id < 10");

            TapRun rest = tap.sync(catalog, loader.state()).assertSucceeded();

            loader.load(rest.text());
            assertThat(rest.records(STREAM)).hasSizeLessThan(9_000);
            assertThat(loader.rows(STREAM)).hasSize(10_000);
            assertThat(loader.rows(STREAM))
                    .filteredOn(row -> row.contains("changed"))
                    .hasSize(9);
            assertThat(rest.bookmark(catalog.id(STREAM)).has("load")).isFalse();
            assertThat(rest.bookmark(catalog.id(STREAM)).has("snapshot")).isTrue();
        }
    }

    @Test
    void resetsWhereItWasReadInAnotherWay() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute("create table t (id integer primary key)", "insert into t values (1), (2)");
            Tap tap = Tap.of(database);
            TapRun byId = tap.sync(tap.catalog().incremental(STREAM, "id")).assertSucceeded();
            TestCatalog byXmin = tap.catalog().incremental(STREAM, "xmin");
            TapRun run = tap.sync(byXmin, byId.state()).assertSucceeded();
            assertThat(run.values(STREAM, "id")).containsExactly("1", "2");
            assertThat(run.order(STREAM)).endsWith("ACTIVATE_VERSION STATE");
            assertThat(run.log("INFO")).anyMatch(line -> line.contains("its bookmark is reset"));
            TapRun back = tap.sync(tap.catalog().incremental(STREAM, "id"), run.state())
                    .assertSucceeded();
            assertThat(back.values(STREAM, "id")).containsExactly("1", "2");
        }
    }

    /** The rows of the new table may be older than the last run. */
    @Test
    void resetsWhereAnotherTableHasItsName() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key)",
                    "insert into t values (1)",
                    "create table next (id integer primary key)",
                    "insert into next values (2), (3)");
            Tap tap = Tap.of(database);
            TestCatalog byXmin = tap.catalog().incremental(STREAM, "xmin");
            TapRun first = tap.sync(byXmin).assertSucceeded();
            TestCatalog exact = tap.with("late_commits", "exact").catalog().incremental(STREAM, "id");
            TapRun firstExact = tap.with("late_commits", "exact").sync(exact).assertSucceeded();
            database.execute("alter table t rename to was", "alter table next rename to t", "vacuum full t");

            TapRun second = tap.sync(byXmin, first.state()).assertSucceeded();
            assertThat(second.values(STREAM, "id")).containsExactly("2", "3");
            assertThat(second.order(STREAM)).isEqualTo("SCHEMA RECORD ACTIVATE_VERSION STATE");
            assertThat(second.log("INFO")).anyMatch(line -> line.contains("another table has its name now"));
            TapRun secondExact = tap.with("late_commits", "exact")
                    .sync(exact, firstExact.state())
                    .assertSucceeded();
            assertThat(secondExact.values(STREAM, "id")).containsExactly("2", "3");
            assertThat(secondExact.log("INFO")).anyMatch(line -> line.contains("another table has its name now"));

            database.execute("vacuum full t");
            TapRun third = tap.sync(byXmin, second.state()).assertSucceeded();
            assertThat(third.records(STREAM)).isEmpty();
        }
    }

    @Test
    void servesPlainTablesOnly() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create view v as select 1 as id",
                    "create table p (id integer) partition by range (id)",
                    "create table parent (id integer)",
                    "create table child () inherits (parent)");
            Tap tap = Tap.of(database);
            for (String name : List.of("v", "p", "parent")) {
                tap.sync(tap.catalog().incremental("public-" + name, "xmin"))
                        .assertFailed(3, "public." + name, "plain tables only")
                        .assertHint("FULL_TABLE");
            }
        }
    }
}

package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that commit after the bookmark moved past their key. */
final class LateCommitsIT {
    private static final String STREAM = "public-t";

    private static void create(TestDatabase database) {
        database.execute(
                "create table t (id integer primary key, at timestamptz)",
                "create index on t (at)",
                "insert into t values (1, '2024-01-01 00:00:00Z'), (2, '2024-01-01 00:10:00Z')");
    }

    /** The second run's row ids, after a row of a smaller key committed behind the first run's bookmark. */
    private static List<String> idsOfLaterRun(TestDatabase database, UnaryOperator<Tap> settings) throws SQLException {
        Tap tap = settings.apply(Tap.of(database));
        TestCatalog catalog = tap.catalog().incremental(STREAM, "at");
        try (Connection late = database.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into t values (3, '2024-01-01 00:05:00Z')");
            database.execute("insert into t values (4, '2024-01-01 00:20:00Z')");
            TapRun first = tap.sync(catalog).assertSucceeded();
            assertThat(first.values(STREAM, "id")).containsExactly("1", "2", "4");
            late.commit();
            TapRun second = tap.sync(catalog, first.state()).assertSucceeded();
            assertThat(second.bookmark(catalog.id(STREAM))
                            .get("replication_key_value")
                            .asText())
                    .as("the bookmark never moves back")
                    .isEqualTo("2024-01-01 00:20:00+00");
            TapRun third = tap.sync(catalog, second.state()).assertSucceeded();
            assertThat(third.values(STREAM, "id"))
                    .as("never twice beyond the rule")
                    .doesNotHaveDuplicates()
                    .contains("4");
            return second.values(STREAM, "id");
        }
    }

    @EachVersion
    void areLostByDefaultAndFoundWhereAsked(PostgresVersion version) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            create(database);
            assertThat(idsOfLaterRun(database, tap -> tap)).containsExactly("4");
            database.execute("truncate t", "insert into t values (1, '2024-01-01Z'), (2, '2024-01-01 00:10Z')");
            assertThat(idsOfLaterRun(database, tap -> tap.with("late_commits", "exact")))
                    .contains("3", "4")
                    .doesNotHaveDuplicates();
            database.execute("truncate t", "insert into t values (1, '2024-01-01Z'), (2, '2024-01-01 00:10Z')");
            assertThat(idsOfLaterRun(database, tap -> tap.with("late_commits", "{\"lookback\": \"15 minutes\"}")))
                    .containsExactlyInAnyOrder("2", "3", "4");
            database.execute("truncate t", "insert into t values (1, '2024-01-01Z'), (2, '2024-01-01 00:10Z')");
            assertThat(idsOfLaterRun(database, tap -> tap.with("late_commits", "{\"lookback\": \"5 min\"}")))
                    .containsExactly("4");
        }
    }

    /** Sub-transactions are in no list of a snapshot, and a row may be frozen before the next run. */
    @EachVersion
    void areFoundWhateverWroteThem(PostgresVersion version) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            create(database);
            Tap tap = Tap.of(database).with("late_commits", "exact");
            TestCatalog catalog = tap.catalog().incremental(STREAM, "at");
            TapRun first;
            try (Connection late = database.connect();
                    Statement statement = late.createStatement()) {
                late.setAutoCommit(false);
                statement.execute("savepoint one");
                statement.execute("insert into t values (3, '2024-01-01 00:05:00Z')");
                statement.execute("savepoint two");
                statement.execute("insert into t values (5, null)");
                statement.execute("update t set at = '2024-01-01 00:01:00Z' where id = 1");
                first = tap.sync(catalog).assertSucceeded();
                late.commit();
            }
            database.execute("vacuum freeze t");

            TapRun second = tap.sync(catalog, first.state()).assertSucceeded();

            assertThat(second.values(STREAM, "id")).contains("1", "2", "3", "5").doesNotHaveDuplicates();
            assertThat(second.bookmark(catalog.id(STREAM))
                            .get("snapshot")
                            .get("xmin")
                            .asLong())
                    .isGreaterThan(first.bookmark(catalog.id(STREAM))
                            .get("snapshot")
                            .get("xmin")
                            .asLong());
        }
    }

    @Test
    void theOldSnapshotStaysUntilAllIsRead() throws SQLException {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, at integer)",
                    "create index on t (at)",
                    "insert into t select i, i from generate_series(1, 3000) i");
            Tap tap = Tap.of(database).with("late_commits", "exact").with("state_interval_rows", 100);
            TestCatalog catalog = tap.catalog().incremental(STREAM, "at");
            TapRun first;
            try (Connection late = database.connect();
                    Statement statement = late.createStatement()) {
                late.setAutoCommit(false);
                statement.execute("insert into t values (10000, 5)");
                first = tap.sync(catalog).assertSucceeded();
                late.commit();
            }
            database.execute("insert into t select i, i from generate_series(3001, 9000) i");

            CutOutput out = new CutOutput(300_000);
            tap.sync(catalog, first.state(), out);

            ModelLoader loader = new ModelLoader().load(out.text());
            JsonNode cut = loader.state().at("/bookmarks").get(catalog.id(STREAM));
            assertThat(cut.get("replication_key_value").asInt()).isBetween(3100, 8999);
            assertThat(cut.get("snapshot"))
                    .isEqualTo(first.bookmark(catalog.id(STREAM)).get("snapshot"));
            TapRun rest = tap.sync(catalog, loader.state()).assertSucceeded();
            assertThat(rest.values(STREAM, "id")).contains("10000", "9000").doesNotHaveDuplicates();
            assertThat(rest.bookmark(catalog.id(STREAM)).get("snapshot")).isNotEqualTo(cut.get("snapshot"));
        }
    }

    @Test
    void aSnapshotOfAnotherServerStartsAnew() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            create(database);
            Tap tap = Tap.of(database).with("late_commits", "exact");
            TestCatalog catalog = tap.catalog().incremental(STREAM, "at");
            ObjectNode state = tap.sync(catalog).assertSucceeded().state();
            ObjectNode snapshot =
                    (ObjectNode) state.at("/bookmarks").get(catalog.id(STREAM)).get("snapshot");
            ObjectNode elsewhere = state.deepCopy();
            ((ObjectNode) elsewhere.at("/bookmarks").get(catalog.id(STREAM)).get("snapshot")).put("source", "1");
            snapshot.put("xmin", 1L << 50);
            for (ObjectNode foreign : List.of(elsewhere, state)) {
                TapRun run = tap.sync(catalog, foreign).assertSucceeded();
                assertThat(run.values(STREAM, "id")).containsExactly("1", "2");
                assertThat(run.log("INFO")).anyMatch(line -> line.contains("its bookmark is reset"));
                assertThat(run.order(STREAM)).endsWith("ACTIVATE_VERSION STATE");
            }
        }
    }

    @Test
    void turnedOnLaterItHoldsFromThenOn() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            create(database);
            TestCatalog catalog = Tap.of(database).catalog().incremental(STREAM, "at");
            TapRun off = Tap.of(database).sync(catalog).assertSucceeded();
            assertThat(off.bookmark(catalog.id(STREAM)).has("snapshot")).isFalse();
            catalog.root(STREAM).put("late-commits", "exact");
            TapRun on = Tap.of(database).sync(catalog, off.state()).assertSucceeded();
            assertThat(on.values(STREAM, "id")).containsExactly("2");
            assertThat(on.log("INFO")).anyMatch(line -> line.contains("from this run on"));
            database.execute("update t set at = '2020-01-01Z' where id = 1");
            TapRun next = Tap.of(database).sync(catalog, on.state()).assertSucceeded();
            assertThat(next.values(STREAM, "id")).containsExactlyInAnyOrder("1", "2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "integer  | 100          | {\"lookback\": \"10 minutes\"} | does not fit    | {\"lookback\": 100}",
                "date     | 2024-01-01   | {\"lookback\": 5}              | does not fit    | {\"lookback\": \"10 minutes\"}",
                "text     | a            | {\"lookback\": 5}              | does not fit    | \"exact\"",
                "integer  | 100          | sometimes                      | late-commits    | metadata",
                "integer  | 100          | {\"lookback\": \"soon\"}       | late-commits    | metadata"
            })
    void whatMakesNoSenseFails(String type, String value, String setting, String message, String mend) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute("create table t (k " + type + ")", "insert into t values ('" + value + "')");
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog().incremental(STREAM, "k");
            JsonNode state = tap.sync(catalog).assertSucceeded().state();
            catalog.root(STREAM).put("late-commits", setting);
            tap.sync(catalog, state).assertFailed(3, STREAM, message).assertHint(mend);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "smallint, -32767, 5, -32768",
        "bigint, 9223372036854775807, 1, 9223372036854775806",
        "numeric, 10.5, 0.25, 10.25",
        "double precision, 1e3, 1, 999",
        "date, 2024-03-01, 1 day, 2024-02-29",
        "oid, 3, 5, 0"
    })
    void looksBackInEachType(String type, String value, String lookback, String below) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, k " + type + ")",
                    "insert into t values (1, '" + value + "')");
            Tap tap = Tap.of(database).with("late_commits", "{\"lookback\": \"" + lookback + "\"}");
            TestCatalog catalog = tap.catalog().incremental(STREAM, "k");
            JsonNode state = tap.sync(catalog).assertSucceeded().state();
            database.execute("insert into t values (2, '" + below + "')");
            assertThat(tap.sync(catalog, state).assertSucceeded().values(STREAM, "id"))
                    .containsExactlyInAnyOrder("1", "2");
        }
    }

    @Test
    void exactServesPlainTablesOnly() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key)",
                    "create view v as select * from t",
                    "create table p (id integer) partition by range (id)",
                    "create table parent (id integer)",
                    "create table child () inherits (parent)");
            Tap tap = Tap.of(database).with("late_commits", "exact");
            for (String name : List.of("v", "p", "parent")) {
                tap.sync(tap.catalog().incremental("public-" + name, "id"))
                        .assertFailed(3, "public." + name, "plain tables only")
                        .assertHint("lookback");
            }
        }
    }
}

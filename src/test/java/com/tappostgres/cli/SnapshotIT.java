package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What happens to a table between the moment the tap asks for it and the moment it may have it. */
final class SnapshotIT {
    private static final String STREAM = "public-t";
    private static final String ROWS = "create table t (id integer primary key, v text);"
            + "insert into t select i, 'old' from generate_series(1, 3) i";
    private static final String REPLACE = "truncate t; insert into t select i, 'new' from generate_series(11, 14) i";

    @EachVersion
    void readsWhatATruncateAndInsertLeft(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(ROWS);
            TestCatalog catalog = Tap.of(database).catalog().fullTable(STREAM);
            for (String method : new String[] {"copy", "cursor"}) {
                TapRun run = whileHeld(database, REPLACE, Tap.of(database).with("read_method", method), catalog);

                assertThat(run.assertSucceeded().values(STREAM, "id")).containsExactly("11", "12", "13", "14");
                assertThat(run.messages("ACTIVATE_VERSION")).hasSize(2);
            }
        }
    }

    @EachVersion
    void readsWhatARewriteLeft(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(ROWS);
            TestCatalog catalog = Tap.of(database).catalog().fullTable(STREAM);

            TapRun run = whileHeld(
                    database,
                    "alter table t alter column id type text using 'n' || id; alter table t add extra integer default 7",
                    Tap.of(database),
                    catalog);

            assertThat(run.assertSucceeded().records(STREAM))
                    .hasSize(3)
                    .last()
                    .hasToString("{\"id\":\"n3\",\"v\":\"old\",\"extra\":7}");
            assertThat(run.schema(STREAM).at("/schema/properties/id")).hasToString("{\"type\":\"string\"}");
            assertThat(run.log("INFO"))
                    .anyMatch(line -> line.contains("the column \"id\" was integer and is now text"))
                    .anyMatch(line -> line.contains("the column \"extra\" (integer) is new"));
        }
    }

    @EachVersion
    void readsANewTableOfTheSameName(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(ROWS);
            TestCatalog catalog = Tap.of(database).catalog().incremental(STREAM, "id");

            TapRun run = whileHeld(
                    database,
                    "drop table t; create table t (v text, id bigint); insert into t values ('new', 21)",
                    Tap.of(database),
                    catalog);

            assertThat(run.assertSucceeded().records(STREAM)).singleElement().hasToString("{\"v\":\"new\",\"id\":21}");
            assertThat(run.messages("SCHEMA").get(0).get("key_properties")).isEmpty();
        }
    }

    @EachVersion
    void failsForATableThatIsDropped(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(ROWS);
            TestCatalog catalog = Tap.of(database).catalog().fullTable(STREAM);

            TapRun run = whileHeld(database, "drop table t", Tap.of(database), catalog);

            run.assertFailed(5, STREAM).assertHint("--discover");
            assertThat(run.messages("ACTIVATE_VERSION")).isEmpty();
        }
    }

    @EachVersion
    void readsWhatARefreshOfAMaterializedViewLeft(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(ROWS, "create materialized view m as select id from t");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-m");

            TapRun run = whileHeld(
                    database, "delete from t where id < 3; refresh materialized view m", Tap.of(database), catalog);

            assertThat(run.assertSucceeded().values("public-m", "id")).containsExactly("3");
        }
    }

    @EachVersion
    void readsATruncatedTableThroughAView(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(ROWS, "create view w as select v, id + 1 as id from t where id > 0");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-w");

            TapRun run = whileHeld(database, REPLACE, Tap.of(database), catalog);

            assertThat(run.assertSucceeded().values("public-w", "id")).containsExactly("12", "13", "14", "15");
        }
    }

    /** A grant on a column does not always allow LOCK TABLE. */
    @EachVersion
    void readsATruncatedTableThroughAGrantOnAColumn(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            String role = database.name() + "_reader";
            database.execute(
                    ROWS,
                    "create role " + role + " login password 'secret'",
                    "grant usage on schema public to " + role,
                    "grant select (v) on t to " + role);
            Tap tap = Tap.of(database).as(role, "secret");
            TestCatalog catalog = tap.catalog().fullTable(STREAM);

            TapRun run = whileHeld(database, REPLACE, tap, catalog);

            assertThat(run.assertSucceeded().records(STREAM))
                    .hasSize(4)
                    .allMatch(row -> row.toString().equals("{\"v\":\"new\"}"));
            database.execute("drop owned by " + role, "drop role " + role);
        }
    }

    @EachVersion
    void readsATruncatedChildThroughItsParent(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table p (id integer, v text)",
                    "create table t () inherits (p)",
                    "insert into t select i, 'old' from generate_series(1, 3) i");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-p");

            TapRun run = whileHeld(database, REPLACE, Tap.of(database), catalog);

            assertThat(run.assertSucceeded().values("public-p", "id")).containsExactly("11", "12", "13", "14");
        }
    }

    @EachVersion(from = PostgresVersion.V10)
    void readsATruncatedPartition(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table p (id integer, v text) partition by range (id)",
                    "create table t partition of p for values from (0) to (100)",
                    "insert into p select i, 'old' from generate_series(1, 3) i");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-p");

            TapRun run = whileHeld(database, REPLACE, Tap.of(database), catalog);

            assertThat(run.assertSucceeded().values("public-p", "id")).containsExactly("11", "12", "13", "14");
        }
    }

    @EachVersion
    void givesUpWaitingForALock(PostgresVersion version) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase();
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            database.execute(ROWS, "create table free (id integer)", "create view w as select * from t");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();
            other.setAutoCommit(false);
            statement.execute("lock table t in access exclusive mode");

            TapRun run = Tap.of(database).with("lock_timeout", "200ms").sync(catalog);

            run.assertFailed(6, "2 of 3 streams failed", "public-t", "public-w").assertHint("lock_timeout");
            assertThat(run.log("ERROR")).hasSize(2).allMatch(line -> line.contains("SQLSTATE 55P03"));
            assertThat(run.messages("ACTIVATE_VERSION", STREAM)).isEmpty();
            assertThat(run.messages("ACTIVATE_VERSION", "public-free")).hasSize(2);
            other.rollback();
        }
    }

    @EachVersion
    void readsColumnsThatSwappedTheirNames(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            String role = database.name() + "_columns";
            database.execute(
                    "create table t (id integer primary key, a integer, b text, hidden text)",
                    "insert into t values (1, 7, 'seven', '')",
                    "create view w as select id, a, b from t",
                    "create role " + role + " login password 'r'",
                    "grant select (id, a, b) on t to " + role);
            TestCatalog columns = Tap.of(database).as(role, "r").catalog().fullTable(STREAM);
            TestCatalog view = Tap.of(database).catalog().fullTable("public-w");

            TapRun ofTable = whileHeld(
                    database,
                    "alter table t rename a to x; alter table t rename b to a; alter table t rename x to b",
                    Tap.of(database).as(role, "r"),
                    columns);
            TapRun ofView = whileHeld(
                    database,
                    "alter table w rename a to x; alter table w rename b to a; alter table w rename x to b",
                    Tap.of(database),
                    view);

            assertThat(ofTable.assertSucceeded().values(STREAM, "a")).containsExactly("\"seven\"");
            assertThat(ofView.assertSucceeded().values("public-w", "a")).containsExactly("\"seven\"");
            database.execute("drop owned by " + role, "drop role " + role);
        }
    }

    @EachVersion
    void activatesNothingOfATableThatLostItsName(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create schema s",
                    "create table s.t as select i as id, repeat('x', 1000) as v from generate_series(1, 5000) i");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("s-t");
            OutputStream renaming = new ByteArrayOutputStream() {
                @Override
                public synchronized void write(byte[] bytes, int offset, int length) {
                    if (size() == 0) {
                        // Renaming a schema waits for nobody who reads its tables.
                        database.execute(
                                "alter schema s rename to gone", "create schema s", "create table s.t (id integer)");
                    }
                    super.write(bytes, offset, length);
                }
            };

            TapRun run = Tap.of(database).sync(catalog, null, renaming);

            run.assertFailed(5, "s.t", "renamed or replaced while it was read").assertHint("Run again");
            assertThat(run.messages("ACTIVATE_VERSION")).hasSize(1);
            assertThat(run.order("s-t"))
                    .startsWith("SCHEMA ACTIVATE_VERSION RECORD")
                    .doesNotEndWith("ACTIVATE_VERSION");
        }
    }

    /** Another session holds what the statements change until the tap waits for it, then commits. */
    private static TapRun whileHeld(TestDatabase database, String statements, Tap tap, TestCatalog catalog) {
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(statements);
            CompletableFuture<TapRun> run = CompletableFuture.supplyAsync(() -> tap.sync(catalog));
            awaitWaiting(database, run);
            other.commit();
            return run.get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitWaiting(TestDatabase database, CompletableFuture<TapRun> run) throws Exception {
        try (Connection watcher = database.connect();
                Statement statement = watcher.createStatement()) {
            while (!isSomebodyWaiting(statement)) {
                assertThat(run).as("the tap did not wait for the lock").isNotDone();
                Thread.sleep(5);
            }
        }
    }

    private static boolean isSomebodyWaiting(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select exists (select 1 from pg_locks where not granted)")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }
}

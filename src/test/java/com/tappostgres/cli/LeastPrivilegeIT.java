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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The whole job with CONNECT on one database, USAGE on one schema and SELECT on what is read, and with nothing else. */
final class LeastPrivilegeIT {
    private static final String ROLE = "tap";

    private static void create(PostgresServer server, TestDatabase database) {
        server.execute(
                "revoke all on database postgres from public",
                "revoke all on database " + database.name() + " from public",
                "create role tap login password 'r' connection limit 1",
                "alter role tap set default_transaction_read_only to on",
                "alter role tap set statement_timeout to '100ms'",
                "alter role tap set search_path to ''");
        database.execute(
                "revoke all on schema public from public",
                "create table public.unseen (id integer)",
                "create schema closed",
                "create table closed.unseen (id integer)",
                "create schema shop",
                "create table shop.orders (id integer primary key, at timestamptz, note text, total numeric)",
                "insert into shop.orders select n, timestamptz '2024-01-01Z' + n * interval '1 min', repeat('é', 5), n / 3.0"
                        + " from generate_series(1, 5000) as g(n)",
                "create index on shop.orders (at)",
                "create table shop.customers (id integer primary key, email text, secret text, at timestamptz)",
                "insert into shop.customers values (1, 'a@b', 'x', '2024-01-01Z'), (2, 'c@d', 'y', '2024-01-02Z')",
                "create table shop.unseen (id integer)",
                // Longer than the role's own time-out, which the config overrules.
                "create view shop.recent as select o.id, c.secret, pg_sleep(0.1)::text as slept from shop.orders o, shop.customers c where o.id > 4999",
                "create materialized view shop.kept as select id, secret from shop.customers",
                "create table shop.parent (id integer primary key, note text)",
                "create table shop.child () inherits (shop.parent)",
                "insert into shop.child values (1, 'c')",
                "grant connect on database " + database.name() + " to tap",
                "grant usage on schema shop to tap",
                "grant select on shop.orders, shop.recent, shop.kept, shop.parent to tap",
                "grant select (id, email, at) on shop.customers to tap");
        if (server.version().compareTo(PostgresVersion.V12) >= 0) {
            database.execute(
                    "create table shop.parts (id integer primary key) partition by range (id)",
                    "create table shop.parts_1 partition of shop.parts for values from (0) to (10)",
                    "create table closed.parts_2 partition of shop.parts default",
                    "insert into shop.parts values (1), (20)",
                    "grant select on shop.parts to tap");
        }
    }

    private static Tap tap(TestDatabase database) {
        return Tap.of(database).as(ROLE, "r").without("filter_dbs").with("state_interval_rows", 1000);
    }

    @EachVersion
    void isEnoughForTheWholeJobWhichOnlyReads(PostgresVersion version) throws SQLException {
        try (PostgresServer server = PostgresServer.start(version, StatementLog.SETTINGS)) {
            TestDatabase database = server.createDatabase("shop", "");
            create(server, database);
            long before = nextTransaction(database);

            TestCatalog catalog = discover(database);
            for (String method : List.of("copy", "cursor")) {
                sync(tap(database).with("read_method", method).with("itersize", 1000), catalog);
                shaped(tap(database).with("read_method", method), catalog.copy());
            }
            catalog.selectAll();
            tap(database).check(catalog).assertSucceeded();
            TapRun grants = tap(database).check(catalog, "--grants").assertSucceeded();
            assertThat(grants.text()).endsWith("-- Missing today: nothing.\n");
            tap(database).check(null, "--grants").assertSucceeded();

            // A transaction gets a number when it first writes, and none did between the two of this test.
            assertThat(nextTransaction(database)).isEqualTo(before + 1);
            server.execute("alter role tap connection limit 3");
            before = nextTransaction(database);
            TapRun parallel = tap(database).with("parallel", 3).sync(catalog).assertSucceeded();
            assertThat(parallel.log("INFO")).anyMatch(line -> line.endsWith("3 connections read on one snapshot"));
            assertThat(parallel.records("shop-orders")).hasSize(5000);
            // Up to 9.6 a snapshot that is lent to others goes by the number of its transaction.
            boolean numbered = version.compareTo(PostgresVersion.V10) < 0;
            assertThat(nextTransaction(database)).isEqualTo(before + (numbered ? 2 : 1));
            StatementLog log = StatementLog.of(server.log(), ROLE);
            assertThat(log.offences()).isEmpty();
            for (String kind : List.of(
                    "begin",
                    "set local",
                    "lock table",
                    "savepoint",
                    "set transaction snapshot",
                    "select pg_catalog.pg_export_snapshot()",
                    "copy (",
                    "copy \"",
                    "declare",
                    "fetch",
                    "commit",
                    "rollback",
                    "with recursive",
                    "select 1 from \"")) {
                assertThat(log.statements()).as(kind).anyMatch(statement -> statement.startsWith(kind));
            }
            assertThat(server.log()).doesNotContain("temporary file", "WARNING:  there is");
        }
    }

    private static TestCatalog discover(TestDatabase database) {
        TapRun run = tap(database).discover().assertSucceeded();
        assertThat(run.log("WARN")).isEmpty();
        TestCatalog catalog = TestCatalog.parse(run.text());
        List<String> streams = new ArrayList<>(List.of("shop-customers", "shop-kept", "shop-orders", "shop-parent"));
        if (database.server().version().compareTo(PostgresVersion.V12) >= 0) {
            streams.add("shop-parts");
        }
        streams.add("shop-recent");
        assertThat(catalog.streams()).containsExactlyElementsOf(streams);
        assertThat(catalog.stream("shop-customers").at("/schema/properties").fieldNames())
                .toIterable()
                .containsExactly("id", "email", "at");
        return catalog;
    }

    private static void sync(Tap tap, TestCatalog discovered) {
        TapRun full = tap.sync(discovered.copy().selectAll()).assertSucceeded();
        assertThat(full.records("shop-orders")).hasSize(5000);
        assertThat(full.values("shop-customers", "email")).containsExactlyInAnyOrder("\"a@b\"", "\"c@d\"");
        assertThat(full.values("shop-recent", "secret")).containsExactlyInAnyOrder("\"x\"", "\"y\"");
        assertThat(full.records("shop-kept")).hasSize(2);
        assertThat(full.records("shop-parent")).hasSize(1);
        if (discovered.streams().contains("shop-parts")) {
            assertThat(full.records("shop-parts")).hasSize(2);
        }

        TestCatalog incremental =
                discovered.copy().incremental("shop-orders", "at").incremental("shop-customers", "at");
        incremental.incremental("shop-recent", "id");
        TapRun first = tap.sync(incremental).assertSucceeded();
        assertThat(first.records("shop-orders")).hasSize(5000);
        TapRun second = tap.sync(incremental, first.state()).assertSucceeded();
        assertThat(second.values("shop-orders", "id")).containsExactly("5000");
        assertThat(second.values("shop-customers", "id")).containsExactly("2");
        assertThat(second.records("shop-recent")).hasSize(2);
    }

    /** With a condition on an unselected column, a limit and masks. */
    private static void shaped(Tap tap, TestCatalog catalog) {
        boolean hashes = catalog.streams().contains("shop-parts");
        catalog.fullTable("shop-customers").incremental("shop-orders", "at");
        catalog.root("shop-customers").put("where", "at > '2024-01-01Z'");
        catalog.column("shop-customers", "at").put("selected", false);
        catalog.column("shop-customers", "email").put("mask", hashes ? "sha256" : "null");
        catalog.root("shop-orders").put("where", "note <> 'none'").put("limit", 10);
        if (hashes) {
            catalog.fullTable("shop-parts").root("shop-parts").put("where", "id > 5");
        }
        Tap salted = tap.with("mask_salt", "pepper");
        TapRun run = salted.sync(catalog).assertSucceeded();
        assertThat(run.values("shop-customers", "id")).containsExactly("2");
        assertThat(run.records("shop-orders")).hasSize(10);
        assertThat(run.values("shop-parts", "id")).containsExactlyElementsOf(hashes ? List.of("20") : List.of());
        assertThat(salted.sync(catalog, run.state()).assertSucceeded().records("shop-orders"))
                .as("ten more, and the last one again")
                .hasSize(11);
    }

    private static long nextTransaction(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select txid_current()")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Each privilege is needed, and its absence says which one it is. */
    @EachVersion
    void saysWhichPrivilegeWasTakenAway(PostgresVersion version) {
        try (PostgresServer server = PostgresServer.start(version, StatementLog.SETTINGS)) {
            TestDatabase database = server.createDatabase("shop", "");
            create(server, database);
            TestCatalog catalog = discover(database).fullTable("shop-orders").incremental("shop-customers", "at");

            database.execute("revoke select (at) on shop.customers from tap");
            failsOn(
                    database,
                    catalog,
                    6,
                    "the replication key \"at\" of \"shop.customers\" does not exist or is not readable",
                    "SELECT (\"at\") ON \"shop\".\"customers\"");
            database.execute(
                    "grant select (at) on shop.customers to tap", "revoke select (id) on shop.customers from tap");
            tap(database).check(catalog).assertFailed(5, "SELECT (\"id\") ON \"shop\".\"customers\"");
            database.execute("revoke select (at, email) on shop.customers from tap");
            failsOn(
                    database,
                    catalog,
                    6,
                    "the role may not read \"shop.customers\"",
                    "SELECT (\"id\", \"email\", \"at\") ON");
            database.execute("revoke usage on schema shop from tap");
            failsOn(database, catalog, 5, "2 of 2 streams failed", "USAGE ON SCHEMA \"shop\"");
            tap(database).discover().assertFailed(5, "role \"tap\" may read no table");
            database.execute("revoke connect on database shop from tap");
            failsOn(
                    database,
                    catalog,
                    4,
                    "permission denied for database \"shop\"",
                    "missing: CONNECT ON DATABASE \"shop\"");
            tap(database)
                    .discover()
                    .assertFailed(4, "permission denied")
                    .assertHint("GRANT CONNECT ON DATABASE \"shop\" TO \"tap\";");
            server.execute("alter role tap nologin");
            tap(database).check(catalog).assertFailed(4, "not permitted to log in");

            assertThat(StatementLog.of(server.log(), ROLE).offences()).isEmpty();
        }
    }

    private static void failsOn(TestDatabase database, TestCatalog catalog, int exitCode, String why, String missing) {
        assertThat(tap(database).sync(catalog).assertFailed(exitCode).log()).contains(why);
        TapRun check = tap(database).check(catalog).assertFailed(5);
        assertThat(check.text()).contains(missing);
    }

    @EachVersion
    void oneConnectionIsEnoughForSeveralDatabases(PostgresVersion version) throws SQLException {
        try (PostgresServer server = PostgresServer.start(version, StatementLog.SETTINGS)) {
            TestDatabase database = server.createDatabase("shop", "");
            TestDatabase other = server.createDatabase("other", "");
            create(server, database);
            other.execute(
                    "create table public.more (id integer)",
                    "insert into more values (1)",
                    "grant select on more to tap");

            TestCatalog catalog = tap(database).catalog();
            assertThat(catalog.streams()).contains("public-more", "shop-orders");
            TapRun run = tap(database).sync(catalog.selectAll()).assertSucceeded();
            assertThat(run.records("public-more")).hasSize(1);
            assertThat(run.records("shop-orders")).hasSize(5000);
            assertThat(tap(database).check(catalog, "--json").assertSucceeded().findings("database"))
                    .hasSize(2);
            tap(database).check(catalog, "--grants").assertSucceeded();
            tap(database).check(null, "--grants").assertSucceeded();

            try (Connection taken = takeTheOnly(database)) {
                assertThat(taken.isValid(1)).isTrue();
                TapRun refused = tap(database).sync(catalog).assertFailed(4, "streams failed");
                refused.assertHint("ALTER ROLE \"tap\" CONNECTION LIMIT");
            }
        }
    }

    /** The server takes a moment to notice that the one of the last command is gone. */
    private static Connection takeTheOnly(TestDatabase database) throws SQLException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                return database.connect(ROLE, "r");
            } catch (SQLException e) {
                if (!"53300".equals(e.getSQLState()) || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }
}

package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.PsqlScript;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/** {@code check --grants}: what it prints is enough for the tap, and no more than that. */
final class GrantsIT {
    private static final String PASSWORD = "change-me";

    static PsqlScript grants(Tap tap, TestCatalog catalog, String role) {
        return new PsqlScript(
                tap.check(catalog, "--grants", "--role", role).assertSucceeded().text());
    }

    static void createShop(TestDatabase database) {
        database.execute(
                "revoke all on database " + database.name() + " from public",
                "revoke all on schema public from public",
                "create schema shop",
                "create table shop.orders (id integer primary key, at timestamptz)",
                "insert into shop.orders values (1, '2024-01-01'), (2, '2024-01-02')",
                "create table shop.customers (id integer primary key, \"E \"\"mail\" text, secret text)",
                "insert into shop.customers values (1, 'a@b', 'x')",
                "create table shop.other (id integer)",
                "create view shop.recent as select * from shop.orders where id > 1",
                "create materialized view shop.kept as select id from shop.customers",
                "create schema \"Odd \"\"schema'\"",
                "create table \"Odd \"\"schema'\".\"T;\n-- x\" (id integer)");
    }

    static TestCatalog catalog(TestDatabase database) {
        TestCatalog catalog = Tap.of(database).catalog().selectAll();
        catalog.root("shop-other").put("selected", false);
        return catalog.incremental("shop-orders", "at").selectColumn("shop-customers", "secret", false);
    }

    static void drop(TestDatabase database, String role) {
        database.execute("drop owned by \"" + role + "\" cascade", "drop role \"" + role + "\"");
    }

    @EachVersion
    void letsAFreshRoleReadWhatIsSelectedAndNothingElse(PostgresVersion version) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = database.name() + " \"R'";
            String quoted = role.replace("\"", "\"\"");
            TestCatalog catalog = catalog(database);

            PsqlScript script = grants(Tap.of(database), catalog, role);
            assertThat(script.databases()).containsExactly(database.name());
            assertThat(script.statements()).contains("""
                    GRANT SELECT ("id", "E ""mail") ON "shop"."customers" TO "%s";""".formatted(quoted));
            script.run(database.server());

            Tap tap = Tap.of(database).as(role, PASSWORD);
            tap.check(catalog).assertSucceeded();
            assertThat(grants(Tap.of(database), catalog, role).missing()).isEmpty();
            TapRun own = tap.check(catalog, "--grants").assertSucceeded();
            assertThat(own.text())
                    .contains("-- CREATE ROLE \"" + quoted + "\"")
                    .endsWith("-- Missing today: nothing.\n");

            TestCatalog seen = tap.catalog();
            assertThat(seen.streams())
                    .containsExactlyElementsOf(catalog.streams().stream()
                            .filter(name -> !name.equals("shop-other"))
                            .toList());
            TapRun run = tap.sync(catalog).assertSucceeded();
            assertThat(run.records("shop-orders")).hasSize(2);
            assertThat(run.records("shop-recent")).hasSize(1);
            assertThat(run.records("shop-customers")).singleElement().hasToString("""
                    {"id":1,"E \\"mail":"a@b"}""");
            tap.with("read_method", "cursor").sync(catalog, run.state()).assertSucceeded();
            assertRefused(database, role);
            drop(database, quoted);
        }
    }

    private static void assertRefused(TestDatabase database, String role) throws SQLException {
        for (String sql : List.of(
                "select secret from shop.customers",
                "select * from shop.customers",
                "select id from shop.other",
                "insert into shop.orders values (3)",
                "set transaction read write; delete from shop.orders",
                "set transaction read write; create table shop.mine (id integer)")) {
            try (Connection connection = database.connect(role, PASSWORD);
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                assertThatThrownBy(() -> statement.execute(sql)).as(sql).isInstanceOf(SQLException.class);
            }
        }
    }

    @EachVersion
    void theOwnerCanRunItAndGrantsWhatIsToCome(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String owner = database.name() + "_owner";
            String role = database.name() + "_reader";
            database.execute(
                    "create role " + owner + " login createrole password 'o'",
                    "alter database " + database.name() + " owner to " + owner,
                    "alter schema shop owner to " + owner,
                    "alter table shop.orders owner to " + owner,
                    "grant connect on database postgres to " + owner);
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-orders");

            PsqlScript script = grants(Tap.of(database).as(owner, "o"), catalog, role);
            assertThat(script.statements())
                    .containsExactly(
                            "CREATE ROLE \"" + role + "\" LOGIN PASSWORD 'change-me';",
                            "ALTER ROLE \"" + role + "\" SET default_transaction_read_only = on;",
                            "\\connect \"" + database.name() + "\"",
                            "GRANT CONNECT ON DATABASE \"" + database.name() + "\" TO \"" + role + "\";",
                            "GRANT USAGE ON SCHEMA \"shop\" TO \"" + role + "\";",
                            "GRANT SELECT ON \"shop\".\"orders\" TO \"" + role + "\";");
            String toCome = "ALTER DEFAULT PRIVILEGES FOR ROLE \"" + owner
                    + "\" IN SCHEMA \"shop\" GRANT SELECT ON TABLES TO \"" + role + "\";";
            assertThat(script.lines()).as("what is not selected").contains("-- " + toCome);
            PsqlScript all = grants(Tap.of(database).as(owner, "o").with("filter_dbs", database.name()), null, role);
            assertThat(all.statements()).contains(toCome);
            script.run(database.server(), owner, "o");
            database.execute(toCome);

            Tap tap = Tap.of(database).as(role, PASSWORD);
            assertThat(tap.sync(catalog).assertSucceeded().records("shop-orders"))
                    .hasSize(2);
            database.execute(
                    "set role " + owner + "; create table shop.later (id integer); reset role",
                    "create table shop.of_somebody_else (id integer)");
            assertThat(tap.catalog().streams()).containsExactly("shop-later", "shop-orders");
            database.execute(
                    "alter table shop.orders owner to postgres",
                    "alter database " + database.name() + " owner to postgres",
                    "alter schema shop owner to postgres");
            drop(database, role);
            drop(database, owner);
        }
    }

    @EachVersion
    void withoutCatalogItIsForAllThatDiscoveryLooksAt(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = database.name() + "_reader";
            Tap admin = Tap.of(database).with("filter_schemas", "shop, none");

            PsqlScript script = grants(admin, null, role);
            assertThat(script.databases()).containsExactly(database.name());
            assertThat(script.statements())
                    .filteredOn(line -> line.startsWith("GRANT SELECT"))
                    .hasSize(5);
            script.run(database.server());

            assertThat(grants(admin, null, role).missing()).isEmpty();
            Tap tap = Tap.of(database).as(role, PASSWORD);
            assertThat(tap.catalog().streams()).hasSize(5).allMatch(name -> name.startsWith("shop-"));
            tap.sync(tap.catalog().selectAll()).assertSucceeded();
            drop(database, role);
        }
    }

    /** All of them are asked for by a role that has nothing but CONNECT. */
    @EachVersion
    void namesOnlyWhatIsMissing(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = database.name() + "_reader";
            database.execute(
                    "create role " + role + " login password 'change-me'",
                    "grant connect on database " + database.name() + " to " + role,
                    "alter role " + role + " set search_path to ''");
            Tap tap = Tap.of(database).as(role, PASSWORD);
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-customers", "shop-orders");
            catalog.selectColumn("shop-customers", "secret", false);
            String connect = "\\connect \"" + database.name() + "\"";
            String usage = "GRANT USAGE ON SCHEMA \"shop\" TO \"" + role + "\";";
            String orders = "GRANT SELECT ON \"shop\".\"orders\" TO \"" + role + "\";";

            PsqlScript nothing = grants(tap, catalog, role);
            assertThat(nothing.missing())
                    .containsExactly(
                            connect,
                            usage,
                            "GRANT SELECT (\"id\", \"E \"\"mail\") ON \"shop\".\"customers\" TO \"" + role + "\";",
                            orders);
            database.execute(
                    "grant select (id) on shop.customers to " + role, "grant select (at) on shop.orders to " + role);
            PsqlScript some = grants(tap, catalog, role);
            assertThat(some.missing())
                    .containsExactly(
                            connect,
                            usage,
                            "GRANT SELECT (\"E \"\"mail\") ON \"shop\".\"customers\" TO \"" + role + "\";",
                            orders);
            assertThat(some.statements()).isEqualTo(nothing.statements());
            // What all have is not missing, and a privilege on each column is as good as one on the table.
            database.execute("grant usage on schema shop to public", "grant select (id) on shop.orders to " + role);
            assertThat(grants(tap, catalog, role).missing())
                    .containsExactly(
                            connect, "GRANT SELECT (\"E \"\"mail\") ON \"shop\".\"customers\" TO \"" + role + "\";");
            new PsqlScript(String.join("\n", grants(tap, catalog, role).missing())).run(database.server());
            assertThat(grants(tap, catalog, role).missing()).isEmpty();
            tap.sync(catalog).assertSucceeded();
            drop(database, role);
        }
    }

    /** A key of a type in a schema of its own takes USAGE on that. */
    @EachVersion
    void countsTheSchemaOfTheReplicationKeysType(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = database.name() + "_reader";
            database.execute(
                    "create schema types",
                    "create domain types.stamp as timestamptz",
                    "create table shop.marked (id integer primary key, at types.stamp)",
                    "insert into shop.marked values (1, '2024-01-01')");
            TestCatalog full = Tap.of(database).catalog().fullTable("shop-marked");
            TestCatalog catalog = full.copy().incremental("shop-marked", "at");

            assertThat(grants(Tap.of(database), full, role).statements()).noneMatch(line -> line.contains("types"));
            grants(Tap.of(database), catalog, role).run(database.server());

            Tap tap = Tap.of(database).as(role, PASSWORD);
            TapRun first = tap.sync(catalog).assertSucceeded();
            tap.sync(catalog, first.state()).assertSucceeded();
            drop(database, role);
        }
    }

    @EachVersion(from = PostgresVersion.V12)
    void leavesPartitionsToTheirParent(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            String role = database.name() + "_reader";
            database.execute(
                    "create schema parts",
                    "create table p (id integer primary key) partition by range (id)",
                    "create table parts.p_1 partition of p for values from (0) to (10)",
                    "create table parts.p_2 partition of p default",
                    "insert into p values (1), (20)");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();
            for (TestCatalog choice : Arrays.asList(catalog, null)) {
                PsqlScript script = grants(Tap.of(database), choice, role);
                assertThat(script.statements()).noneMatch(line -> line.contains("parts"));
                script.run(database.server());
                assertThat(Tap.of(database)
                                .as(role, PASSWORD)
                                .sync(catalog)
                                .assertSucceeded()
                                .records("public-p"))
                        .hasSize(2);
                drop(database, role);
            }
        }
    }

    @EachVersion(from = PostgresVersion.V15)
    void countsWhatAViewReadsWithTheRightsOfItsReader(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = database.name() + "_reader";
            database.execute(
                    "create view shop.mine with (security_invoker = true) as select o.* from shop.orders o, shop.customers c");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-mine");

            PsqlScript script = grants(Tap.of(database), catalog, role);
            assertThat(script.statements())
                    .filteredOn(line -> line.startsWith("GRANT SELECT"))
                    .hasSize(3);
            script.run(database.server());

            assertThat(grants(Tap.of(database), catalog, role).missing()).isEmpty();
            assertThat(Tap.of(database)
                            .as(role, PASSWORD)
                            .sync(catalog)
                            .assertSucceeded()
                            .records("shop-mine"))
                    .hasSize(2);
            drop(database, role);
        }
    }

    @EachVersion(from = PostgresVersion.V9_5)
    void leavesRowLevelSecurityToTheUser(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = database.name() + "_reader";
            database.execute("alter table shop.orders enable row level security");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-orders");
            grants(Tap.of(database), catalog, role).run(database.server());

            assertThat(grants(Tap.of(database), catalog, role).missing())
                    .containsExactly(
                            "\\connect \"" + database.name() + "\"",
                            "ALTER ROLE \"" + role
                                    + "\" BYPASSRLS; -- as a superuser, or set \"row_security\": \"on\": policies hide rows of"
                                    + " \"shop\".\"orders\"");
            Tap tap = Tap.of(database).as(role, PASSWORD);
            tap.sync(catalog).assertFailed(5, "row-level security");
            Tap filtered = tap.with("row_security", "on");
            assertThat(grants(filtered, catalog, role).missing()).isEmpty();
            filtered.sync(catalog).assertSucceeded();
            new PsqlScript(String.join("\n", grants(tap, catalog, role).missing())).run(database.server());
            assertThat(grants(tap, catalog, role).missing()).isEmpty();
            tap.sync(catalog).assertSucceeded();
            drop(database, role);
        }
    }

    @EachVersion
    void goesByTheCatalogWhereItMayNotConnect(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = database.name() + "_reader";
            database.execute("create role " + role + " login password 'change-me'");
            Tap tap = Tap.of(database).as(role, PASSWORD);
            TestCatalog catalog = catalog(database);

            TapRun run = tap.check(catalog, "--grants").assertSucceeded();
            assertThat(run.log("WARN")).singleElement().asString().contains("may not connect to the database");
            PsqlScript script = new PsqlScript(run.text());
            assertThat(run.text()).contains("-- CREATE ROLE");
            assertThat(script.statements()).noneMatch(line -> line.startsWith("ALTER DEFAULT PRIVILEGES"));
            assertThat(script.missing()).hasSizeGreaterThan(5);
            script.run(database.server());

            tap.check(catalog).assertSucceeded();
            tap.sync(catalog).assertSucceeded();
            tap.check(null, "--grants").assertSucceeded();
            drop(database, role);
        }
    }

    /** A catalog that was made with few privileges must not ask for all columns. */
    @EachVersion
    void grantsNoColumnThatTheCatalogDoesNotKnow(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = database.name() + "_reader";
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-orders");
            database.execute("drop view shop.recent", "alter table shop.orders add hidden text, drop at");

            TapRun run =
                    Tap.of(database).check(catalog, "--grants", "--role", role).assertSucceeded();
            assertThat(run.text())
                    .contains("GRANT SELECT (\"id\") ON \"shop\".\"orders\"")
                    .contains(
                            "\n-- Not granted, as the catalog does not know them: SELECT (\"hidden\") of \"shop\".\"orders\"\n");
            new PsqlScript(run.text()).run(database.server());
            TapRun sync = Tap.of(database).as(role, PASSWORD).sync(catalog).assertSucceeded();
            assertThat(sync.values("shop-orders", "id")).containsExactly("1", "2");
            assertThat(Tap.of(database)
                            .with("new_columns", "ignore")
                            .check(catalog, "--grants")
                            .text())
                    .doesNotContain("Not granted");
            catalog.column("shop-orders", "id").put("mask", "sha256");
            assertThat(Tap.of(database)
                            .with("mask_salt", "pepper")
                            .check(catalog, "--grants")
                            .text())
                    .as("columns that nobody knows are not read beside masked ones")
                    .doesNotContain("Not granted");
            drop(database, role);
        }
    }
}

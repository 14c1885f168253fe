package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code check}: whether the role may read what is selected. */
final class CheckIT {
    private static TapRun check(Tap tap, TestCatalog catalog) {
        return tap.check(catalog, "--json");
    }

    private static void createShop(TestDatabase database) {
        database.execute(
                "create schema shop",
                "create table shop.orders (id integer primary key, at timestamptz)",
                "create table shop.customers (id integer primary key, email text, phone text, note text)",
                "create view shop.recent as select * from shop.orders");
        for (String role : List.of(reader(database), reader(database) + "_other")) {
            database.execute("create role " + role + " login password 'r'");
        }
    }

    private static String reader(TestDatabase database) {
        return database.name() + "_reader";
    }

    private static void drop(TestDatabase database) {
        for (String role : List.of(reader(database), reader(database) + "_other")) {
            database.execute("drop owned by " + role + " cascade", "drop role " + role);
        }
    }

    @EachVersion
    void namesEveryPrivilegeThatIsMissing(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = reader(database);
            Tap tap = Tap.of(database).as(role, "r");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-customers", "shop-recent");
            catalog.incremental("shop-orders", "at").selectColumn("shop-customers", "note", false);

            TapRun none = check(tap, catalog);
            none.assertFailed(5, "3 problems: ", "stream \"shop-customers\", stream \"shop-orders\"");
            none.assertHint("GRANT USAGE ON SCHEMA \"shop\" TO \"" + role + "\";");
            assertThat(none.findings("version"))
                    .singleElement()
                    .asString()
                    .endsWith(": PostgreSQL " + version.release());
            assertThat(none.findings("role")).containsExactly("%1$s: role \"%1$s\"".formatted(role));
            assertThat(none.findings("recovery")).singleElement().asString().endsWith(": primary");
            assertThat(none.problems().get(0)).isEqualTo("""
                    shop-customers: missing: USAGE ON SCHEMA "shop", \
                    SELECT ("id", "email", "phone") ON "shop"."customers" - \
                    GRANT USAGE ON SCHEMA "shop" TO "%1$s"; \
                    GRANT SELECT ("id", "email", "phone") ON "shop"."customers" TO "%1$s";""".formatted(role));

            database.execute(
                    "grant usage on schema shop to " + role,
                    "grant select (id, email) on shop.customers to " + role,
                    "grant select on shop.recent to " + role);
            TapRun some = check(tap, catalog);
            some.assertFailed(5, "2 problems: ");
            assertThat(some.problems()).containsExactly("""
                    shop-customers: missing: SELECT ("phone") ON "shop"."customers" - \
                    GRANT SELECT ("phone") ON "shop"."customers" TO "%s";""".formatted(role), """
                    shop-orders: missing: SELECT ON "shop"."orders" - \
                    GRANT SELECT ON "shop"."orders" TO "%s";""".formatted(role));

            // SELECT on the table without USAGE on the schema is not enough.
            database.execute(
                    "grant select on shop.orders, shop.customers to " + role,
                    "revoke usage on schema shop from " + role);
            TapRun closed = check(tap, catalog);
            closed.assertFailed(5, "3 problems: ");
            assertThat(closed.problems())
                    .hasSize(3)
                    .allMatch(line -> line.endsWith(
                            "missing: USAGE ON SCHEMA \"shop\" - GRANT USAGE ON SCHEMA \"shop\" TO \"" + role + "\";"));

            database.execute("grant usage on schema shop to " + role);
            assertThat(check(tap, catalog).assertSucceeded().problems()).isEmpty();
            tap.sync(catalog).assertSucceeded();
            drop(database);
        }
    }

    @EachVersion
    void everyStatementThatItPrintsMendsTheStream(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            Tap tap = Tap.of(database).as(reader(database), "r");
            TestCatalog catalog = Tap.of(database).catalog().selectAll().selectColumn("shop-customers", "note", false);
            for (JsonNode finding : check(tap, catalog).findings()) {
                if (finding.get("check").asText().equals("privileges")) {
                    database.execute(finding.get("mend").asText());
                }
            }
            check(tap, catalog).assertSucceeded();
            TapRun run = tap.sync(catalog).assertSucceeded();
            assertThat(run.schema("shop-customers").at("/schema/properties").fieldNames())
                    .toIterable()
                    .containsExactly("id", "email", "phone");
            drop(database);
        }
    }

    @EachVersion
    void asksNothingOfAKeyInATypeOfAClosedSchemaTwice(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = reader(database);
            database.execute(
                    "create schema types",
                    "create domain types.stamp as timestamptz",
                    "create table shop.marked (id integer primary key, at types.stamp)",
                    "insert into shop.marked values (1, '2024-01-01'), (2, '2024-01-02')",
                    "grant usage on schema shop to " + role,
                    "grant select on shop.marked to " + role);
            Tap tap = Tap.of(database).as(role, "r");
            TestCatalog full = tap.catalog().fullTable("shop-marked");
            TestCatalog catalog = full.copy().incremental("shop-marked", "at");

            check(tap, full).assertSucceeded();
            TapRun run = check(tap, catalog);
            run.assertFailed(5, "missing: USAGE ON SCHEMA \"types\"").assertHint("GRANT USAGE ON SCHEMA \"types\"");

            // That is what a sync would have failed for when it has a bookmark.
            TapRun first = tap.sync(catalog).assertSucceeded();
            tap.sync(catalog, first.state()).assertFailed(5, "permission denied for schema types");
            database.execute("grant usage on schema types to " + role);
            check(tap, catalog).assertSucceeded();
            assertThat(tap.sync(catalog, first.state()).assertSucceeded().records("shop-marked"))
                    .hasSize(1);
            drop(database);
        }
    }

    @EachVersion(from = PostgresVersion.V9_5)
    void seesRowLevelSecurity(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = reader(database);
            database.execute(
                    "alter table shop.orders enable row level security",
                    "grant usage on schema shop to " + role,
                    "grant select on shop.orders to " + role);
            Tap tap = Tap.of(database).as(role, "r");
            TestCatalog catalog = tap.catalog().fullTable("shop-orders");

            TapRun hidden = check(tap, catalog);
            hidden.assertFailed(5, "row-level policies")
                    .assertHint("ALTER ROLE \"" + role + "\" BYPASSRLS;", "\"row_security\": \"on\"");
            tap.sync(catalog).assertFailed(5, "row-level security");
            TapRun shown = check(tap.with("row_security", "on"), catalog).assertSucceeded();
            assertThat(shown.findings("row-security"))
                    .containsExactly(
                            "shop-orders: only the rows that its policies show (\"row_security\": \"on\") - ALTER"
                                    + " ROLE \"" + role + "\" BYPASSRLS; -- where all are wanted");

            database.execute("alter table shop.orders owner to " + role);
            check(tap, catalog).assertSucceeded();
            tap.sync(catalog).assertSucceeded();
            database.execute("alter table shop.orders force row level security");
            check(tap, catalog).assertFailed(5, "row-level policies");
            tap.sync(catalog).assertFailed(5, "row-level security");
            database.execute("alter role " + role + " bypassrls");
            check(tap, catalog).assertSucceeded();
            tap.sync(catalog).assertSucceeded();
            drop(database);
        }
    }

    @EachVersion(from = PostgresVersion.V15)
    void seesWhatAViewReadsWithTheRightsOfItsReader(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = reader(database);
            database.execute(
                    "create view shop.inner_view with (security_invoker = on) as select id, email from shop.customers",
                    "create view shop.outer_view with (security_invoker) as select i.id from shop.inner_view i, shop.recent",
                    "grant usage on schema shop to " + role,
                    "grant select on shop.outer_view to " + role);
            Tap tap = Tap.of(database).as(role, "r");
            TestCatalog catalog = tap.catalog().fullTable("shop-outer_view");

            tap.sync(catalog).assertFailed(5, "permission denied");
            TapRun run = check(tap, catalog);
            run.assertFailed(
                    5,
                    "SELECT ON \"shop\".\"customers\", SELECT ON \"shop\".\"inner_view\", SELECT ON \"shop\".\"recent\"");
            database.execute(
                    "grant select on shop.inner_view, shop.recent to " + role,
                    "grant select (id, email) on shop.customers to " + role);
            check(tap, catalog).assertSucceeded();
            tap.sync(catalog).assertSucceeded();

            database.execute("alter table shop.customers enable row level security");
            check(tap, catalog).assertFailed(5, "row-level policies");
            tap.sync(catalog).assertFailed(5, "row-level security");
            drop(database);
        }
    }

    @EachVersion
    void looksAtTheConfiguredDatabaseWithoutCatalog(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            TapRun run = check(Tap.of(database).as(reader(database), "r"), null).assertSucceeded();
            assertThat(run.findings("database"))
                    .containsExactly("%s: open to role \"%s\"".formatted(database.name(), reader(database)));
            assertThat(run.text()).contains("\"streams\":0");

            TapRun nothing = check(Tap.of(database), Tap.of(database).catalog()).assertSucceeded();
            assertThat(nothing.findings("database")).hasSize(1);
            assertThat(nothing.log("WARN")).singleElement().asString().contains("no stream is selected");
            drop(database);
        }
    }

    @EachVersion
    void saysWhatElseWouldFailTheStream(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            TestCatalog catalog = Tap.of(database).catalog().selectAll();
            catalog.root("shop-customers").put("replication-method", "LOG_BASED");
            catalog.incremental("shop-recent", "no_such");
            database.execute(
                    "drop view shop.recent", "drop table shop.orders", "create view shop.recent as select 1 as id");

            TapRun run = check(Tap.of(database), catalog);

            run.assertFailed(3, "3 problems: ").assertHint("replication-key");
            assertThat(run.problems())
                    .anyMatch(line -> line.startsWith("shop-customers: \"LOG_BASED\""))
                    .anyMatch(line -> line.startsWith("shop-orders: there is no table \"shop.orders\""))
                    .anyMatch(line -> line.startsWith("shop-recent: the replication key \"no_such\""));
            drop(database);
        }
    }

    @EachVersion
    void tellsAMissingConnectFromAMissingServer(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = reader(database);
            Tap tap = Tap.of(database).as(role, "r");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-orders");
            database.execute("revoke connect on database " + database.name() + " from public");

            TapRun refused = check(tap, catalog);
            refused.assertFailed(5, "missing: CONNECT ON DATABASE")
                    .assertHint("GRANT CONNECT ON DATABASE \"%s\" TO \"%s\";".formatted(database.name(), role));
            assertThat(refused.findings("connect")).hasSize(1);

            assertFailsToConnect(check(tap.as(role, "wrong"), catalog), "password authentication failed");
            assertFailsToConnect(check(tap.with("port", 1), catalog), "cannot be reached");
            assertFailsToConnect(check(tap.with("dbname", "no_such_db"), null), "does not exist");
            drop(database);
        }
    }

    private static void assertFailsToConnect(TapRun run, String why) {
        run.assertFailed(4, why);
        assertThat(run.findings("reachable")).singleElement().asString().contains(": cannot connect to ", why);
        assertThat(run.log() + run.text()).doesNotContain("wrong\"", "tap-test");
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void goesOnBehindADatabaseThatRefuses(PostgresVersion version) {
        PostgresServer server = PostgresServer.shared(version);
        try (TestDatabase open = server.createDatabase();
                TestDatabase closed = server.createDatabase()) {
            createShop(open);
            closed.execute("create table t (id integer)");
            TestCatalog catalog = Tap.of(open).without("filter_dbs").catalog();
            catalog.root("public-t").put("selected", true);
            catalog.fullTable("shop-orders");
            closed.execute("revoke connect on database " + closed.name() + " from public");
            open.execute("grant usage on schema shop to public", "grant select on shop.orders to public");

            TapRun run = check(Tap.of(open).as(reader(open), "r"), catalog);

            run.assertFailed(5, "1 problem: database \"" + closed.name() + "\": missing: CONNECT");
            assertThat(run.findings("load")).singleElement().asString().startsWith("shop-orders: FULL_TABLE");
            drop(open);
        }
    }

    @EachVersion
    void aRoleThatDoesNotInheritMayReadNothing(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createShop(database);
            String role = reader(database);
            String group = reader(database) + "_other";
            database.execute(
                    "grant usage on schema shop to " + group,
                    "grant select on all tables in schema shop to " + group,
                    "alter role " + role + " noinherit",
                    "grant " + group + " to " + role);
            Tap tap = Tap.of(database).as(role, "r");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-orders");

            tap.discover()
                    .assertFailed(5, "role \"" + role + "\" may read no table")
                    .assertHint("GRANT USAGE ON SCHEMA");
            tap.sync(catalog)
                    .assertFailed(5, "the role may not read \"shop.orders\"")
                    .assertHint("check --grants");
            check(tap, catalog).assertFailed(5, "missing: USAGE ON SCHEMA \"shop\", SELECT ON \"shop\".\"orders\"");

            // It may become the group, which its settings can do for it; an inherited privilege does as well.
            database.execute("alter role " + role + " set role to " + group);
            assertThat(check(tap, catalog).assertSucceeded().findings("role"))
                    .containsExactly("%1$s: role \"%1$s\"".formatted(group));
            tap.sync(catalog).assertSucceeded();
            database.execute("alter role " + role + " reset role");
            if (version.compareTo(PostgresVersion.V16) >= 0) {
                database.execute("revoke " + group + " from " + role);
            }
            database.execute("alter role " + role + " inherit", "grant " + group + " to " + role);
            check(tap, catalog).assertSucceeded();
            tap.sync(catalog).assertSucceeded();
            drop(database);
        }
    }

    @Test
    void showsTheSettingsThatHoldButNoSecret() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            TapRun run =
                    Tap.of(database).with("sslpassword", "hunter2").check(null).assertSucceeded();

            assertThat(run.lines())
                    .anyMatch(line -> line.matches("  host +127\\.0\\.0\\.1 \\(.*config\\.json\\)"))
                    .anyMatch(line -> line.matches("  password +\\*\\*\\* \\(.*"))
                    .anyMatch(line -> line.matches("  sslpassword +\\*\\*\\* \\(.*"))
                    .noneMatch(line -> line.startsWith("  itersize"));
            assertThat(run.text() + run.log()).doesNotContain("hunter2", database.password());
        }
    }

    @Test
    void aCommandLineThatMakesNoSenseIsRefused() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            Tap tap = Tap.of(database);
            tap.check(null, "--role", "tap").assertFailed(2, "--role needs --grants");
            tap.check(null, "--grants", "--role", "public").assertFailed(2, "\"public\" is no role");
            tap.check(null, "--grants", "--role", "").assertFailed(2, "is no role");
            tap.check(null, "--fix").assertFailed(2, "--fix");
            tap.runHere("--config", "c.json", "check").assertFailed(2, "options stand behind the word check");
            tap.runHere("--discover", "check").assertFailed(2, "options stand behind the word check");
            tap.runHere("check", "--config", "/no/such/file.json").assertFailed(3, "/no/such/file.json");
            tap.check(null, "--catalog", "/no/such/catalog.json").assertFailed(3, "/no/such/catalog.json");
            tap.with("hots", "x").check(null).assertFailed(3, "\"hots\" is no setting");
            tap.check(null, "--debug").assertSucceeded();
            tap.check(null, "--json", "--grants").assertFailed(2, "--json and --grants");
            assertThat(Tap.run("check", "--help").assertSucceeded().text())
                    .contains("--grants", "--role", "--catalog", "--json");
        }
    }
}

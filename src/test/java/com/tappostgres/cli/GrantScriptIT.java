package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.PsqlScript;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code check --grants} prints for odd names and roles, and when it prints nothing. */
final class GrantScriptIT {
    @EachVersion
    void isTheSameForTheSameChoices(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            GrantsIT.createShop(database);
            TestCatalog catalog = GrantsIT.catalog(database);
            TestCatalog reversed = catalog.copy();
            ArrayNode streams = (ArrayNode) reversed.json().get("streams");
            List<ObjectNode> order = new ArrayList<>();
            streams.forEach(stream -> order.add((ObjectNode) stream));
            Collections.reverse(order);
            streams.removeAll();
            streams.addAll(order);

            String text = Tap.of(database).check(catalog, "--grants").text();
            assertThat(Tap.of(database).check(reversed, "--grants").text()).isEqualTo(text);
            assertThat(Tap.of(database)
                            .with("read_method", "cursor")
                            .check(catalog, "--grants")
                            .text())
                    .isEqualTo(text);
        }
    }

    @EachVersion
    void takesNothingFromARoleThatWrites(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            GrantsIT.createShop(database);
            String role = database.name() + "_owner";
            database.execute("create role " + role, "alter table shop.orders owner to " + role);
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-orders");

            TapRun superuser = Tap.of(database).check(catalog, "--grants").assertSucceeded();
            assertThat(superuser.text())
                    .contains(
                            "-- CREATE ROLE",
                            "-- ALTER ROLE \"postgres\" SET default_transaction_read_only = on; -- not for a superuser");
            assertThat(new PsqlScript(superuser.text()).missing()).isEmpty();

            PsqlScript owner = GrantsIT.grants(Tap.of(database), catalog, role);
            assertThat(owner.statements()).first().isEqualTo("ALTER ROLE \"" + role + "\" LOGIN;");
            assertThat(owner.statements()).noneMatch(line -> line.contains("read_only"));
            assertThat(owner.missing()).first().isEqualTo("ALTER ROLE \"" + role + "\" LOGIN;");
            GrantsIT.drop(database, role);
        }
    }

    /** A comment ends where a line does, so that the rest of such a name would be run. */
    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void noNameBecomesAStatement(PostgresVersion version) {
        PostgresServer server = PostgresServer.shared(version);
        String broken = "tap_broken_" + ProcessHandle.current().pid();
        try (TestDatabase database = server.createDatabase();
                TestDatabase other = server.createDatabase(broken + "\nname", "")) {
            String role = database.name() + "\nDROP TABLE t; --";
            database.execute("create table t (id integer)", "create role \"" + role + "\" login");
            other.execute("create table t (id integer)");
            Tap tap = Tap.of(database)
                    .with(
                            "filter_dbs",
                            Json.NODES.arrayNode().add(database.name()).add(other.name()));

            TapRun run = tap.check(null, "--grants", "--role", role).assertSucceeded();

            assertThat(run.log()).contains("psql cannot connect to a name with a line break");
            PsqlScript script = new PsqlScript(run.text());
            assertThat(script.databases()).containsExactly(database.name());
            assertThat(run.text().lines().filter(line -> line.startsWith("DROP TABLE")))
                    .allMatch(line -> line.startsWith("DROP TABLE t; --\""));
            script.run(server);
            assertThat(GrantsIT.grants(tap, null, role).missing()).isEmpty();
            GrantsIT.drop(database, role);
        }
    }

    /** Names that psql would take for something else. */
    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void goesToDatabasesWithOddNames(PostgresVersion version) {
        PostgresServer server = PostgresServer.shared(version);
        String pid = Long.toString(ProcessHandle.current().pid());
        String role = "tap_odd_" + pid;
        try (TestDatabase first = server.createDatabase("-reuse-previous=" + pid, "");
                TestDatabase second = server.createDatabase("a=b 'c\\" + pid, "");
                TestDatabase third = server.createDatabase("Q \"u:o\" " + pid, "");
                TestDatabase fourth = server.createDatabase("postgres://" + pid, "")) {
            List<TestDatabase> all = List.of(first, second, third, fourth);
            ArrayNode names = Json.NODES.arrayNode();
            for (TestDatabase each : all) {
                each.execute("create table t (id integer)");
                names.add(each.name());
            }
            Tap tap = Tap.of(first).with("filter_dbs", names);

            PsqlScript script = GrantsIT.grants(tap, null, role);
            assertThat(script.databases())
                    .containsExactlyElementsOf(
                            all.stream().map(TestDatabase::name).sorted().toList());
            assertThat(script.statements())
                    .contains(
                            "\\connect \"Q \"\"u:o\"\" " + pid + "\"",
                            "\\connect -reuse-previous=on \"dbname='a=b \\'c\\\\" + pid + "'\"");
            script.run(server);
            assertThat(GrantsIT.grants(tap, null, role).missing()).isEmpty();
            all.forEach(each -> each.execute("drop owned by " + role));
            server.execute("drop role " + role);
        }
    }

    /** A standby can be asked, and takes no grants. */
    @Test
    void asksAStandbyAndSendsTheScriptToItsPrimary() {
        try (PostgresServer primary = PostgresServer.start(PostgresVersion.V18, Map.of("wal_keep_size", "64MB"));
                PostgresServer standby = primary.startStandby(Map.of())) {
            TestDatabase database = primary.createDatabase();
            GrantsIT.createShop(database);
            standby.awaitReplayed(primary);
            TestCatalog catalog = Tap.of(database).catalog().fullTable("shop-orders");
            Tap admin = Tap.of(database).with("port", standby.port());

            PsqlScript script = GrantsIT.grants(admin, catalog, "tap");
            assertThat(admin.check(catalog, "--grants", "--role", "tap").text())
                    .contains("\n-- The server is a standby: run it on its primary.\n");
            script.run(primary);
            standby.awaitReplayed(primary);

            assertThat(GrantsIT.grants(admin, catalog, "tap").missing()).isEmpty();
            Tap tap = admin.as("tap", "change-me");
            TapRun check = tap.check(catalog, "--json").assertSucceeded();
            assertThat(check.findings("recovery")).singleElement().asString().endsWith(": standby");
            assertThat(check.findings("role")).containsExactly("tap: role \"tap\"");
            assertThat(tap.sync(catalog).assertSucceeded().records("shop-orders"))
                    .hasSize(2);
        }
    }

    @EachVersion
    void printsNothingWhereItFails(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            GrantsIT.createShop(database);
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog();
            fails(tap.check(catalog, "--grants"), 3, "no table to grant anything on");
            fails(tap.with("filter_schemas", "none").check(null, "--grants"), 5, "no table to grant anything on");
            catalog.fullTable("shop-orders");
            fails(tap.with("password", "wrong").check(catalog, "--grants"), 4, "password authentication failed");
            fails(tap.with("dbname", "no_such_db").check(null, "--grants"), 4, "no_such_db");
            catalog.root("shop-orders").put("replication-method", "LOG_BASED");
            TapRun method = tap.check(catalog, "--grants");
            fails(method, 3, "no table to grant anything on");
            assertThat(method.log("WARN"))
                    .singleElement()
                    .asString()
                    .contains("left out the stream \"shop-orders\"", "LOG_BASED");
            catalog.fullTable("shop-orders");
            database.execute("drop table shop.orders cascade");
            TapRun gone = tap.check(catalog, "--grants");
            fails(gone, 3, "no table to grant anything on");
            assertThat(gone.log("WARN")).singleElement().asString().contains("there is no table \"shop.orders\"");
        }
    }

    private static void fails(TapRun run, int exitCode, String why) {
        run.assertFailed(exitCode, why);
        assertThat(run.text()).isEmpty();
    }
}

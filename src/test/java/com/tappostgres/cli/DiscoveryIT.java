package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DiscoveryIT {
    @EachVersion
    void findsWhatCanBeRead(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table plain (id integer primary key, gone text, v text)",
                    "alter table plain drop gone",
                    "insert into plain values (1, 'a'), (2, 'b')",
                    "analyze plain",
                    "create unlogged table unlogged (id integer)",
                    "create view seen as select v from plain",
                    "create materialized view kept as select v from plain",
                    "create table parent (id integer primary key)",
                    "create table child (extra text) inherits (parent)",
                    "insert into child values (1, 'c')",
                    "create sequence s",
                    "create type composite as (a integer)",
                    "create temp table passing (id integer)");
            TestCatalog catalog = Tap.of(database).catalog();

            assertThat(catalog.streams())
                    .containsExactly(
                            "public-child",
                            "public-kept",
                            "public-parent",
                            "public-plain",
                            "public-seen",
                            "public-unlogged");
            ObjectNode plain = catalog.stream("public-plain");
            assertThat(plain.fieldNames())
                    .toIterable()
                    .containsExactly("tap_stream_id", "stream", "table_name", "schema", "metadata");
            assertThat(plain.get("tap_stream_id").asText()).isEqualTo(database.name() + "-public-plain");
            assertThat(catalog.root("public-plain")).hasToString("""
                    {"inclusion":"available","selected-by-default":false,"table-key-properties":["id"],\
                    "database-name":"%s","schema-name":"public","is-view":false,"row-count":2,\
                    "valid-replication-keys":["id","v"],"indexed-replication-keys":["id"]}""".formatted(database.name()));
            assertThat(catalog.column("public-plain", "id")).hasToString("""
                    {"inclusion":"automatic","selected-by-default":true,"sql-datatype":"integer"}""");
            assertThat(plain.at("/schema/properties").fieldNames()).toIterable().containsExactly("id", "v");
            assertThat(catalog.root("public-seen").get("is-view").asBoolean()).isTrue();
            assertThat(catalog.root("public-kept").get("is-view").asBoolean()).isTrue();
            assertThat(catalog.root("public-child").has("row-count")).isFalse();

            TapRun run = Tap.of(database).sync(catalog.selectAll()).assertSucceeded();
            assertThat(run.records("public-parent")).hasSize(1);
            assertThat(run.log("WARN")).singleElement().asString().contains("public-parent: tables inherit from it");
            SchemaCheck.check(run);
        }
    }

    @EachVersion(from = PostgresVersion.V12)
    void listsPartitionsOnlyWithoutTheirParent(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            String role = database.name() + "_reader";
            database.execute(
                    "create table p (id integer, at date, primary key (at, id)) partition by range (at)",
                    "create table p_2023 partition of p for values from ('2023-01-01') to ('2024-01-01')",
                    "create table p_rest partition of p default partition by list (id)",
                    "create table p_rest_1 partition of p_rest default",
                    "insert into p values (1, '2023-06-01'), (2, '2024-06-01')",
                    "create role " + role + " login password 'r'",
                    "grant select on p_2023 to " + role);
            TestCatalog catalog = Tap.of(database).catalog().selectAll();

            assertThat(catalog.streams()).containsExactly("public-p");
            assertThat(catalog.root("public-p").get("table-key-properties")).hasToString("[\"at\",\"id\"]");
            assertThat(Tap.of(database).sync(catalog).assertSucceeded().records("public-p"))
                    .hasSize(2);
            assertThat(Tap.of(database).as(role, "r").catalog().streams()).containsExactly("public-p_2023");
            // The rows of p_rest_1 come with p, although the table between them is not readable.
            database.execute("grant select on p, p_rest_1 to " + role);
            assertThat(Tap.of(database).as(role, "r").catalog().streams()).containsExactly("public-p");
            // A parent that is filtered away lists nothing in its partitions' stead.
            database.execute("create schema parts", "alter table p_2023 set schema parts");
            assertThat(Tap.of(database)
                            .with("filter_schemas", "parts")
                            .catalog()
                            .streams())
                    .containsExactly("parts-p_2023");
            database.execute("drop owned by " + role, "drop role " + role);
        }
    }

    @EachVersion
    void readsForeignTables(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create extension file_fdw",
                    "create server files foreign data wrapper file_fdw",
                    "create foreign table settings (line text not null) server files options (filename '"
                            + "/proc/self/status', format 'text', delimiter E'\\x01')",
                    "create foreign table broken (line text) server files options (filename '/no/such/file')");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();

            assertThat(catalog.root("public-settings").get("is-view").asBoolean())
                    .isFalse();
            TapRun run = Tap.of(database).sync(catalog);
            run.assertFailed(6, "1 of 2 streams failed: public-broken", "/no/such/file");
            assertThat(run.values("public-settings", "line")).anyMatch(line -> line.startsWith("\"Name:"));
        }
    }

    /** The server says the same of a table of its own that was dropped meanwhile. */
    @EachVersion
    void saysThatTheForeignServerRefused(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create extension postgres_fdw",
                    "create server far foreign data wrapper postgres_fdw options (host '127.0.0.1', port '"
                            + database.port() + "', dbname '" + database.name() + "')",
                    "create user mapping for public server far options (user '" + database.user() + "', password '"
                            + database.password() + "')",
                    "create foreign table outside (id integer) server far options (table_name 'nothing')",
                    "create server gone foreign data wrapper postgres_fdw options (host '127.0.0.1', port '1')",
                    "create user mapping for public server gone options (user 'nobody', password 'nothing')",
                    "create foreign table away (id integer) server gone",
                    "create table here (id integer)",
                    "insert into here values (1)");
            TestCatalog catalog = Tap.of(database).catalog();

            TapRun run = Tap.of(database).sync(catalog.fullTable("public-outside", "public-here"));
            run.assertFailed(
                    6,
                    "1 of 2 streams failed: public-outside",
                    "the foreign server refused: relation \"public.nothing\" does not exist");
            assertThat(run.log("ERROR")).singleElement().asString().contains("is a foreign table", "\\deu+");
            assertThat(run.log()).doesNotContain("trying again");

            TapRun unreachable =
                    Tap.of(database).sync(Tap.of(database).catalog().fullTable("public-away", "public-here"));
            unreachable.assertFailed(
                    6, "1 of 2 streams failed: public-away", "the foreign server refused: could not connect to server");
            assertThat(unreachable.records("public-here")).hasSize(1);
        }
    }

    @EachVersion
    void choosesTheKey(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table primary_order (a integer, b integer, c integer unique not null, primary key (c, a))",
                    "create table fewest (a integer not null, b integer not null, c integer not null,"
                            + " unique (a, b), constraint z unique (c), constraint y unique (b))",
                    "create table nullable (a integer unique)",
                    "create table partial (a integer not null)",
                    "create unique index on partial (a) where a > 0",
                    "create table expression (a integer not null)",
                    "create unique index on expression (abs(a))",
                    "create table deferred (a integer not null unique deferrable)",
                    "create table deferred_primary (a integer primary key deferrable initially deferred)",
                    "create table plain_index (a integer not null)",
                    "create index on plain_index (a)",
                    "create table invalid (a integer not null)",
                    "create unique index invalid_key on invalid (a)",
                    "update pg_index set indisvalid = false where indexrelid = 'invalid_key'::regclass");
            if (version.compareTo(PostgresVersion.V12) >= 0) {
                database.execute(
                        "create table included (a integer not null, b integer not null)",
                        "create unique index on included (a) include (b)");
            }
            TestCatalog catalog = Tap.of(database).catalog();

            assertThat(key(catalog, "primary_order")).isEqualTo("[\"c\",\"a\"]");
            assertThat(key(catalog, "fewest")).isEqualTo("[\"b\"]");
            for (String table : List.of("nullable", "partial", "expression", "deferred", "plain_index", "invalid")) {
                assertThat(key(catalog, table)).as(table).isEqualTo("[]");
            }
            assertThat(key(catalog, "deferred_primary")).isEqualTo("[\"a\"]");
            if (version.compareTo(PostgresVersion.V12) >= 0) {
                assertThat(key(catalog, "included")).isEqualTo("[\"a\"]");
            }
        }
    }

    private static String key(TestCatalog catalog, String table) {
        return catalog.root("public-" + table).get("table-key-properties").toString();
    }

    @Test
    void putsIndexedReplicationKeysFirst() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (a text, b jsonb, c timestamptz, d integer, e integer[], f boolean, g date,"
                            + " h inet, i uuid)",
                    "create index on t (c)",
                    "create index on t (d, a)",
                    "create index on t using hash (i)",
                    "create index on t (g) where g > '2024-01-01'");

            TestCatalog catalog = Tap.of(database).catalog();
            assertThat(catalog.root("public-t").get("valid-replication-keys"))
                    .hasToString("[\"c\",\"d\",\"a\",\"g\",\"i\"]");
            assertThat(catalog.root("public-t").get("indexed-replication-keys")).hasToString("[\"c\",\"d\"]");
        }
    }

    @EachVersion
    void showsOnlyWhatTheRoleMayRead(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            String role = database.name() + "_reader";
            database.execute(
                    "create schema closed",
                    "create table closed.t (id integer)",
                    "create table secret (id integer primary key)",
                    "create table partly (id integer primary key, hidden text, seen text)",
                    "insert into partly values (1, 'h', 's')",
                    "create role " + role + " login password 'r'",
                    "grant usage on schema public to " + role,
                    "grant select on closed.t to " + role);
            Tap tap = Tap.of(database).as(role, "r");

            TapRun nothing = tap.discover();
            nothing.assertFailed(5, "role \"" + role + "\" may read no table in " + database.name())
                    .assertHint("GRANT USAGE ON SCHEMA", "GRANT SELECT ON ALL TABLES", role);
            assertThat(nothing.text()).isEmpty();

            database.execute("grant select (id, seen) on partly to " + role);
            TestCatalog catalog = tap.catalog().selectAll();
            assertThat(catalog.streams()).containsExactly("public-partly");
            assertThat(key(catalog, "partly")).isEqualTo("[\"id\"]");
            for (String method : new String[] {"copy", "cursor"}) {
                TapRun run = tap.with("read_method", method).sync(catalog).assertSucceeded();
                assertThat(run.records("public-partly")).singleElement().hasToString("{\"id\":1,\"seen\":\"s\"}");
            }
            database.execute("revoke select (id) on partly from " + role);
            assertThat(key(tap.catalog(), "partly")).isEqualTo("[]");
            database.execute("drop owned by " + role, "drop role " + role);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void readsSeveralDatabases(PostgresVersion version) {
        PostgresServer server = PostgresServer.shared(version);
        String odd = "odd \"db\"/?&=%20é.-" + version;
        try (TestDatabase first = server.createDatabase();
                TestDatabase second = server.createDatabase(odd, "encoding 'UTF8'")) {
            first.execute("create schema a", "create table a.t (id integer)", "create table t (id integer)");
            second.execute("create table t (id integer)", "insert into t values (2)");
            Tap both = Tap.of(first)
                    .with("filter_dbs", first.name() + ", " + odd + ", no_such_db")
                    .with("stream_name", "{database}/{schema}.{table}");
            TapRun discovery = both.discover().assertSucceeded();
            assertThat(discovery.log("WARN")).singleElement().asString().contains("\"no_such_db\"");
            TestCatalog catalog = TestCatalog.parse(discovery.text()).selectAll();

            assertThat(catalog.streams())
                    .containsExactlyInAnyOrder(first.name() + "/a.t", first.name() + "/public.t", odd + "/public.t");
            TapRun run = both.sync(catalog).assertSucceeded();
            assertThat(run.values(odd + "/public.t", "id")).containsExactly("2");
            assertThat(Tap.of(first)
                            .with("filter_schemas", "a,nowhere")
                            .catalog()
                            .streams())
                    .containsExactly("a-t");
            assertThat(Tap.of(first).without("filter_dbs").catalog().streams()).contains("a-t", "public-t");
        }
    }

    @EachVersion
    void readsNamesOfAllSorts(PostgresVersion version) {
        List<String> names = List.of(
                "a\"b",
                "a.b",
                "UPPER",
                "two words",
                "line\nbreak",
                "naïve 漢字 😀",
                " blanks ",
                "{table}",
                "it's",
                "back\\slash",
                "select",
                "a-b",
                "$1",
                "%s",
                "tab\tand\rreturn",
                "x".repeat(63),
                "#",
                "'; drop table t;");
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            for (String name : names) {
                String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
                database.execute(
                        "create schema " + quoted,
                        "create table " + quoted + "." + quoted + " (" + quoted + " integer primary key)",
                        "insert into " + quoted + "." + quoted + " values (1), (2)");
            }
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog();
            assertThat(catalog.streams())
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().map(name -> name + "-" + name).toList());
            for (String name : names) {
                catalog.incremental(name + "-" + name, name);
            }
            for (String method : new String[] {"copy", "cursor"}) {
                TapRun first = tap.with("read_method", method).sync(catalog).assertSucceeded();
                TapRun second = tap.with("read_method", method)
                        .sync(catalog, first.state())
                        .assertSucceeded();
                for (String name : names) {
                    assertThat(first.values(name + "-" + name, name)).as(name).containsExactly("1", "2");
                    assertThat(second.values(name + "-" + name, name)).as(name).containsExactly("2");
                }
            }
        }
    }

    @EachVersion
    void readsTablesOfNoColumnsAndOfAllColumns(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            String columns = IntStream.rangeClosed(1, 1600)
                    .mapToObj(i -> "c" + i + " smallint")
                    .collect(Collectors.joining(", "));
            database.execute(
                    "create table wide (" + columns + ")",
                    "insert into wide (c1, c1600) values (1, 1600)",
                    "create table bare ()",
                    "insert into bare default values",
                    "insert into bare default values",
                    "create table bare_child () inherits (bare)",
                    "create table empty (id integer primary key)");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();
            for (String method : new String[] {"copy", "cursor"}) {
                TapRun run = Tap.of(database)
                        .with("read_method", method)
                        .sync(catalog)
                        .assertSucceeded();

                assertThat(run.records("public-wide").get(0)).hasSize(1600);
                assertThat(run.values("public-wide", "c1600")).containsExactly("1600");
                assertThat(run.records("public-bare")).hasToString("[{}, {}]");
                assertThat(run.records("public-empty")).isEmpty();
                assertThat(run.order("public-empty")).contains("SCHEMA ACTIVATE_VERSION STATE");
                SchemaCheck.check(run);
            }
        }
    }

    @Test
    void asksAsMuchOfTenTablesAsOfAThousand() throws SQLException {
        try (PostgresServer server = PostgresServer.start(PostgresVersion.V18, Map.of("log_statement", "all"));
                TestDatabase database = server.createDatabase()) {
            long ofTen = statementsOfDiscovery(database, 0, 10);
            long ofThousand = statementsOfDiscovery(database, 10, 1000);

            assertThat(ofThousand).isEqualTo(ofTen).isLessThan(40);
        }
    }

    private static long statementsOfDiscovery(TestDatabase database, int from, int to) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (int i = from; i < to; i++) {
            statements.add("create table t" + i + " (id integer primary key, v text)");
        }
        try (Connection connection = database.connect()) {
            connection.createStatement().execute(String.join(";", statements));
        }
        long before = loggedStatements(database);
        JsonNode streams = Tap.of(database).catalog().json().get("streams");
        assertThat(streams).hasSize(to);
        return loggedStatements(database) - before;
    }

    private static long loggedStatements(TestDatabase database) {
        return database.server()
                .log()
                .lines()
                .filter(line -> line.contains("LOG:  "))
                .count();
    }
}

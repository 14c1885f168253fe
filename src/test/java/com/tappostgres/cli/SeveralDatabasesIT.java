package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Streams of two databases and three schemas in one run; one database is taken away in one way after the other. */
final class SeveralDatabasesIT {
    private static final List<String> STREAMS = List.of("one-a", "two-b", "three-c", "three-d");

    private final List<Runnable> cleaning = new ArrayList<>();
    private TestDatabase first;
    private TestDatabase second;
    private Tap tap;

    private void create(PostgresVersion version) {
        PostgresServer server = PostgresServer.shared(version);
        String pid = Long.toString(ProcessHandle.current().pid());
        first = server.createDatabase("several_a_" + pid, "");
        second = server.createDatabase("several_b_" + pid, "");
        String role = first.name() + "_reader";
        first.execute(
                "create role " + role + " login password 'r' connection limit 1",
                "create schema one",
                "create schema two",
                "create table one.a (id integer primary key, v text)",
                "create table two.b (id integer primary key, v text)",
                "insert into one.a values (1, 'a')",
                "insert into two.b values (1, 'b')");
        second.execute(
                "create schema three",
                "create table three.c (id integer primary key, v text)",
                "create table three.d (id integer primary key, v text)",
                "insert into three.c values (1, 'c')",
                "insert into three.d values (1, 'd'), (2, 'd')");
        grant(first, role, "one", "two");
        grant(second, role, "three");
        cleaning.add(() -> {
            first.execute("drop owned by " + role);
            second.close();
            first.execute("drop role " + role);
            first.close();
        });
        tap = Tap.of(first).as(role, "r").with("filter_dbs", names(first.name(), second.name()));
    }

    private static void grant(TestDatabase database, String role, String... schemas) {
        database.execute(
                "revoke connect on database " + database.name() + " from public",
                "grant connect on database " + database.name() + " to " + role);
        for (String schema : schemas) {
            database.execute(
                    "grant usage on schema " + schema + " to " + role,
                    "grant select on all tables in schema " + schema + " to " + role);
        }
    }

    private static ArrayNode names(String... names) {
        ArrayNode array = Json.NODES.arrayNode();
        for (String name : names) {
            array.add(name);
        }
        return array;
    }

    @AfterEach
    void clean() {
        cleaning.forEach(Runnable::run);
    }

    private String id(String stream) {
        TestDatabase database = stream.startsWith("three") ? second : first;
        return database.name() + "-" + stream;
    }

    private static void assertBookmarks(TapRun run, List<String> ids) {
        assertThat(run.state().get("bookmarks").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(ids);
        assertThat(run.state().get("currently_syncing").isNull()).isTrue();
    }

    @EachVersion
    void readsAllInOneRun(PostgresVersion version) {
        create(version);
        TestCatalog catalog = tap.catalog();
        assertThat(catalog.streams()).containsExactlyElementsOf(STREAMS);
        for (String stream : STREAMS) {
            assertThat(catalog.id(stream)).isEqualTo(id(stream));
        }
        catalog.selectAll().incremental("three-d", "id").incremental("one-a", "id");

        TapRun run = tap.sync(catalog).assertSucceeded();
        SchemaCheck.check(run);
        assertBookmarks(run, STREAMS.stream().map(this::id).toList());
        assertThat(run.records("three-d")).hasSize(2);
        assertThat(run.bookmark(id("three-d")).path("replication_key_value").asText())
                .isEqualTo("2");

        second.execute("insert into three.d values (3, 'new')");
        TapRun next =
                tap.with("read_method", "cursor").sync(catalog, run.state()).assertSucceeded();
        assertThat(next.values("three-d", "id")).containsExactly("2", "3");
        assertThat(next.values("one-a", "id")).containsExactly("1");
        assertBookmarks(next, STREAMS.stream().map(this::id).toList());
    }

    /** One connection at a time is enough whatever the order. */
    @EachVersion
    void goesToAndFroBetweenDatabases(PostgresVersion version) {
        create(version);
        TestCatalog catalog = tap.catalog().selectAll();
        ArrayNode streams = (ArrayNode) catalog.json().get("streams");
        ArrayNode mixed = Json.NODES.arrayNode();
        for (int i : new int[] {2, 0, 3, 1}) {
            mixed.add(streams.get(i));
        }
        ObjectNode json = catalog.json();
        json.set("streams", mixed);
        ObjectNode state = Json.NODES.objectNode().put("currently_syncing", id("three-d"));

        TapRun run = tap.sync(catalog, state).assertSucceeded();

        List<String> order = run.messages("SCHEMA").stream()
                .map(schema -> schema.get("stream").asText())
                .toList();
        assertThat(order).containsExactly("three-d", "two-b", "three-c", "one-a");
        assertBookmarks(run, STREAMS.stream().map(this::id).toList());
    }

    @EachVersion
    void readsOneDatabaseWhereTheOtherRefuses(PostgresVersion version) {
        create(version);
        TestCatalog catalog = tap.catalog().selectAll().incremental("three-d", "id");
        JsonNode before = tap.sync(catalog).assertSucceeded().state();
        String role = first.name() + "_reader";
        second.execute(
                "revoke connect on database " + second.name() + " from " + role, "insert into three.d values (3, 'd')");

        TapRun run = tap.sync(catalog, before);
        run.assertFailed(6, "2 of 4 streams failed: three-c, three-d")
                .assertHint("GRANT CONNECT ON DATABASE \"" + second.name() + "\" TO \"" + role + "\";");
        assertThat(run.log("ERROR")).hasSize(2).allMatch(line -> line.contains("permission denied for database"));
        assertThat(run.values("one-a", "v")).containsExactly("\"a\"");
        assertThat(run.values("two-b", "v")).containsExactly("\"b\"");
        assertThat(run.messages("SCHEMA", "three-c")).isEmpty();
        // What was reached before stays, and is gone on from when the database is open again.
        assertBookmarks(run, STREAMS.stream().map(this::id).toList());
        assertThat(run.bookmark(id("three-d")))
                .isEqualTo(before.path("bookmarks").path(id("three-d")));
        assertThat(run.bookmark(id("three-c")))
                .isEqualTo(before.path("bookmarks").path(id("three-c")));
        second.execute("grant connect on database " + second.name() + " to " + role);
        assertThat(tap.sync(catalog, run.state()).assertSucceeded().values("three-d", "id"))
                .containsExactly("2", "3");
    }

    @EachVersion
    void theConfiguredDatabaseMayBeTheOneThatRefuses(PostgresVersion version) {
        create(version);
        TestCatalog catalog = tap.catalog().selectAll();
        String role = first.name() + "_reader";
        first.execute("revoke connect on database " + first.name() + " from " + role);

        TapRun run = tap.sync(catalog);
        run.assertFailed(6, "2 of 4 streams failed: one-a, two-b");
        assertThat(run.values("three-c", "v")).containsExactly("\"c\"");
        assertBookmarks(run, List.of(id("three-c"), id("three-d")));
        tap.discover().assertFailed(4, "permission denied for database");

        second.execute("revoke connect on database " + second.name() + " from " + role);
        TapRun none = tap.sync(catalog);
        none.assertFailed(4, "4 of 4 streams failed");
        assertThat(none.messages()).isEmpty();
    }

    @EachVersion
    void aDatabaseThatIsGoneFailsItsStreamsOnly(PostgresVersion version) {
        create(version);
        TestCatalog catalog = tap.catalog().selectAll();
        String name = second.name();
        second.close();

        TapRun run = tap.sync(catalog);
        run.assertFailed(6, "2 of 4 streams failed: three-c, three-d");
        assertThat(run.log("ERROR")).allMatch(line -> line.contains("database \"" + name + "\" does not exist"));
        assertBookmarks(run, List.of(id("one-a"), id("two-b")));
        TapRun check = tap.check(catalog);
        check.assertFailed(4, "1 problem: database \"" + name + "\"");
        second = first.server().createDatabase(name, "");
    }

    @EachVersion
    void oneTableThatIsGoneFailsAlone(PostgresVersion version) {
        create(version);
        TestCatalog catalog = tap.catalog().selectAll();
        first.execute("drop table one.a");
        second.execute("alter table three.c rename to x");

        TapRun run = tap.sync(catalog);

        run.assertFailed(6, "2 of 4 streams failed: one-a, three-c");
        assertBookmarks(run, List.of(id("two-b"), id("three-d")));
    }

    /** The same schema and table in both databases is one name in messages. */
    @EachVersion
    void refusesTwoStreamsOfOneName(PostgresVersion version) {
        create(version);
        String role = first.name() + "_reader";
        first.execute("create table one.twin (id integer primary key)", "insert into one.twin values (1)");
        second.execute(
                "create schema one",
                "create table one.twin (id integer primary key)",
                "insert into one.twin values (2)");
        grant(first, role, "one");
        grant(second, role, "one");
        TapRun discovery = tap.discover().assertSucceeded();
        assertThat(discovery.log("WARN")).singleElement().asString().contains("would both be the stream \"one-twin\"");
        TestCatalog catalog = TestCatalog.parse(discovery.text());
        for (JsonNode stream : catalog.json().get("streams")) {
            ((ObjectNode) stream.at("/metadata/0/metadata")).put("selected", true);
        }
        TapRun refused = tap.sync(catalog);
        refused.assertFailed(3, first.name() + "-one-twin", second.name() + "-one-twin")
                .assertHint("stream_name");
        assertThat(refused.messages()).isEmpty();
        tap.check(catalog).assertFailed(3, "both have the name");
        tap.check(catalog, "--grants").assertFailed(3, "both have the name");

        Tap named = tap.with("stream_name", "{database}-{schema}-{table}");
        TapRun run = named.sync(named.catalog().selectAll()).assertSucceeded();
        assertThat(run.values(first.name() + "-one-twin", "id")).containsExactly("1");
        assertThat(run.values(second.name() + "-one-twin", "id")).containsExactly("2");
        assertBookmarks(
                run,
                List.of(
                        id("one-a"),
                        id("two-b"),
                        first.name() + "-one-twin",
                        second.name() + "-one-twin",
                        id("three-c"),
                        id("three-d")));
    }

    /** Other taps name no database: what they left behind is the configured one's. */
    @EachVersion
    void adoptsForeignBookmarksForTheConfiguredDatabaseOnly(PostgresVersion version) {
        create(version);
        TestCatalog catalog = tap.catalog().incremental("one-a", "id").incremental("three-d", "id");
        JsonNode state = Json.NODES
                .objectNode()
                .set(
                        "bookmarks",
                        Json.NODES
                                .objectNode()
                                .<ObjectNode>set(
                                        "one-a",
                                        Json.NODES
                                                .objectNode()
                                                .put("replication_key", "id")
                                                .put("replication_key_value", 5))
                                .set(
                                        "three-d",
                                        Json.NODES
                                                .objectNode()
                                                .put("replication_key", "id")
                                                .put("replication_key_value", 5)));

        TapRun run = tap.sync(catalog, state).assertSucceeded();

        assertThat(run.records("one-a")).isEmpty();
        assertThat(run.records("three-d")).hasSize(2);
        assertThat(run.bookmark(id("one-a")).path("replication_key_value").asText())
                .isEqualTo("5");
    }
}

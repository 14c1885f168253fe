package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.Backends;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.Trigger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several connections that read on one snapshot. */
final class ParallelIT {
    private static void createTables(TestDatabase database) {
        database.execute(
                "create table keyed (id integer primary key, filler text)",
                "insert into keyed select i, repeat('x', 400) from generate_series(1, 12000) i",
                "create table keyless (n integer, filler text)",
                "insert into keyless select i % 10, repeat('y', 400) from generate_series(1, 8000) i",
                "create table small (id integer primary key)",
                "insert into small values (1), (2)",
                "create table empty (id integer primary key)",
                "create view seen as select id from keyed where id % 100 = 0");
    }

    @EachVersion
    void anyNumberOfReadersReadsTheSameRows(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createTables(database);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            TapRun one = tap.sync(catalog).assertSucceeded();
            for (int readers : List.of(2, 7)) {
                TapRun several = tap.with("parallel", readers).sync(catalog).assertSucceeded();
                SchemaCheck.check(several);
                for (String stream : List.of("keyed", "keyless", "small", "empty", "seen")) {
                    String name = "public-" + stream;
                    assertThat(several.records(name))
                            .as(stream + " of " + readers)
                            .containsExactlyInAnyOrderElementsOf(one.records(name));
                    List<String> types = several.messages().stream()
                            .filter(message -> message.path("stream").asText().equals(name))
                            .map(message -> message.get("type").asText())
                            .toList();
                    assertThat(types).startsWith("SCHEMA", "ACTIVATE_VERSION").endsWith("ACTIVATE_VERSION");
                    assertThat(types).filteredOn("SCHEMA"::equals).hasSize(1);
                    assertThat(times(several, name)).as("one instant").hasSizeLessThanOrEqualTo(1);
                }
                assertThat(Stream.of("keyed", "keyless", "small", "seen")
                                .flatMap(stream -> times(several, "public-" + stream).stream())
                                .distinct())
                        .hasSize(1);
                assertThat(several.state().get("currently_syncing").isNull()).isTrue();
            }
        }
    }

    @EachVersion
    void severalConnectionsReadAndNoneIsLeft(PostgresVersion version) throws InterruptedException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createTables(database);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1).with("parallel", 3);
            AtomicInteger connections = new AtomicInteger();

            TapRun run = tap.sync(
                    tap.catalog().selectAll(),
                    null,
                    new Trigger(1, () -> connections.set(Backends.of(database).count())));

            run.assertSucceeded();
            assertThat(connections).hasValue(3);
            assertThat(run.log("INFO")).anyMatch(line -> line.endsWith("3 connections read on one snapshot"));
            for (int i = 0; i < 100 && Backends.of(database).count() > 0; i++) {
                Thread.sleep(20);
            }
            assertThat(Backends.of(database).count()).isZero();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("reader "));
        }
    }

    @EachVersion
    void oneConnectionReadsAllWhereTheRoleHasNoMore(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createTables(database);
            String role = database.name() + "_one";
            database.execute(
                    "create role " + role + " login password 'r' connection limit 1",
                    "grant select on all tables in schema public to " + role);
            Tap tap = Tap.of(database).as(role, "r").with("chunk_size_mb", 1).with("parallel", 3);

            TapRun run = tap.sync(tap.catalog().selectAll()).assertSucceeded();

            assertThat(run.log("WARN"))
                    .singleElement()
                    .asString()
                    .contains("1 of 3 connections read: ", "ALTER ROLE \"" + role + "\" CONNECTION LIMIT");
            assertThat(run.records("public-keyed")).hasSize(12_000);
            assertThat(run.records("public-keyless")).hasSize(8000);
            database.execute("drop owned by " + role, "drop role " + role);
        }
    }

    /** What each reader meets first differs from run to run. */
    @EachVersion
    void theSchemaCoversWhatAnyOfThemMeets(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table arrays (id integer primary key, a integer[], b text[], filler text)",
                    "insert into arrays select i,"
                            + " case when i < 1200 then array[i] when i < 2400 then array[[i, 1]] else array[[[i]]] end,"
                            + " case when i < 2000 then array[['x', 'y']] else array['x'] end,"
                            + " repeat('x', 1500) from generate_series(1, 4000) i");
            Tap tap = Tap.of(database).with("chunk_size_mb", 1).with("parallel", 4);

            TapRun run = tap.sync(tap.catalog().selectAll()).assertSucceeded();

            String name = "public-arrays";
            assertThat(run.records(name)).hasSize(4000);
            SchemaCheck.check(run);
            List<String> lines = run.lines();
            List<String> schemas = lines.stream()
                    .filter(line -> line.startsWith("{\"type\":\"SCHEMA\""))
                    .toList();
            assertThat(schemas).hasSizeBetween(2, 4).doesNotHaveDuplicates();
            // The last one covers all that came before: none is narrower than the one before it.
            String widest = schemas.get(schemas.size() - 1) + "\n"
                    + lines.stream()
                            .filter(line -> !schemas.contains(line))
                            .collect(Collectors.joining("\n", "", "\n"));
            SchemaCheck.check(new TapRun(0, widest.getBytes(StandardCharsets.UTF_8), ""));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V12", "V18"})
    void readsADatabaseWithoutEncoding(PostgresVersion version) {
        String name = "parallel_ascii_" + ProcessHandle.current().pid();
        String options = "encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'";
        try (TestDatabase database = PostgresServer.shared(version).createDatabase(name, options)) {
            database.execute(
                    "create schema \"größe\"",
                    "create table \"größe\".\"tür\" (\"schlüssel\" integer primary key, v text)",
                    "insert into \"größe\".\"tür\" select i, convert_from('\\x636166e9', 'SQL_ASCII') || repeat('ü', 200)"
                            + " from generate_series(1, 9000) i",
                    "create table \"größe\".weg (id integer primary key)",
                    "insert into \"größe\".weg values (1)",
                    "create view sicht as select * from \"größe\".\"tür\" where \"schlüssel\" < 10");
            assertSameRows(database, List.of("größe-tür", "größe-weg", "public-sicht"));
        }
    }

    @EachVersion
    void readsChildrenAndLeaves(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table parent (id integer primary key, filler text)",
                    "create table child (primary key (id), extra integer) inherits (parent)",
                    "create table grandchild (primary key (id)) inherits (child)",
                    "insert into parent select i, repeat('x', 400) from generate_series(1, 5000) i",
                    "insert into child select i, repeat('x', 400), 1 from generate_series(5001, 10000) i",
                    "insert into grandchild select i, repeat('x', 400), 1 from generate_series(10001, 11000) i");
            List<String> streams = new ArrayList<>(List.of("public-parent", "public-child", "public-grandchild"));
            if (version.compareTo(PostgresVersion.V12) >= 0) {
                database.execute(
                        "create table tree (id integer primary key, filler text) partition by range (id)",
                        "create table leaf1 partition of tree for values from (0) to (6000)",
                        "create table leaf2 partition of tree default",
                        "create table empty_leaf partition of tree for values from (-9) to (0)",
                        "insert into tree select i, repeat('x', 400) from generate_series(1, 9000) i");
                streams.add("public-tree");
            }
            assertSameRows(database, streams);
        }
    }

    @Test
    void readsAStandby() {
        try (PostgresServer primary = PostgresServer.start(PostgresVersion.V12, Map.of("wal_keep_segments", "64"));
                PostgresServer standby = primary.startStandby(Map.of())) {
            TestDatabase database = primary.createDatabase();
            createTables(database);
            Tap here = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = here.catalog().selectAll();
            TapRun expected = here.sync(catalog).assertSucceeded();
            standby.awaitReplayed(primary);

            TapRun run = here.with("port", standby.port())
                    .with("parallel", 3)
                    .sync(catalog)
                    .assertSucceeded();

            assertThat(run.log("INFO")).anyMatch(line -> line.endsWith("3 connections read on one snapshot"));
            assertSameRows(run, expected, List.of("public-keyed", "public-keyless", "public-seen"));
        }
    }

    private static void assertSameRows(TestDatabase database, List<String> streams) {
        Tap tap = Tap.of(database).with("chunk_size_mb", 1);
        TestCatalog catalog = tap.catalog().selectAll();
        TapRun one = tap.sync(catalog).assertSucceeded();
        for (String method : List.of("copy", "cursor")) {
            TapRun several = tap.with("parallel", 3)
                    .with("read_method", method)
                    .with("itersize", 1000)
                    .sync(catalog)
                    .assertSucceeded();
            assertSameRows(several, one, streams);
        }
    }

    private static void assertSameRows(TapRun several, TapRun one, List<String> streams) {
        SchemaCheck.check(several);
        for (String stream : streams) {
            assertThat(several.records(stream))
                    .as(stream)
                    .isNotEmpty()
                    .containsExactlyInAnyOrderElementsOf(one.records(stream));
            assertThat(several.order(stream)).endsWith("ACTIVATE_VERSION STATE");
        }
    }

    private static List<JsonNode> times(TapRun run, String stream) {
        return run.messages("RECORD", stream).stream()
                .map(record -> record.get("time_extracted"))
                .distinct()
                .toList();
    }
}

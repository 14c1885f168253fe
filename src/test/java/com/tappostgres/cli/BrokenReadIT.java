package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import com.tappostgres.testing.Trigger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads that end before the last row: by the server, by its settings, by its policies. */
final class BrokenReadIT {
    private static final String BIG = "public-big";
    private static final int ROWS = 60_000;

    /** More than the sockets between can hold, so that the server is still sending when it is told to stop. */
    private static void createBig(TestDatabase database) {
        database.execute(
                "create table big (id integer primary key, filler text)",
                "insert into big select i, repeat('x', 400) from generate_series(1, " + ROWS + ") i",
                "create table small (id integer primary key)",
                "insert into small values (1)");
    }

    @EachVersion(from = PostgresVersion.V15)
    void opensAConnectionThatIdledToDeathAnew(PostgresVersion version) {
        PostgresServer server = PostgresServer.shared(version);
        try (TestDatabase database = server.createDatabase();
                TestDatabase idle = server.createDatabase()) {
            database.execute("create view slow as select 1 as id, pg_sleep(1)::text as s");
            idle.execute(
                    "create table small (id integer primary key)",
                    "insert into small values (1)",
                    "alter database " + idle.name() + " set idle_session_timeout to '200ms'");
            Tap tap = Tap.of(database)
                    .with("filter_dbs", database.name() + "," + idle.name())
                    .with("stream_name", "{database}-{table}");
            TestCatalog catalog = tap.catalog().selectAll();

            TapRun run = tap.sync(catalog).assertSucceeded();

            assertThat(run.records(idle.name() + "-small")).hasSize(1);
            assertThat(run.messages("SCHEMA", idle.name() + "-small")).hasSize(1);
        }
    }

    @EachVersion
    void goesOnBehindTheRowsBeforeTheServerWasLost(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createBig(database);
            TestCatalog catalog = Tap.of(database).catalog().incremental(BIG, "id");
            Tap tap = Tap.of(database).with("state_interval_rows", 1000);

            // A first load would be in no order.
            ObjectNode start = Json.NODES.objectNode();
            start.putObject("bookmarks")
                    .putObject(catalog.id(BIG))
                    .put("last_replication_method", "INCREMENTAL")
                    .put("replication_key", "id")
                    .put("replication_key_value", "1")
                    .put("version", 5);
            TapRun cut = tap.sync(catalog, start, new Trigger(1_000_000, () -> database.lockOut(BIG)));

            database.letIn();
            cut.assertFailed(4, BIG, "not currently accepting connections");
            assertThat(cut.log("WARN")).anyMatch(line -> line.contains("SQLSTATE") && line.contains("trying again"));
            List<JsonNode> records = cut.records(BIG);
            assertThat(records).hasSizeBetween(1000, ROWS - 1);
            JsonNode last = records.get(records.size() - 1).get("id");
            JsonNode bookmark = cut.bookmark(catalog.id(BIG));
            assertThat(bookmark.get("replication_key_value").asText()).isEqualTo(last.asText());
            assertThat(cut.messages("STATE")).hasSizeGreaterThan(records.size() / 1000);

            TapRun rest = tap.sync(catalog, cut.state()).assertSucceeded();
            assertThat(rest.records(BIG)).hasSize(ROWS - last.asInt() + 1);
            assertThat(rest.messages("ACTIVATE_VERSION")).isEmpty();
            assertThat(rest.messages("RECORD").get(0).get("version"))
                    .isEqualTo(cut.messages("RECORD").get(0).get("version"));
        }
    }

    @EachVersion(from = PostgresVersion.V15)
    void goesOnWithinTheRunWhereALoaderCanTellWhatComesTwice(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createBig(database);
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog().incremental(BIG, "id");

            TapRun run = tap.sync(catalog, null, new Trigger(1_000_000, () -> database.disconnect(BIG)))
                    .assertSucceeded();

            assertThat(run.log("WARN")).singleElement().asString().contains(BIG, "SQLSTATE", "trying again");
            // The row that was the last one before the cut.
            assertThat(run.records(BIG)).hasSize(ROWS + 1);
            assertThat(run.values(BIG, "id").stream().distinct()).hasSize(ROWS);
            assertThat(run.messages("ACTIVATE_VERSION")).hasSize(1);

            database.execute("alter table big drop constraint big_pkey");
            TapRun keyless = tap.sync(
                    tap.catalog().incremental(BIG, "id"), null, new Trigger(1_000_000, () -> database.disconnect(BIG)));
            keyless.assertFailed(4, BIG, "SQLSTATE").assertHint("no key", "lost");
            assertThat(keyless.values(BIG, "id").stream().distinct()).hasSameSizeAs(keyless.values(BIG, "id"));
        }
    }

    @EachVersion(from = PostgresVersion.V15)
    void startsAnewWithAnotherVersionWhereNobodyCouldTell(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createBig(database);
            database.execute("alter table big drop constraint big_pkey");
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog().fullTable(BIG);

            TapRun run = tap.sync(catalog, null, new Trigger(1_000_000, () -> database.disconnect(BIG)))
                    .assertSucceeded();

            List<JsonNode> versions = run.messages("RECORD", BIG).stream()
                    .map(record -> record.get("version"))
                    .distinct()
                    .toList();
            assertThat(versions).hasSize(2);
            assertThat(run.messages("RECORD", BIG))
                    .filteredOn(record -> record.get("version").equals(versions.get(1)))
                    .hasSize(ROWS);
            List<JsonNode> activated = run.messages("ACTIVATE_VERSION", BIG);
            assertThat(activated.get(activated.size() - 1).get("version")).isEqualTo(versions.get(1));

            TapRun without = tap.with("activate_version", "false")
                    .sync(catalog, null, new Trigger(1_000_000, () -> database.disconnect(BIG)));
            without.assertFailed(4, BIG, "SQLSTATE").assertHint("no key");
        }
    }

    @EachVersion(from = PostgresVersion.V15)
    void givesUpWhenItFailsThreeTimesWithoutAnyProgress(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute("create view suicide as select 1 as id, pg_terminate_backend(pg_backend_pid()) as dead");
            Tap tap = Tap.of(database);

            TapRun run = tap.sync(tap.catalog().fullTable("public-suicide"));

            run.assertFailed(4, "public-suicide", "SQLSTATE");
            assertThat(run.log("WARN")).hasSize(2).allMatch(line -> line.contains("trying again"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V9_3", "V18"})
    void neverActivatesAnIncompleteLoadAndReadsTheOtherStreams(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase();
                TestDatabase other = PostgresServer.shared(version).createDatabase()) {
            createBig(database);
            createBig(other);
            Tap tap = Tap.of(database)
                    .with("filter_dbs", database.name() + "," + other.name())
                    .with("stream_name", "{database}-{table}");
            TestCatalog catalog =
                    tap.catalog().fullTable(database.name() + "-big").fullTable(other.name() + "-small");
            JsonNode before = tap.sync(catalog).assertSucceeded().state();
            String big = database.name() + "-big";
            for (String method : new String[] {"copy", "cursor"}) {
                Trigger out = new Trigger(1_000_000, () -> database.lockOut(big));

                TapRun cut =
                        tap.with("read_method", method).with("itersize", 500).sync(catalog, before, out);

                database.letIn();
                cut.assertFailed(6, "1 of 2 streams failed", big);
                assertThat(cut.messages("ACTIVATE_VERSION", big)).isEmpty();
                assertThat(cut.bookmark(catalog.id(big)))
                        .isEqualTo(before.at("/bookmarks").get(catalog.id(big)));
                assertThat(cut.records(other.name() + "-small")).hasSize(1);
                assertThat(cut.messages("ACTIVATE_VERSION", other.name() + "-small"))
                        .hasSize(1);
            }
        }
    }

    @EachVersion
    void namesTheTimeOutOfAStatement(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create view slow as select 1 as id, pg_sleep(5)::text as s",
                    "create table small (id integer primary key)");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();

            TapRun run = Tap.of(database).with("statement_timeout", "100ms").sync(catalog);

            run.assertFailed(6, "public-slow", "SQLSTATE 57014").assertHint("\"statement_timeout\"");
            // A role's own limit is for its other programs.
            database.execute("alter database " + database.name() + " set statement_timeout to '100ms'");
            database.execute("create or replace view slow as select 1 as id, pg_sleep(0.3)::text as s");
            Tap.of(database).sync(Tap.of(database).catalog().selectAll()).assertSucceeded();
        }
    }

    @EachVersion
    void namesTheViewThatFailsInTheMiddle(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute("create view v as select 100 / (3 - i) as q from generate_series(1, 5) i");
            TestCatalog catalog = Tap.of(database).catalog().fullTable("public-v");

            TapRun run = Tap.of(database).sync(catalog);

            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.log("CRITICAL"))
                    .singleElement()
                    .asString()
                    .contains("public-v", "division by zero", "22012");
            assertThat(run.values("public-v", "q")).containsExactly("50", "100");
            assertThat(run.messages("ACTIVATE_VERSION")).hasSize(1);
        }
    }

    @EachVersion(from = PostgresVersion.V9_6)
    void neverHidesRowsInSilence(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            String role = database.name() + "_reader";
            database.execute(
                    "create table t (id integer primary key, tenant text)",
                    "insert into t values (1, 'ours'), (2, 'theirs')",
                    "alter table t enable row level security",
                    "create policy ours on t using (tenant = 'ours')",
                    "create role " + role + " login password 'secret'",
                    "grant usage on schema public to " + role,
                    "grant select on t to " + role);
            Tap tap = Tap.of(database).as(role, "secret");
            TestCatalog catalog = tap.catalog().fullTable("public-t");
            for (String method : new String[] {"copy", "cursor"}) {
                TapRun refused = tap.with("read_method", method).sync(catalog);
                refused.assertFailed(5, "public.t", "row-level security")
                        .assertHint("BYPASSRLS", "\"row_security\": \"on\"");
                assertThat(refused.records("public-t")).isEmpty();

                TapRun filtered = tap.with("read_method", method)
                        .with("row_security", "on")
                        .sync(catalog)
                        .assertSucceeded();
                assertThat(filtered.values("public-t", "id")).containsExactly("1");
                assertThat(filtered.log("WARN")).singleElement().asString().contains("public-t", "row-level");
                assertThat(filtered.log("INFO")).anyMatch(line -> line.contains("only what row-level policies show"));
            }
            assertThat(Tap.of(database).sync(catalog).assertSucceeded().records("public-t"))
                    .hasSize(2);
            database.execute("drop owned by " + role, "drop role " + role);
        }
    }

    @Test
    void endsWithTheCodeOfTheConnectionWhereTheServerStops() {
        try (PostgresServer server = PostgresServer.start(PostgresVersion.V18, Map.of())) {
            // Not closed: it goes with its server.
            TestDatabase database = server.createDatabase();
            createBig(database);
            TestCatalog catalog = Tap.of(database).catalog().selectAll();

            TapRun run = Tap.of(database).sync(catalog, null, new Trigger(1_000_000, server::close));

            run.assertFailed(4, "2 of 2 streams failed");
            SchemaCheck.check(run);
        }
    }
}

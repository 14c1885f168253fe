package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.testing.Backends;
import com.tappostgres.testing.Background;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.Trigger;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the others when one connection, one lock or one stream of several fails. */
final class ParallelFailureIT {
    private static final String BIG = "public-big";

    /** More than the sockets between can hold, so that the server is still sending when it is told to stop. */
    private static final int ROWS = 60_000;

    private static void createBig(TestDatabase database, String key) {
        database.execute(
                "create table big (id integer" + key + ", filler text)",
                "insert into big select i, repeat('x', 400) from generate_series(1, " + ROWS + ") i",
                "create table small (id integer primary key)",
                "insert into small values (1)");
    }

    private static Tap parallel(TestDatabase database, int readers, int chunk) {
        return Tap.of(database).with("parallel", readers).with("chunk_size_mb", chunk);
    }

    /** Has another session wait for a table, from the first record on until the run is over. */
    private static TapRun whileWaiting(TestDatabase database, Tap tap, TestCatalog catalog, String statement)
            throws Exception {
        List<Background<Void>> waiting = new ArrayList<>();
        Trigger first = new Trigger(1, () -> {
            waiting.add(Background.start(() -> {
                database.execute(statement);
                return null;
            }));
            Backends.of(database).awaitWaiting(1);
        });
        TapRun run = tap.sync(catalog, null, first);
        waiting.get(0).result();
        return run;
    }

    private static void createLocked(TestDatabase database) {
        database.execute(
                "create table first (id integer primary key, filler text)",
                "insert into first select i, repeat('x', 400) from generate_series(1, 10000) i",
                "create table locked (id integer primary key, filler text)",
                "insert into locked select i, repeat('y', 400) from generate_series(1, 9000) i");
        for (int i = 0; i < 4; i++) {
            database.execute(
                    // Of unknown size, so that they come first: one for each reader, then those that want the lock.
                    "create view a" + i + " as select id, filler from first where id <= 2000",
                    "create view v" + i + " as select id, filler from locked where id <= 1000");
        }
    }

    @EachVersion
    void whatAnAlterTableWaitsForIsLeftToTheHolder(PostgresVersion version) throws Exception {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createLocked(database);
            Tap tap = parallel(database, 3, 1);
            TestCatalog catalog = tap.catalog().selectAll();
            List<String> warnings = List.of();
            // On a busy machine the holder may come first to all that the other session waits for.
            for (int attempt = 0; attempt < 5 && warnings.isEmpty(); attempt++) {
                TapRun expected = tap.without("parallel").sync(catalog).assertSucceeded();
                String statement = "alter table locked  add column\n extra" + attempt + " integer";

                TapRun run = whileWaiting(database, tap, catalog, statement).assertSucceeded();

                for (String stream : catalog.streams()) {
                    assertThat(run.records(stream)).containsExactlyInAnyOrderElementsOf(expected.records(stream));
                }
                warnings = run.log("WARN");
            }
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .matches(".* process \\d+ of the server waits for the"
                            + " lock on \"locked\" until it is read: alter table locked add column extra\\d integer");
            assertThat(tap.sync(tap.catalog().fullTable("public-locked"))
                            .assertSucceeded()
                            .records("public-locked"))
                    .hasSize(9000)
                    .allMatch(row -> row.has("extra0"));
        }
    }

    /** LOCK TABLE is refused to such a role, and a query knows no NOWAIT. */
    @EachVersion
    void soItIsWhereOnlyColumnsAreGranted(PostgresVersion version) throws Exception {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createLocked(database);
            String role = database.name() + "_columns";
            database.execute(
                    "create role " + role + " login password 'r'",
                    "grant select on first, a0, a1, a2, a3, v0, v1, v2, v3 to " + role,
                    "grant select (id) on locked to " + role);
            Tap tap = parallel(database, 3, 1).as(role, "r");
            TestCatalog catalog = tap.catalog().selectAll();

            List<String> warnings = List.of();
            for (int attempt = 0; attempt < 5 && warnings.isEmpty(); attempt++) {
                String statement = "begin; lock table locked in access exclusive mode; commit";

                TapRun run = whileWaiting(database, tap, catalog, statement).assertSucceeded();

                assertThat(run.records("public-first")).hasSize(10_000);
                assertThat(run.records("public-locked")).hasSize(9000);
                assertThat(run.records("public-v3")).hasSize(1000);
                warnings = run.log("WARN");
            }
            assertThat(warnings)
                    .singleElement()
                    .asString()
                    .contains("on \"locked\" until it is read: its statement is hidden from this role");
            database.execute("drop owned by " + role, "drop role " + role);
        }
    }

    /** Who waits for an index, which readers lock without a word, makes later readers wait. */
    @EachVersion(from = PostgresVersion.V12)
    void aReaderThatHasToWaitLeavesThePartToTheHolder(PostgresVersion version) throws Exception {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createBig(database, "");
            database.execute("create unique index by_id on big (id)", "alter table big alter column id set not null");
            Tap tap = parallel(database, 3, 1).with("lock_timeout", "500ms");

            TapRun run = whileWaiting(database, tap, tap.catalog().selectAll(), "reindex index by_id");

            assertThat(run.assertSucceeded().values(BIG, "id").stream().distinct())
                    .hasSize(ROWS);
        }
    }

    @EachVersion
    void anIndexMayBeCreatedWhileItsTableIsRead(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createBig(database, " primary key");
            for (int readers : List.of(1, 3)) {
                Tap tap = parallel(database, readers, 1);
                Trigger first =
                        new Trigger(1, () -> database.execute("create index i" + readers + " on big (filler, id)"));

                TapRun run = tap.sync(tap.catalog().fullTable(BIG), null, first).assertSucceeded();

                assertThat(run.records(BIG)).hasSize(ROWS);
            }
        }
    }

    @EachVersion(from = PostgresVersion.V12)
    void aPartitionMayBeAttachedWhileOthersAreRead(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table first as select i, repeat('x', 400) as filler from generate_series(1, 9000) i",
                    "create table tree (id integer primary key) partition by range (id)",
                    "create table leaf partition of tree for values from (0) to (10)",
                    "insert into tree values (1), (2)");
            Tap tap = Tap.of(database).with("consistent", "true");
            Trigger first = new Trigger(
                    1,
                    () -> database.execute(
                            "create table late (like tree including all)",
                            "insert into late values (11)",
                            "alter table tree attach partition late for values from (10) to (20)"));

            TapRun run = tap.sync(tap.catalog().selectAll(), null, first).assertSucceeded();

            assertThat(run.values("public-tree", "id")).containsExactly("1", "2");
        }
    }

    @EachVersion(from = PostgresVersion.V12)
    void othersGoOnWhenAConnectionIsLost(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createBig(database, " primary key");
            Tap tap = parallel(database, 3, 8);
            Backends backends = Backends.of(database);

            TapRun run = tap.sync(tap.catalog().selectAll(), null, new Trigger(300_000, backends::killNewest))
                    .assertSucceeded();

            assertThat(run.log("WARN"))
                    .singleElement()
                    .asString()
                    .contains("a connection was lost, the others go on: ");
            assertThat(run.values(BIG, "id").stream().distinct()).hasSize(ROWS);
            assertThat(versions(run)).hasSize(1);
            assertThat(run.order(BIG)).endsWith("ACTIVATE_VERSION STATE");
        }
    }

    @EachVersion(from = PostgresVersion.V15)
    void startsAnewWithoutAKeyWhenAConnectionIsLost(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createBig(database, "");
            Tap tap = parallel(database, 2, 16);
            Backends backends = Backends.of(database);

            TapRun run = tap.sync(tap.catalog().selectAll(), null, new Trigger(300_000, backends::killNewest))
                    .assertSucceeded();

            List<JsonNode> versions = versions(run);
            assertThat(versions).hasSize(2);
            assertThat(run.messages("RECORD", BIG))
                    .filteredOn(record -> record.get("version").equals(versions.get(1)))
                    .hasSize(ROWS);
            List<JsonNode> activated = run.messages("ACTIVATE_VERSION", BIG);
            assertThat(activated.get(activated.size() - 1).get("version")).isEqualTo(versions.get(1));
            assertThat(run.messages("ACTIVATE_VERSION", "public-small")).hasSize(2);
        }
    }

    private static List<JsonNode> versions(TapRun run) {
        return run.messages("RECORD", BIG).stream()
                .map(record -> record.get("version"))
                .distinct()
                .toList();
    }

    /** All parts are read, and the connection that is to complete the stream is not there any more. */
    @EachVersion(from = PostgresVersion.V15)
    void completesAStreamWhoseLastReaderIsLost(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table big (id integer primary key, filler text)",
                    "insert into big select i, repeat('x', 400) from generate_series(1, 5000) i");
            Tap tap = parallel(database, 2, 1);
            TestCatalog catalog = tap.catalog().selectAll();
            AtomicBoolean killed = new AtomicBoolean();
            for (int attempt = 0; attempt < 20 && !killed.get(); attempt++) {
                ByteArrayOutputStream out = new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int offset, int length) {
                        super.write(bytes, offset, length);
                        boolean last = new String(bytes, offset, length, StandardCharsets.UTF_8).contains(":\"..\"");
                        if (last && Thread.currentThread().getName().startsWith("reader ") && !killed.get()) {
                            killed.set(true);
                            Backends.of(database).killNewest();
                        }
                    }
                };

                TapRun run = tap.sync(catalog, null, out).assertSucceeded();

                assertThat(run.values(BIG, "id").stream().distinct()).hasSize(5000);
                assertThat(run.order(BIG)).endsWith("ACTIVATE_VERSION STATE");
                assertThat(run.bookmark(catalog.id(BIG)).has("load")).isFalse();
            }
            assertThat(killed).isTrue();
        }
    }

    @EachVersion(from = PostgresVersion.V15)
    void takesANewSnapshotWhenTheHolderIsLost(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createBig(database, " primary key");
            database.execute(
                    "create table other (id integer primary key, filler text)",
                    "insert into other select i, repeat('y', 400) from generate_series(1, 9000) i");
            Tap tap = parallel(database, 3, 2).with("state_interval_rows", 500);
            TestCatalog catalog = tap.catalog().fullTable("public-small", BIG).incremental("public-other", "id");
            Backends backends = Backends.of(database);

            TapRun run = tap.sync(catalog, null, new Trigger(4_000_000, backends::killHolder))
                    .assertSucceeded();

            assertThat(run.log("WARN")).anyMatch(line -> line.contains("trying again"));
            SchemaCheck.check(new TapRun(0, head(run, 200_000), ""));
            List<String> big = new ModelLoader().load(run.text()).rows(BIG);
            assertThat(big).hasSize(ROWS);
            // Wherever the loader dies: with what it confirmed, the next run completes it.
            Random random = new Random(version.number());
            for (int i = 0; i < 4; i++) {
                int bytes = random.nextInt(run.out().length);
                ModelLoader loader = new ModelLoader();
                loader.load(new String(run.out(), 0, bytes, StandardCharsets.UTF_8));
                loader.load(tap.sync(catalog, loader.state()).assertSucceeded().text());
                assertThat(loader.rows(BIG)).as("cut at %d", bytes).isEqualTo(big);
                assertThat(loader.rows("public-other")).as("cut at %d", bytes).hasSize(9000);
            }
        }
    }

    private static byte[] head(TapRun run, int bytes) {
        String head = new String(run.out(), 0, bytes, StandardCharsets.UTF_8);
        return head.substring(0, head.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8);
    }

    @EachVersion
    void aStreamThatFailsDoesNotHarmTheOthers(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createLocked(database);
            database.execute(
                    "create view divides as select i, repeat('x', 400) as filler, 1 / (5000 - i) as q"
                            + " from generate_series(1, 9000) i",
                    "create table keys (k double precision primary key, filler text)",
                    "insert into keys select i, repeat('x', 400) from generate_series(1, 9000) i",
                    "insert into keys values ('NaN')",
                    "insert into keys select -i, repeat('x', 400) from generate_series(1, 9000) i");
            for (Tap tap : List.of(
                    parallel(database, 3, 1),
                    Tap.of(database).with("consistent", "true").with("read_method", "cursor"))) {
                TestCatalog catalog = tap.catalog().selectAll();

                TapRun run = tap.sync(catalog);

                run.assertFailed(6, "2 of 12 streams failed", "public-divides", "public-keys");
                assertThat(run.log("ERROR"))
                        .hasSize(2)
                        .anyMatch(line -> line.contains("SQLSTATE 22012"))
                        .anyMatch(line -> line.contains("NaN"));
                assertThat(run.records("public-first")).hasSize(10_000);
                assertThat(run.records("public-locked")).hasSize(9000);
                for (String stream : catalog.streams()) {
                    boolean failed = stream.equals("public-divides") || stream.equals("public-keys");
                    assertThat(run.messages("ACTIVATE_VERSION", stream))
                            .as(stream)
                            .hasSize(failed ? 1 : 2);
                }
            }
        }
    }

    @Test
    void aTableThatIsDroppedBeforeItIsLockedDoesNotHarmTheOthers() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            createLocked(database);
            database.execute("create table gone (id integer primary key)");
            Tap tap = parallel(database, 3, 1);
            TestCatalog before = tap.catalog().incremental("public-first", "id");
            ObjectNode state = tap.sync(before).assertSucceeded().state();
            // So it is read first, and by itself as it has a bookmark.
            state.put("currently_syncing", before.id("public-first"));
            TestCatalog catalog = tap.catalog().selectAll().incremental("public-first", "id");

            TapRun run = tap.sync(catalog, state, new Trigger(1, () -> database.execute("drop table gone")));

            run.assertFailed(6, "1 of 11 streams failed", "public-gone").assertHint("--discover");
            assertThat(run.messages("ACTIVATE_VERSION", "public-locked")).hasSize(2);
            assertThat(run.records("public-locked")).hasSize(9000);
            assertThat(run.messages("SCHEMA", "public-gone")).isEmpty();
        }
    }

    /** Each attempt finishes a part, and none of it helps the next one. */
    @Test
    @Timeout(60)
    void givesUpWhereEachAttemptStartsAnew() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table tree (id integer primary key, filler text) partition by range (id)",
                    "create table leaf1 partition of tree for values from (0) to (10)",
                    "create table leaf2 partition of tree default",
                    "insert into tree select i, repeat('x', 400) from generate_series(1, 50000) i");
            Tap tap = Tap.of(database).with("full_table_resume", "restart").with("chunk_size_mb", 16);
            Backends backends = Backends.of(database);
            ByteArrayOutputStream out = new ByteArrayOutputStream() {
                private int next = 1_000_000;

                @Override
                public synchronized void write(byte[] bytes, int offset, int length) {
                    super.write(bytes, offset, length);
                    if (size() >= next && backends.count() > 0) {
                        backends.killHolder();
                        // More than what the sockets still hold.
                        next += 12_000_000;
                    }
                }
            };

            TapRun run = tap.sync(tap.catalog().selectAll(), null, out);

            run.assertFailed(4, "public-tree", "SQLSTATE");
            assertThat(run.log("WARN")).hasSize(2);
            assertThat(run.messages("ACTIVATE_VERSION")).hasSizeLessThanOrEqualTo(3);
        }
    }
}

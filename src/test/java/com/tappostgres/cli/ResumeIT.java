package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.testing.CutOutput;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Full loads that are cut and go on: nothing is lost, and a loader that upserts by key ends with the source's rows. */
final class ResumeIT {
    private static final String STREAM = "public-t";
    private static final int ROWS = 20_000;

    /** About 6 MB: seven chunks of a megabyte. */
    private static final String TABLE =
            "create table t (id integer primary key, version integer default 0, filler text)";

    private static final String FILL =
            "insert into t select i, 0, repeat(md5(i::text), 8) from generate_series(1, " + ROWS + ") i";

    @EachVersion
    void goesOnBehindTheLastFinishedChunk(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(TABLE, FILL, "analyze t");
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            ModelLoader loader = new ModelLoader();
            cut(tap, catalog, loader, null, 4_000_000);
            assertThat(loader.state()).isNotNull();

            database.execute(
                    "update t set version = 1 where id % 7 = 0",
                    "insert into t select i, 2, 'new' from generate_series(" + (ROWS + 1) + ", " + (ROWS + 500) + ") i",
                    "update t set version = 3, filler = repeat('x', 2000) where id between 100 and 110");
            TapRun rest = tap.sync(catalog, loader.state()).assertSucceeded();

            loader.load(rest.text());
            assertThat(loader.rows(STREAM)).isEqualTo(rows(tap, catalog));
            assertThat(rest.log("INFO")).anyMatch(line -> line.contains("goes on with the load that was cut"));
            assertThat(rest.records(STREAM))
                    .as("the finished part is not read again")
                    .hasSizeLessThan(ROWS);
            // One version from the first record to the last.
            assertThat(rest.messages("ACTIVATE_VERSION", STREAM)).hasSize(1);
            assertThat(rest.bookmark(catalog.id(STREAM)).has("load")).isFalse();
        }
    }

    /** However often it is cut, and whatever others write meanwhile. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void losesNothingWhateverHappens(long seed) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(TABLE, FILL, "analyze t");
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            Random random = new Random(seed);
            ModelLoader loader = new ModelLoader();
            Set<Integer> deleted = new HashSet<>();
            JsonNode state = null;
            for (int cut = 0; cut < 4; cut++) {
                CutOutput out = new CutOutput(200_000 + random.nextInt(3_000_000));
                tap.sync(catalog, state, out);
                loader.load(out.text());
                state = loader.state();
                change(database, random, deleted);
            }
            TapRun rest = tap.sync(catalog, state).assertSucceeded();
            loader.load(rest.text());

            List<String> loaded = loader.rows(STREAM);
            assertThat(loaded).containsAll(rows(tap, catalog));
            // What was sent and deleted afterwards cannot be seen.
            assertThat(loaded.stream().map(ResumeIT::id).filter(id -> !deleted.contains(id)))
                    .containsExactlyInAnyOrderElementsOf(
                            rows(tap, catalog).stream().map(ResumeIT::id).toList());
        }
    }

    private static void change(TestDatabase database, Random random, Set<Integer> deleted) {
        int from = 1 + random.nextInt(ROWS);
        for (int id = from; id < from + 50; id++) {
            deleted.add(id);
        }
        database.execute(
                "delete from t where id between " + from + " and " + (from + 49),
                "update t set version = version + 1 where id % " + (2 + random.nextInt(20)) + " = 0",
                "insert into t select max(id) + 1, 9, 'late' from t",
                random.nextBoolean() ? "vacuum t" : "vacuum freeze t");
    }

    private static int id(String record) {
        return Integer.parseInt(record.replaceAll("^\\{\"id\":(\\d+),.*", "$1"));
    }

    @Test
    void readsTheNewLeavesOfAPartitionedTable() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, version integer, filler text) partition by range (id)",
                    "create table t1 partition of t for values from (0) to (10000)",
                    "create table t2 partition of t for values from (10000) to (30000)",
                    FILL);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            ModelLoader loader = new ModelLoader();
            cut(tap, catalog, loader, null, 4_500_000);

            database.execute(
                    "create table t3 (id integer primary key, version integer, filler text)",
                    "insert into t3 select i, 5, 'older than its leaf' from generate_series(30000, 30100) i",
                    "alter table t attach partition t3 for values from (30000) to (40000)",
                    "update t set version = 7 where id in (5, 9999, 15000)");
            TapRun rest = tap.sync(catalog, loader.state()).assertSucceeded();

            assertThat(loader.load(rest.text()).rows(STREAM)).isEqualTo(rows(tap, catalog));
            assertThat(rest.log("INFO")).anyMatch(line -> line.contains("goes on with the load"));
        }
    }

    /** Before 14 a large leaf is split by a key, and a small one is read whole. */
    @EachVersion(from = PostgresVersion.V12)
    void keepsWhatWasReadOfASmallLeaf(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(
                    "create table t (id integer primary key, version integer, filler text) partition by range (id)",
                    "create table t1 partition of t for values from (0) to (1000)",
                    "create table t2 partition of t for values from (1000) to (30000)",
                    FILL);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            ModelLoader loader = new ModelLoader();
            cut(tap, catalog, loader, null, 3_000_000);

            database.execute("update t set version = 7 where id in (5, 999, 15000)");
            TapRun rest = tap.sync(catalog, loader.state()).assertSucceeded();

            assertThat(loader.load(rest.text()).rows(STREAM)).isEqualTo(rows(tap, catalog));
            assertThat(rest.log("INFO"))
                    .anyMatch(line -> line.contains("goes on with the load"))
                    .noneMatch(line -> line.contains("starts anew"));
        }
    }

    @Test
    void beginsAnewWhereTheStateIsDamaged() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(TABLE, FILL);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            ModelLoader loader = new ModelLoader();
            cut(tap, catalog, loader, null, 4_000_000);
            ObjectNode finished = (ObjectNode) loader.state()
                    .path("bookmarks")
                    .path(catalog.id(STREAM))
                    .path("load")
                    .path("finished");
            finished.put(finished.fieldNames().next(), "half of it");

            assertStartsAnew(tap, catalog, loader, "does not say in ranges");
        }
    }

    /** Each reason to begin anew: a new version, every row again, and the reason in the log. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vacuum full t                                         | was rewritten or truncated
            truncate t                                            | was rewritten or truncated
            alter table t add column extra integer                | its columns or its key changed
            alter table t alter column version type bigint        | its columns or its key changed
            alter table t rename filler to text                   | its columns or its key changed
            alter table t drop filler                             | its columns or its key changed
            alter table t drop filler; alter table t add filler text | its columns or its key changed
            alter table t drop constraint t_pkey, alter version set not null, add primary key (version, id) | its columns or its key changed
            alter table t drop constraint t_pkey                  | the table has no key any more
            alter table t rename to was; create table t (like was including all); insert into t select * from was | is gone or was replaced
            """)
    void beginsAnewWhereTheFirstPartDoesNotFit(String change, String reason) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(TABLE, FILL);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            ModelLoader loader = new ModelLoader();
            cut(tap, catalog, loader, null, 4_000_000);
            database.execute(change);

            assertStartsAnew(tap, catalog, loader, reason);
        }
    }

    @Test
    void beginsAnewWhereThatIsWanted() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(TABLE, FILL);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            ModelLoader loader = new ModelLoader();
            cut(tap, catalog, loader, null, 4_000_000);
            database.execute("delete from t where id < 100");

            assertStartsAnew(
                    tap.with("full_table_resume", "restart"), catalog, loader, "\"full_table_resume\" is restart");
        }
    }

    @Test
    void beginsAnewAfterTooLong() throws InterruptedException {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(TABLE, FILL);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            ModelLoader loader = new ModelLoader();
            cut(tap, catalog, loader, null, 4_000_000);
            Thread.sleep(2000);

            assertStartsAnew(tap.with("resume_max_age", "1s"), catalog, loader, "\"resume_max_age\"");
        }
    }

    @Test
    void beginsAnewOnAnotherServer() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
                TestDatabase other = PostgresServer.shared(PostgresVersion.V15).createDatabase(database.name(), "")) {
            database.execute(TABLE, FILL);
            other.execute(TABLE, FILL);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            ModelLoader loader = new ModelLoader();
            cut(tap, catalog, loader, null, 4_000_000);

            assertStartsAnew(Tap.of(other).with("chunk_size_mb", 1), catalog, loader, "from another server");
        }
    }

    @Test
    void aTableWithoutAKeyIsReadByOneStatement() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute("create table t (id integer, version integer, filler text)", FILL);
            Tap tap = Tap.of(database).with("chunk_size_mb", 1);
            TestCatalog catalog = tap.catalog().selectAll();
            CutOutput out = new CutOutput(4_000_000);
            tap.sync(catalog, null, out).assertFailed(7, "Broken pipe");

            assertThat(out.text()).doesNotContain("\"STATE\"");
            assertThat(tap.sync(catalog).assertSucceeded().records(STREAM)).hasSize(ROWS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"copy", "cursor"})
    void everyRowComesOnceInChunks(String readMethod) {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(TABLE, FILL);
            Tap tap = Tap.of(database).with("read_method", readMethod);
            TestCatalog catalog = tap.catalog().selectAll();

            TapRun chunked = tap.with("chunk_size_mb", 1).sync(catalog).assertSucceeded();
            TapRun whole = tap.sync(catalog).assertSucceeded();

            assertThat(chunked.messages("STATE")).hasSizeGreaterThan(5);
            assertThat(whole.messages("STATE")).hasSize(1);
            assertThat(chunked.records(STREAM)).isEqualTo(whole.records(STREAM));
        }
    }

    private static void cut(Tap tap, TestCatalog catalog, ModelLoader loader, JsonNode state, long bytes) {
        CutOutput out = new CutOutput(bytes);
        tap.sync(catalog, state, out).assertFailed(7, "Broken pipe");
        loader.load(out.text());
    }

    private static void assertStartsAnew(Tap tap, TestCatalog catalog, ModelLoader loader, String reason) {
        TapRun again = tap.sync(catalog, loader.state()).assertSucceeded();

        assertThat(again.log("INFO")).anyMatch(line -> line.contains("starts anew: ") && line.contains(reason));
        long before = loader.state()
                .path("bookmarks")
                .path(catalog.id(STREAM))
                .path("version")
                .longValue();
        assertThat(again.bookmark(catalog.id(STREAM)).path("version").longValue())
                .isGreaterThan(before);
        assertThat(loader.load(again.text()).rows(STREAM)).isEqualTo(rows(tap, catalog));
    }

    /** The rows as a run from nothing reads them. */
    private static List<String> rows(Tap tap, TestCatalog catalog) {
        ModelLoader loader = new ModelLoader();
        return loader.load(tap.sync(catalog).assertSucceeded().text()).rows(STREAM);
    }
}

package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.Trigger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loads that see one instant, and for how long they may. */
final class ConsistentIT {
    private static final String EARLY = "public-early";
    private static final String LATE = "public-late";

    private static void createPair(TestDatabase database) {
        database.execute(
                "create table early (id integer primary key, filler text)",
                "insert into early select i, repeat('x', 400) from generate_series(1, 1000) i",
                "create table late (id integer primary key, at timestamptz)",
                "insert into late select i, now() from generate_series(1, 10) i");
    }

    /** One change to both tables, once the first of them is being read. */
    private static Trigger change(TestDatabase database) {
        return new Trigger(
                1,
                () -> database.execute(
                        "with one as (insert into early values (5001, 'x')) insert into late values (99, now())"));
    }

    @EachVersion
    void aChangeOfTwoTablesIsSeenInBothOrInNone(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createPair(database);
            Tap tap = Tap.of(database);
            TestCatalog catalog = tap.catalog().selectAll();

            TapRun consistent = tap.with("consistent", "true").sync(catalog, null, change(database));

            assertThat(consistent.assertSucceeded().records(EARLY)).hasSize(1000);
            assertThat(consistent.records(LATE)).hasSize(10);
            assertThat(times(consistent)).hasSize(1);
            database.execute("delete from early where id > 5000", "delete from late where id > 10");

            TapRun byDefault = tap.sync(catalog, null, change(database)).assertSucceeded();

            assertThat(byDefault.records(EARLY)).hasSize(1000);
            assertThat(byDefault.records(LATE)).hasSize(11);
            assertThat(times(byDefault)).hasSize(2);
        }
    }

    @EachVersion
    void firstLoadsOfIncrementalStreamsJoinAndLaterOnesDoNot(PostgresVersion version) {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            createPair(database);
            Tap tap = Tap.of(database).with("consistent", "true");
            TestCatalog catalog = tap.catalog().fullTable(EARLY).incremental(LATE, "id");

            TapRun first = tap.sync(catalog, null, change(database)).assertSucceeded();

            assertThat(first.records(LATE)).hasSize(10);
            assertThat(times(first)).hasSize(1);
            database.execute("delete from early where id > 5000", "delete from late where id > 10");

            TapRun second = tap.sync(catalog, first.state(), change(database)).assertSucceeded();

            assertThat(second.records(EARLY)).hasSize(1000);
            assertThat(second.values(LATE, "id")).containsExactly("10", "99");
            assertThat(times(second)).hasSize(2);
        }
    }

    private static List<JsonNode> times(TapRun run) {
        return run.messages("RECORD").stream()
                .map(record -> record.get("time_extracted"))
                .distinct()
                .toList();
    }

    /** More than one transaction should lock. */
    @Test
    void aThousandLoadsAreOneGroup() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute("do $$ begin for i in 1..1001 loop"
                    + " execute format('create table t%s as select %s as id', i, i); end loop; end $$");
            Tap tap = Tap.of(database).with("consistent", "true");
            TestCatalog catalog = tap.catalog().selectAll();

            TapRun run = tap.sync(catalog).assertSucceeded();

            assertThat(run.log("WARN"))
                    .singleElement()
                    .asString()
                    .contains("more than 1000 loads of database \"" + database.name() + "\"");
            assertThat(run.messages("RECORD")).hasSize(1001);
            assertThat(times(run)).hasSize(2);
        }
    }

    private static final String MANY = "insert into %s select i, repeat('x', 400) from generate_series(1, 7000) i";

    @Test
    @Timeout(60)
    void anOldSnapshotIsGivenUpAndTheNextRunGoesOn() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table keyed (id integer primary key, filler text)",
                    "create table keyless (id integer, filler text)",
                    String.format(MANY, "keyed"),
                    String.format(MANY, "keyless"));
            for (int readers : List.of(1, 2)) {
                Tap tap = Tap.of(database)
                        .with("parallel", readers)
                        .with("consistent", "true")
                        .with("chunk_size_mb", 1)
                        .with("max_snapshot_age", "1s")
                        .with("max_rate_mb_s", 2);
                TestCatalog catalog = tap.catalog().selectAll();
                ModelLoader loader = new ModelLoader();
                int runs = 0;
                boolean left = false;
                TapRun run;
                do {
                    long start = System.nanoTime();
                    run = tap.sync(catalog, loader.state()).assertSucceeded();
                    double seconds = (System.nanoTime() - start) / 1e9;
                    assertThat(seconds)
                            .as("%d bytes", run.out().length)
                            .isBetween(run.out().length / 2e6 * 0.8, run.out().length / 2e6 + 4);
                    loader.load(run.text());
                    // Whoever began it reads it to its end, as the next run could not go on.
                    assertThat(run.records("public-keyless").size()).isIn(0, 7000);
                    assertThat(++runs).isLessThan(10);
                    left |= run.log("INFO").stream()
                            .anyMatch(
                                    line -> line.contains("left to the next run, as \"max_snapshot_age\" was reached: ")
                                            && line.contains("public-key"));
                    // A stream that is complete begins anew in the next run, so that there is always one left.
                } while (loader.rows("public-keyed").size() < 7000
                        || loader.rows("public-keyless").size() < 7000);
                assertThat(left).isTrue();
                assertThat(loader.rows("public-keyed")).hasSize(7000);
                assertThat(loader.rows("public-keyless")).hasSize(7000);
            }
        }
    }
}

package com.tappostgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.CutOutput;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loads while others insert, update, delete, change keys, vacuum, rewrite, truncate and alter: each run fails with a clear
 * message, or the loaded target is the table at one moment.
 */
final class ConcurrentWritersIT {
    /** About 3 MB: so many parts, and rewrites that are soon over. */
    private static final int ROWS = 6_000;

    private static final int OUTPUT = ROWS * 520;

    /** One test's table with its writers, and the target that its runs load. */
    private static final class Subject implements AutoCloseable {
        private final TestDatabase database;
        private final long sum;
        private final Tap tap;
        private final TestCatalog catalog;
        private final Writers writers;
        private final Random random;
        private ModelLoader loader = new ModelLoader();
        private @Nullable JsonNode state;
        private int succeeded;
        private int failed;

        Subject(PostgresVersion version, boolean incremental, Set<Change> changes, String resume, long seed) {
            database = PostgresServer.shared(version).createDatabase();
            Accounts.create(database, ROWS);
            sum = Accounts.of(database).sum();
            tap = Accounts.tap(database).with("full_table_resume", resume).with("state_interval_rows", 500);
            catalog = incremental
                    ? tap.catalog().incremental(Accounts.STREAM, "changed")
                    : tap.catalog().selectAll();
            random = new Random(seed);
            // Of rows that commit in another order than that of their key, an INCREMENTAL load can miss some.
            writers = Writers.start(database, ROWS, incremental ? 1 : 3, Change.bag(changes), seed);
        }

        void forgetTarget() {
            loader = new ModelLoader();
            state = null;
        }

        /** A run whose reader goes away after some bytes. */
        void cut() {
            CutOutput out = new CutOutput(random.nextInt(OUTPUT));
            assertClear(tap.sync(catalog, state, out));
            load(out.text());
        }

        /** A run that may end; false if it failed. */
        boolean complete() {
            TapRun run = tap.sync(catalog, state);
            assertClear(run);
            load(run.text());
            succeeded += run.exitCode() == 0 ? 1 : 0;
            failed += run.exitCode() == 0 ? 0 : 1;
            return run.exitCode() == 0;
        }

        private void load(String text) {
            loader.load(text);
            state = loader.state();
        }

        private static void assertClear(TapRun run) {
            assertThat(run.exitCode()).as(run.log()).isNotEqualTo(1);
            assertThat(run.log("CRITICAL")).as(run.log()).hasSize(run.exitCode() == 0 ? 0 : 1);
        }

        void assertOneMoment() {
            Accounts.of(loader).assertOneMoment(sum);
        }

        @Override
        public void close() {
            System.out.println("ConcurrentWritersIT: " + succeeded + " runs succeeded, " + failed + " failed, "
                    + writers.changes() + " changes");
            writers.close();
            database.close();
            assertThat(writers.changes()).isPositive();
            assertThat(succeeded).as("of " + (succeeded + failed) + " runs").isGreaterThan(failed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aFullLoadIsOneMoment(long seed) {
        try (Subject subject = new Subject(PostgresVersion.V18, false, Change.ALL, "resume", seed)) {
            for (int i = 0; i < 16; i++) {
                subject.forgetTarget();
                if (subject.complete()) {
                    subject.assertOneMoment();
                }
            }
        }
    }

    /** TRUNCATE and the same rows again, in one transaction, and other rewrites, one after the other. */
    @EachVersion
    void aTableThatIsFilledAnewIsNeverEmpty(PostgresVersion version) {
        try (Subject subject = new Subject(version, false, Change.REWRITING, "resume", 1)) {
            for (int i = 0; i < 12; i++) {
                subject.forgetTarget();
                if (subject.complete()) {
                    subject.assertOneMoment();
                }
            }
        }
    }

    /** Where no row goes away, a load that goes on ends as the moment of its last run, too. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLoadThatGoesOnIsOneMoment(long seed) {
        try (Subject subject = new Subject(PostgresVersion.V18, false, Change.KEEPING, "resume", seed)) {
            for (int i = 0; i < 10; i++) {
                subject.cut();
                subject.cut();
                if (subject.complete()) {
                    subject.assertOneMoment();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLoadThatStartsAnewIsOneMoment(long seed) {
        try (Subject subject = new Subject(PostgresVersion.V18, false, Change.ALL, "restart", seed)) {
            for (int i = 0; i < 6; i++) {
                subject.cut();
                if (subject.complete()) {
                    subject.assertOneMoment();
                }
            }
        }
    }

    /** Where rows go away, the target holds the source and what went away. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLoadThatGoesOnHoldsTheSource(long seed) {
        try (Subject subject = new Subject(PostgresVersion.V18, false, Change.ALL, "resume", seed)) {
            for (int i = 0; i < 6; i++) {
                subject.writers.forget();
                subject.cut();
                subject.cut();
                completeInPeace(subject);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anIncrementalLoadIsOneMoment(long seed) {
        try (Subject subject = new Subject(PostgresVersion.V18, true, Change.KEEPING, "resume", seed)) {
            for (int i = 0; i < 10; i++) {
                subject.cut();
                if (subject.complete()) {
                    subject.assertOneMoment();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anIncrementalLoadHoldsTheSource(long seed) {
        try (Subject subject = new Subject(PostgresVersion.V18, true, Change.ALL, "resume", seed)) {
            for (int i = 0; i < 10; i++) {
                subject.cut();
                completeInPeace(subject);
            }
        }
    }

    private static void completeInPeace(Subject subject) {
        subject.writers.pause();
        try {
            assertThat(subject.complete()).isTrue();
            Accounts.of(subject.database).assertLoaded(Accounts.of(subject.loader), subject.writers.gone());
        } finally {
            subject.writers.resume();
        }
    }
}

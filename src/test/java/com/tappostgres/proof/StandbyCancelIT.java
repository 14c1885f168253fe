package com.tappostgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.Background;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A standby that cancels what stands in the way of its replay (SQLSTATE 40001), for a primary that vacuums all the time:
 * whether the tap tries again by itself or the next run goes on, the target ends as the source.
 */
final class StandbyCancelIT {
    private static final int ROWS = 20_000;
    private static final int CONFLICTS = 2;
    private static final int RUNS = 12;
    private static final Pattern CONFLICT = Pattern.compile("(?:FATAL|ERROR): .* due to conflict with recovery");

    /** Takes its time, so that the primary has some for a change, while there are conflicts to come. */
    private static final class SlowOutput extends ByteArrayOutputStream {
        private final AtomicLong taken;
        private final AtomicBoolean quiet;

        SlowOutput(AtomicLong taken, AtomicBoolean quiet) {
            this.taken = taken;
            this.quiet = quiet;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            taken.addAndGet(length);
            if (!quiet.get()) {
                pause(20);
            }
        }
    }

    @Test
    void aReadThatIsCancelledGoesOn() throws Exception {
        try (PostgresServer primary = PostgresServer.start(PostgresVersion.V18, Map.of("wal_keep_size", "256MB"));
                PostgresServer standby = primary.startStandby(Map.of(
                        "max_standby_streaming_delay", "0",
                        "max_standby_archive_delay", "0",
                        "hot_standby_feedback", "off"))) {
            TestDatabase database = primary.createDatabase();
            Accounts.create(database, ROWS);
            standby.awaitReplayed(primary);
            Tap tap = Accounts.tap(database).with("port", standby.port());
            TestCatalog catalog = tap.catalog().selectAll();

            AtomicLong taken = new AtomicLong();
            AtomicBoolean quiet = new AtomicBoolean();
            Background<Set<Long>> churn = Background.start(() -> {
                Set<Long> gone = churn(database, standby, taken);
                standby.awaitReplayed(primary);
                quiet.set(true);
                return gone;
            });
            ModelLoader loader = new ModelLoader();
            int runs = 0;
            boolean done = false;
            while (!done && runs < RUNS) {
                // A run that ends before all is replayed showed an older moment.
                done = run(tap, catalog, loader, new SlowOutput(taken, quiet)) && quiet.get();
                runs++;
            }

            Set<Long> gone = churn.result();
            System.out.println("StandbyCancelIT: " + conflicts(standby) + " conflicts, " + runs + " runs");
            assertThat(done)
                    .as("whether the last of " + runs + " runs succeeded")
                    .isTrue();
            assertThat(conflicts(standby)).isGreaterThanOrEqualTo(CONFLICTS);
            Accounts.of(database).assertLoaded(Accounts.of(loader), gone);
        }
    }

    private static boolean run(Tap tap, TestCatalog catalog, ModelLoader loader, SlowOutput out) {
        JsonNode state = loader.state();
        TapRun run = tap.sync(catalog, state, out);
        loader.load(run.text());
        if (run.exitCode() == 0) {
            run.assertSucceeded();
            return true;
        }
        assertThat(run.exitCode()).as(run.log()).isNotEqualTo(1);
        assertThat(run.log("CRITICAL")).as(run.log()).hasSize(1);
        // A session that the standby ends between two statements leaves no reason: the driver finds its connection
        // gone.
        assertThat(run.log()).containsAnyOf("conflict with recovery", "SQLSTATE 08006");
        return false;
    }

    /**
     * Changes rows and removes their old versions, until the standby had to cancel often enough. The vacuum comes last:
     * a snapshot that outlives its replay shows all changes.
     *
     * @return the ids of the rows that are gone
     */
    private static Set<Long> churn(TestDatabase database, PostgresServer standby, AtomicLong taken) {
        Set<Long> gone = new TreeSet<>();
        for (long turn = 1; turn < 200 && conflicts(standby) < CONFLICTS; turn++) {
            long before = taken.get();
            for (int i = 0; i < 100 && taken.get() < before + 300_000; i++) {
                pause(10);
            }
            long id = 7 * turn;
            gone.add(id);
            database.execute(
                    "update accounts set balance = balance + 1 where id % 40 = " + turn % 40,
                    "delete from accounts where id = " + id,
                    "vacuum accounts");
        }
        return gone;
    }

    private static int conflicts(PostgresServer standby) {
        return (int) CONFLICT.matcher(standby.log()).results().count();
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

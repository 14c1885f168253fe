package com.tappostgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real program, killed at random moments while others write: the loaded target equals the source, but for rows that
 * were deleted or re-keyed since they were sent; with "restart", and exactly. A kill counts only if it came between the
 * first and the last row. A file of a BATCH is read when its message arrives, as it must be whole then. {@code -Pkills}
 * asks for a hundred kills, {@code -Dtap.proof.seed=N} for other moments.
 */
final class KillIT {
    private static final int KILLS = Integer.getInteger("tap.proof.kills", 10);
    private static final long SEED = Long.getLong("tap.proof.seed", 5);

    /** About 20 MB: as many parts. */
    private static final int ROWS = 40_000;

    private static final long OUTPUT = ROWS * 520L;

    /** Of messages alone, where the rows are in files. */
    private static final long BATCH_OUTPUT = ROWS / 500 * 300L;

    private static final int KILLS_A_LOAD = 4;

    enum Load {
        /** Parts are ranges of blocks. */
        RESUMED(PostgresVersion.V18, "resume", true),
        /** Parts are ranges of the key. */
        RESUMED_BY_KEY(PostgresVersion.V12, "resume", true),
        /** Some loads start anew, as the table is rewritten, truncated or altered between two runs. */
        DISTURBED(PostgresVersion.V18, "resume", false),
        RESTARTED(PostgresVersion.V18, "restart", false),
        /** Several readers, whose parts end in any order. */
        BY_SEVERAL(PostgresVersion.V18, "resume", false),
        INCREMENTAL(PostgresVersion.V18, "resume", true),
        /** Several readers, whose rows go into files. */
        BATCHES(PostgresVersion.V18, "resume", false),
        INCREMENTAL_BATCHES(PostgresVersion.V18, "resume", true);

        private final PostgresVersion version;
        private final String resume;
        private final boolean inPlace;

        Load(PostgresVersion version, String resume, boolean inPlace) {
            this.version = version;
            this.resume = resume;
            this.inPlace = inPlace;
        }

        private List<Change> changes() {
            return Change.bag(inPlace ? Change.IN_PLACE : Change.ALL, 8);
        }

        /** So many that all together make what is asked for. */
        private int kills() {
            int each = (KILLS + values().length - 1) / values().length;
            return isBatched() ? 2 * each : each;
        }

        /** A kill comes within so many bytes of output; a load that goes on has less left each time. */
        private long killWithin() {
            long output = isBatched() ? BATCH_OUTPUT : OUTPUT;
            return this == RESTARTED ? output : 2 * output / (KILLS_A_LOAD + 1);
        }

        /** Of few messages those behind a STATE are what counts. */
        private Moment moment(int kill, Random random) {
            return isBatched() && kill % 2 == 0
                    ? Moment.behindState(1 + random.nextInt(3))
                    : Moment.within(killWithin(), random);
        }

        private boolean isIncremental() {
            return this == INCREMENTAL || this == INCREMENTAL_BATCHES;
        }

        private boolean isBatched() {
            return this == BATCHES || this == INCREMENTAL_BATCHES;
        }

        private Tap tap(TestDatabase database, Path folder) {
            Tap tap = Accounts.tap(database)
                    .with("full_table_resume", resume)
                    .with("state_interval_rows", 2_000)
                    .with("parallel", this == BY_SEVERAL || this == BATCHES ? 3 : 1);
            if (!isBatched()) {
                return tap;
            }
            ObjectNode batches = Json.NODES.objectNode().put("batch_size", 500);
            batches.putObject("storage").put("root", folder.toString());
            return tap.with("batch_config", batches);
        }
    }

    private static int killsWithinRecords;

    @TempDir
    private Path folder;

    @AfterAll
    static void countKills() {
        System.out.println("KillIT: " + killsWithinRecords + " kills came between the first and the last row");
        assertThat(killsWithinRecords).isGreaterThanOrEqualTo(KILLS);
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingWhenItIsKilled(Load load) {
        Random random = new Random(SEED);
        // Of rows that commit in another order than that of their key, an INCREMENTAL load can miss some.
        int sessions = load.isIncremental() ? 1 : 2;
        try (TestDatabase database = PostgresServer.shared(load.version).createDatabase()) {
            Accounts.create(database, ROWS);
            Tap tap = load.tap(database, folder);
            TestCatalog catalog = load.isIncremental()
                    ? tap.catalog().incremental(Accounts.STREAM, "changed")
                    : tap.catalog().selectAll();
            try (Writers writers = Writers.start(database, ROWS, sessions, load.changes(), SEED)) {
                KilledLoads loads = new KilledLoads(database, tap, catalog, writers);
                int completed = 0;
                // The limit is for a program whose kills never count.
                while (loads.killsWithinRecords() < load.kills() && completed < 5 * load.kills()) {
                    load(load, loads, random);
                    completed++;
                }
                killsWithinRecords += loads.killsWithinRecords();
                System.out.println("KillIT " + load + ", seed " + SEED + ": " + loads + ", " + completed
                        + " loads were compared, " + writers.changes() + " changes were made");
                if (load == Load.RESUMED || load == Load.RESUMED_BY_KEY || load.isBatched()) {
                    assertThat(loads.resumed()).isPositive();
                }
            }
        }
    }

    private void load(Load load, KilledLoads loads, Random random) {
        if (load.isIncremental() || load.isBatched()) {
            // Only the first load of an INCREMENTAL stream is long enough, and batches tell no loader what is gone.
            loads.beginFromNothing();
        } else {
            loads.begin();
        }
        int kills = 1 + random.nextInt(2 * KILLS_A_LOAD - 1);
        for (int i = 0; i < kills && loads.kill(load.moment(i, random)); i++) {
            // Each goes on from the state of the one before.
        }
        loads.finish(load == Load.RESTARTED);
        if (load.isBatched()) {
            assertThat(folder).as("unfinished files").isDirectoryNotContaining("glob:**.part");
        }
    }
}

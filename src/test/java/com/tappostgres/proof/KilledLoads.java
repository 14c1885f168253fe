package com.tappostgres.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads of one table into one target, by runs that are killed: each goes on from the last STATE that the loader took. */
final class KilledLoads {
    private final TestDatabase database;
    private final Tap tap;
    private final TestCatalog catalog;
    private final Writers writers;

    private ModelLoader loader = new ModelLoader();
    private int runs;
    private int kills;
    private int killsWithinRecords;
    private int resumed;

    KilledLoads(TestDatabase database, Tap tap, TestCatalog catalog, Writers writers) {
        this.database = database;
        this.tap = tap;
        this.catalog = catalog;
        this.writers = writers;
    }

    /** Begins a load; the target keeps its rows. */
    void begin() {
        writers.forget();
    }

    /** Begins with an empty target and no state. */
    void beginFromNothing() {
        loader = new ModelLoader();
        begin();
    }

    /** Runs up to a moment; false if the run came to its end before. */
    boolean kill(Moment moment) {
        KilledRun run = run(moment);
        if (!run.wasKilled()) {
            run.assertSucceeded();
        }
        return run.wasKilled();
    }

    private KilledRun run(Moment moment) {
        JsonNode before = loader.state();
        KilledRun run = KilledRun.start(tap, catalog, loader, moment);
        runs++;
        kills += run.wasKilled() ? 1 : 0;
        killsWithinRecords += run.isWithinRecords(before, catalog.id(Accounts.STREAM)) ? 1 : 0;
        resumed += run.log().contains("goes on with the load that was cut") ? 1 : 0;
        return run;
    }

    /**
     * Ends the load while nobody writes, and compares the target with the source.
     *
     * @param exactly whether it may not even hold rows that were deleted or re-keyed since the load began
     */
    void finish(boolean exactly) {
        writers.pause();
        try {
            run(Moment.NEVER).assertSucceeded();
            Set<Long> gone = exactly ? Set.of() : writers.gone();
            Accounts.of(database).assertLoaded(Accounts.of(loader), gone);
        } finally {
            writers.resume();
        }
    }

    @Nullable
    JsonNode state() {
        return loader.state();
    }

    void setState(JsonNode changed) {
        loader.setState(changed);
    }

    /** How many kills came between the first and the last row of a run. */
    int killsWithinRecords() {
        return killsWithinRecords;
    }

    /** How many runs went on with a load in parts. */
    int resumed() {
        return resumed;
    }

    @Override
    public String toString() {
        return killsWithinRecords + " of " + kills + " kills came between the first and the last row, " + resumed
                + " of " + runs + " runs went on with a load";
    }
}

package com.tappostgres.sync;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long the snapshots of a run were held, each of which keeps VACUUM from removing rows. */
final class SnapshotAges {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotAges.class);
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private long longest;
    private String ofLongest = "";

    /**
     * Takes note of one.
     *
     * @param purpose what it was held for
     */
    void add(long nanos, String purpose) {
        if (nanos >= longest) {
            longest = nanos;
            ofLongest = purpose;
        }
    }

    void report() {
        // A shorter one does no harm, and would be one line more of each run.
        if (longest >= NANOS) {
            LOG.info("longest snapshot: {} s for {}", String.format(Locale.ROOT, "%.1f", longest / NANOS), ofLongest);
        }
    }
}

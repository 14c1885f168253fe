package com.tappostgres.cli;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.sync.Stop;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats a run at even times; one that takes longer leaves slots out, and one that fails is tried again before the next. */
final class Schedule {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final int PARTS = 10;

    private final Duration period;
    private final Stop stop;

    Schedule(Duration period, Stop stop) {
        this.period = period;
        this.stop = stop;
    }

    /**
     * Repeats a run until a signal comes.
     *
     * @throws TapException if the first run cannot even begin: what is wrong with the command line or the files should be
     *     known at once
     */
    void repeat(Runnable run) {
        Instant slot = Instant.now();
        boolean first = true;
        while (true) {
            runUntil(slot.plus(period), run, first);
            first = false;
            // Even times, whatever a run took.
            while (!slot.isAfter(Instant.now())) {
                slot = slot.plus(period);
            }
            LOG.info("the next run begins at {}", slot.truncatedTo(ChronoUnit.SECONDS));
            if (!stop.rest(Duration.between(Instant.now(), slot))) {
                return;
            }
        }
    }

    private void runUntil(Instant nextSlot, Runnable run, boolean first) {
        Duration pause = FIRST_PAUSE.compareTo(period.dividedBy(PARTS)) < 0 ? FIRST_PAUSE : period.dividedBy(PARTS);
        while (true) {
            try {
                run.run();
                return;
            } catch (TapException e) {
                if (e.kind() == ErrorKind.STOPPED || (first && cannotBegin(e.kind()))) {
                    throw e;
                }
                LOG.error("{}{}", e.getMessage(), e.hint() == null ? "" : " - " + e.hint());
            }
            if (Instant.now().plus(pause).isAfter(nextSlot)) {
                return;
            }
            LOG.info("trying again in {} s", pause.toSeconds());
            if (!stop.rest(pause)) {
                return;
            }
            pause = pause.multipliedBy(2);
        }
    }

    private static boolean cannotBegin(ErrorKind kind) {
        return kind == ErrorKind.USAGE || kind == ErrorKind.CONFIGURATION || kind == ErrorKind.BUSY;
    }
}

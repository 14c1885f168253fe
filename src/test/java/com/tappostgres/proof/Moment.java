package com.tappostgres.proof;

import java.util.Random;

/**
 * When a run is killed, and how much of its output the loader still takes.
 *
 * @param bytes so much of the output was read before
 * @param millis so long nothing is read then, and the run goes on until the pipe is full
 * @param loaderGoesOn whether the loader also takes what is in the pipe; else it goes down together with the run
 */
record Moment(long bytes, int millis, boolean loaderGoesOn) {
    /** A run that may end. */
    static final Moment NEVER = new Moment(Long.MAX_VALUE, 0, true);

    /** Somewhere within so many bytes; one in six is meant for what comes before the first record, so for start and queries. */
    static Moment within(long bytes, Random random) {
        return random.nextInt(6) == 0
                ? new Moment(0, random.nextInt(1000), random.nextBoolean())
                : new Moment((long) (random.nextDouble() * bytes), random.nextInt(15), random.nextBoolean());
    }
}

package com.tappostgres.proof;

import java.util.Random;

/**
 * When a run is killed, and how much of its output the loader still takes.
 *
 * @param bytes so much of the output was read before
 * @param states so many STATEs the loader took at most: the last one is the last message that it saw
 * @param millis so long nothing is read then, and the run goes on until the pipe is full
 * @param loaderGoesOn whether the loader also takes what is in the pipe; else it goes down together with the run
 */
record Moment(long bytes, int states, int millis, boolean loaderGoesOn) {
    /** A run that may end. */
    static final Moment NEVER = new Moment(Long.MAX_VALUE, Integer.MAX_VALUE, 0, true);

    /** When so much of the output was read, and the loader takes what is in the pipe. */
    static Moment after(long bytes) {
        return new Moment(bytes, Integer.MAX_VALUE, 0, true);
    }

    /** Right behind a STATE, where a message is lost that should have come before it. */
    static Moment behindState(int number) {
        return new Moment(Long.MAX_VALUE, number, 0, false);
    }

    /** Somewhere within so many bytes; one in six is meant for what comes before the first record, so for start and queries. */
    static Moment within(long bytes, Random random) {
        boolean early = random.nextInt(6) == 0;
        return new Moment(
                early ? 0 : (long) (random.nextDouble() * bytes),
                Integer.MAX_VALUE,
                random.nextInt(early ? 1000 : 15),
                random.nextBoolean());
    }
}

package com.tappostgres.progress;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How far a run is at one moment.
 *
 * @param names the streams that are being read, or the one that is waited for
 * @param waiting whether all is read, and somebody else is still at work
 * @param over how many streams of the run are over
 * @param all how many it has
 * @param rows how many were read of the streams that are read together
 * @param bytes their size as messages
 * @param expectedRows how many there will be, by estimate
 * @param nanos when this was, as System.nanoTime() counts
 * @param sinceNanos since when these streams are read
 * @param state how long ago a state was kept; null before the first
 */
record Moment(
        List<String> names,
        boolean waiting,
        int over,
        int all,
        long rows,
        long bytes,
        OptionalLong expectedRows,
        long nanos,
        long sinceNanos,
        @Nullable StateAge state) {
    Moment {
        names = List.copyOf(names);
    }

    /**
     * How old the last state is.
     *
     * @param saved whether it was saved, and not only sent
     */
    record StateAge(boolean saved, long nanos) {}

    /** Whether both are of the same streams, so that their counts can be compared. */
    boolean continues(Moment earlier) {
        return sinceNanos == earlier.sinceNanos && waiting == earlier.waiting;
    }
}

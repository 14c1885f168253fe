package com.tappostgres.sync;

import com.tappostgres.error.TapException;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt to read a stream ended.
 *
 * @param end in which of three ways
 * @param failure why it failed; null if it did not
 * @param mayRetry whether it may be read again at once, since what failed may pass and nothing would come twice that a
 *     loader could not tell
 * @param progressed whether the next attempt goes on behind where this one began
 */
record Outcome(PreparedStream stream, End end, @Nullable TapException failure, boolean mayRetry, boolean progressed) {
    /** The ways in which an attempt ends. */
    enum End {
        READ,
        /** The next run reads the rest. */
        LEFT,
        FAILED
    }

    static Outcome read(PreparedStream stream) {
        return new Outcome(stream, End.READ, null, false, true);
    }

    static Outcome left(PreparedStream stream) {
        return new Outcome(stream, End.LEFT, null, false, false);
    }

    /** The failure of a stream of which nothing was printed. */
    static Outcome failed(PreparedStream stream, Throwable cause) {
        return new Outcome(
                stream,
                End.FAILED,
                ReadFailures.of(cause, stream),
                ReadFailures.mayPassUnprinted(cause, stream),
                false);
    }
}

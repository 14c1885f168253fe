package com.tappostgres.sync;

import com.tappostgres.config.LateCommits;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;

/** Whether an INCREMENTAL stream can be read as it is chosen; said before anything is read of it. */
public final class IncrementalCheck {
    private static final String EXACT = "\"late-commits\": \"exact\"";

    private IncrementalCheck() {}

    /**
     * Refuses choices that do not fit each other, or the table as it is now; those of other methods all fit.
     *
     * @param setting how streams treat rows that commit late which do not say it themselves
     * @throws TapException of kind CONFIGURATION
     */
    public static void requireFit(StreamRequest request, StreamShape shape, LateCommits setting, Session session) {
        if (request.method() != ReplicationMethod.INCREMENTAL) {
            return;
        }
        if (ReplicationKey.isXmin(request)) {
            requireFitForXmin(request, shape);
            return;
        }
        lateCommits(request, shape, setting);
        if (request.shaping().isLimited()) {
            requireEncoding(request, session);
        }
    }

    static void requireFitForXmin(StreamRequest request, StreamShape shape) {
        shape.requirePlain("the replication key \"" + ReplicationKey.XMIN + "\"", "Choose a column, or FULL_TABLE.");
        request.shaping().refuseLimit("\"replication-key\": \"" + ReplicationKey.XMIN + "\"", request.name());
    }

    /** How the stream treats rows that commit late. */
    static LateCommits lateCommits(StreamRequest request, StreamShape shape, LateCommits setting) {
        LateCommits chosen = request.entry()
                .lateCommits()
                .map(written -> LateCommits.of(written)
                        .orElseThrow(() -> new TapException(
                                ErrorKind.CONFIGURATION,
                                "\"late-commits\" of " + request.name() + " must be " + LateCommits.WANTED + ", not "
                                        + written,
                                "Correct " + ChoiceName.LATE_COMMITS.words() + ".")))
                .orElse(setting);
        if (chosen.exact()) {
            request.shaping().refuseLimit(EXACT, request.name());
            shape.requirePlain(EXACT, "Set it to {\"lookback\": \"10 minutes\"} or \"off\".");
        }
        LateRows.requireFit(chosen, ReplicationKey.of(request, shape), request.name());
        return chosen;
    }

    /** The last key of a limited run is asked for and sent back, which takes a text. */
    static void requireEncoding(StreamRequest request, Session session) {
        if (session.encoding().isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "\"limit\" needs keys that are text in some encoding, and the database of " + request.name()
                            + " has SQL_ASCII",
                    "Take \"limit\" out, or choose other rows by \"where\".");
        }
    }
}

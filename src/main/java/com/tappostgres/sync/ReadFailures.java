package com.tappostgres.sync;

import com.tappostgres.discovery.Table;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.SqlErrors;
import java.sql.SQLException;

/** What ends the read of a stream, in words for people. */
public final class ReadFailures {
    private ReadFailures() {}

    static TapException of(Throwable cause, PreparedStream stream) {
        String table = "\"" + stream.request().table() + "\"";
        if (cause instanceof TapException failure) {
            return failure;
        }
        if (cause instanceof SQLException failure && isOfForeignServer(failure, stream)) {
            return SqlErrors.refusedByForeignServer(failure, stream.request().table());
        }
        if (cause instanceof SQLException failure && SqlErrors.isOfValue(failure)) {
            return ofValue(failure, stream.request());
        }
        if (cause instanceof SQLException failure) {
            return SqlErrors.failed(failure, "reading " + table);
        }
        if (cause instanceof OutOfMemoryError) {
            return new TapException(
                    ErrorKind.SOURCE,
                    "a row of " + table + " does not fit into memory",
                    "Give the tap more, for example TAP_POSTGRES_JAVA_OPTS=-Xmx4g, or leave the large column out.",
                    cause);
        }
        return new TapException(
                ErrorKind.INTERNAL,
                "internal fault while reading " + table + ": " + cause,
                "Please report it with the output of the same command and --debug.",
                cause);
    }

    private static boolean isOfForeignServer(SQLException cause, PreparedStream stream) {
        return stream.table().kind() == Table.Kind.FOREIGN_TABLE && SqlErrors.mayBeOfForeignServer(cause);
    }

    /**
     * What a {@linkplain SqlErrors#isOfValue value of a row} made fail: without the server's words, and the driver's, where
     * they could hold what is masked.
     */
    public static TapException ofValue(SQLException cause, StreamRequest request) {
        Shaping shaping = request.shaping();
        String table = "\"" + request.table() + "\"";
        TapException failure = SqlErrors.failed(cause, "reading " + table);
        String hint = SqlErrors.isUnfitValue(cause) ? hintOfUnfitValue(request) : failure.hint();
        if (shaping.where() != null) {
            hint =
                    "Does \"where\" of the stream suit every row? It fails on a value that it casts, divides by or the like."
                            + " If it suits: " + hint;
        }
        return shaping.masks().isEmpty()
                ? new TapException(failure.kind(), failure.getMessage(), hint, cause)
                : new TapException(
                        failure.kind(),
                        "reading " + table + " failed (SQLSTATE " + SqlErrors.stateOf(cause)
                                + "); the server's message is left out, as it may quote a value that is masked",
                        hint);
    }

    /** What the server computes by itself, or compares with what the tap gives it. */
    private static String hintOfUnfitValue(StreamRequest request) {
        if (request.entry().isView()) {
            return "The view's own query fails on a value: try it in psql.";
        }
        return request.method() == ReplicationMethod.INCREMENTAL
                ? "The bookmark does not fit the replication key's type any more: take the stream out of the state's"
                        + " \"bookmarks\"."
                : "A generated column or a row-level policy of the table fails on a value: read it as the same role in"
                        + " psql.";
    }

    /** Whether a failure may pass when the same is tried again. */
    static boolean mayPass(Throwable cause) {
        return cause instanceof SQLException failure && SqlErrors.isPassing(failure);
    }

    /** The same of a stream of which nothing was printed, so that another structure does no harm. */
    static boolean mayPassUnprinted(Throwable cause, PreparedStream stream) {
        return mayPass(cause)
                || (cause instanceof SQLException failure
                        && SqlErrors.isStructureChange(failure)
                        && !isOfForeignServer(failure, stream));
    }

    /** The failure of a stream of which nothing may be printed twice. */
    static TapException notRepeatable(TapException failure, PreparedStream stream) {
        return new TapException(
                failure.kind(),
                failure.getMessage(),
                "\"" + stream.request().table()
                        + "\" has no key by which a loader could tell that a row comes twice, so that"
                        + " it is not tried again within the run. " + failure.hint(),
                failure);
    }
}

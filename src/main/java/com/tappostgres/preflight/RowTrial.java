package com.tappostgres.preflight;

import com.tappostgres.discovery.Table;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.sync.ReadFailures;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads rows of streams whose rows the server computes, or gets from elsewhere, for a moment: a cast fails only at the value
 * that it does not suit, and a foreign server only when it is asked.
 */
final class RowTrial {
    private static final Duration EACH = Duration.ofMillis(500);
    private static final long ALL_NANOS = 3_000_000_000L;
    private static final String CANCELLED = "57014";

    private final Session session;
    private final Probe probe;
    private final long start = System.nanoTime();

    RowTrial(Session session, Probe probe) {
        this.session = session;
        this.probe = probe;
    }

    /** The plan of a stream whose rows cannot be read; empty where those that were met can, or none was. */
    Optional<Plan> failed(CheckedStream stream) throws SQLException {
        boolean conditional = stream.request().entry().where().isPresent();
        boolean elsewhere =
                stream.table().kind() == Table.Kind.VIEW || stream.table().kind() == Table.Kind.FOREIGN_TABLE;
        if (!(conditional || elsewhere) || System.nanoTime() - start > ALL_NANOS) {
            return Optional.empty();
        }
        return probe.within(
                EACH,
                () -> read(stream),
                failure -> CANCELLED.equals(SqlErrors.stateOf(failure))
                        ? Optional.empty()
                        : Optional.of(failed(stream, failure)));
    }

    private static Plan failed(CheckedStream stream, SQLException e) {
        return SqlErrors.isOfValue(e)
                ? Plan.failed(ReadFailures.ofValue(e, stream.request()), false)
                : Plan.failed(e, "reading \"" + stream.table().name() + "\"");
    }

    private Optional<Plan> read(CheckedStream stream) throws SQLException {
        String query = stream.source().query(List.of(), null, 0).cursorQuery();
        try (Statement statement = session.connection().createStatement()) {
            // Of each row, so that its columns are computed, too.
            statement.execute("SELECT pg_catalog.count(t) FROM (" + query + ") AS t");
            return Optional.empty();
        }
    }
}

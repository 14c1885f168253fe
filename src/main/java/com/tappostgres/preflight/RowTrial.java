package com.tappostgres.preflight;

import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.sync.ReadFailures;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tries the conditions of streams on their rows, for a moment: a cast fails only at the value that it does not suit. */
final class ConditionTrial {
    private static final Duration EACH = Duration.ofMillis(500);
    private static final long ALL_NANOS = 3_000_000_000L;

    private final Session session;
    private final Probe probe;
    private final long start = System.nanoTime();

    ConditionTrial(Session session, Probe probe) {
        this.session = session;
        this.probe = probe;
    }

    /** Why rows of a stream cannot be chosen; empty where those that were met can, or none was. */
    Optional<TapException> failure(CheckedStream stream) throws SQLException {
        if (stream.request().entry().where().isEmpty() || System.nanoTime() - start > ALL_NANOS) {
            return Optional.empty();
        }
        try {
            return probe.within(EACH, () -> count(stream));
        } catch (SQLException e) {
            if (session.isClosed()) {
                throw e;
            }
            return SqlErrors.isOfValue(e) ? Optional.of(ReadFailures.ofValue(e, stream.request())) : Optional.empty();
        }
    }

    private Optional<TapException> count(CheckedStream stream) throws SQLException {
        String query = stream.source().query(List.of(), null, 0).cursorQuery();
        try (Statement statement = session.connection().createStatement()) {
            statement.execute("SELECT pg_catalog.count(*) FROM (" + query + ") AS t");
            return Optional.empty();
        }
    }
}

package com.tappostgres.sync;

import com.tappostgres.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of sessions that wait for a lock of ours, as ALTER TABLE and TRUNCATE do, and with them all who come later. */
final class LockWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LockWatch.class);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final String HIDDEN = "<insufficient privilege>";

    /** Until 9.6 pg_blocking_pids is missing; and only who wants a table for itself waits for a reader. */
    private static final String WAITING = """
            SELECT w.pid, w.relation::regclass::text, a.query
            FROM pg_catalog.pg_locks h
            JOIN pg_catalog.pg_locks w
              ON w.locktype = 'relation' AND w.database = h.database AND w.relation = h.relation AND NOT w.granted
            JOIN pg_catalog.pg_stat_activity a ON a.pid = w.pid
            WHERE h.pid = pg_catalog.pg_backend_pid() AND h.locktype = 'relation' AND h.granted
              AND w.mode = 'AccessExclusiveLock'""";

    private final Session session;
    private final Set<Integer> reported = new HashSet<>();
    private long lastNanos = System.nanoTime();

    /** @param session the one that holds the locks */
    LockWatch(Session session) {
        this.session = session;
    }

    /** Looks, if it did not a moment ago. */
    void lookNowAndThen() throws SQLException {
        if (System.nanoTime() - lastNanos >= INTERVAL_NANOS) {
            look();
        }
    }

    void look() throws SQLException {
        lastNanos = System.nanoTime();
        try {
            Savepoint.around(session, this::report, () -> {});
        } catch (SQLException e) {
            if (session.isClosed()) {
                throw e;
            }
            // A statement_timeout, a standby that needed the rows: no reason to fail a stream.
            LOG.debug("cannot look for waiting sessions: {}", e.getMessage());
        }
    }

    private void report() throws SQLException {
        session.resumeConversion();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(WAITING)) {
            while (rows.next()) {
                if (reported.add(rows.getInt(1))) {
                    String query = String.valueOf(rows.getString(3));
                    LOG.warn(
                            "process {} of the server waits for the lock on \"{}\" until it is read: {}",
                            rows.getInt(1),
                            rows.getString(2),
                            query.equals(HIDDEN)
                                    ? "its statement is hidden from this role"
                                    : query.replaceAll("\\s+", " ").strip());
                }
            }
        }
    }
}

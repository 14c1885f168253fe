package com.tappostgres.sync;

import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlErrors;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * The locks of a connection that shares the snapshot of another one, which holds the same: none is ever waited for. Who
 * waits for the other connection's lock would be waited for, and nobody would go on.
 */
final class WorkerLocks {
    private static final String PATIENCE = "100ms";

    private final Session session;
    private final String lockTimeout;
    private final Set<String> taken = new HashSet<>();

    /** @param lockTimeout that of the transaction */
    WorkerLocks(Session session, String lockTimeout) {
        this.session = session;
        this.lockTimeout = lockTimeout;
    }

    /** Locks what a part is read from; false if that takes waiting. */
    boolean take(LoadPart part) throws SQLException {
        String name = (part.chunk() == null ? "" : "ONLY ") + part.relation().quoted();
        if (taken.contains(name)) {
            return true;
        }
        try {
            lock(name);
        } catch (SQLException e) {
            if (SqlErrors.isLockNotAvailable(e)) {
                return false;
            }
            throw e;
        }
        taken.add(name);
        return true;
    }

    private void lock(String name) throws SQLException {
        try {
            Savepoint.execute(session, "LOCK TABLE " + name + " IN ACCESS SHARE MODE NOWAIT");
        } catch (SQLException e) {
            if (!SqlErrors.isRefusedLock(e)) {
                throw e;
            }
            // A query locks all that the name leads to, but knows no NOWAIT.
            Savepoint.execute(
                    session,
                    "SET LOCAL lock_timeout TO '" + PATIENCE + "';SELECT 1 FROM " + name
                            + " LIMIT 0;SET LOCAL lock_timeout TO " + Sql.literal(lockTimeout));
        }
    }
}

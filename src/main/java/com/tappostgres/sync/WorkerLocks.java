package com.tappostgres.sync;

import com.tappostgres.copy.Heap;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlErrors;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * The locks of a connection that shares the snapshot of another one, which holds the same: none is ever waited for. Who
 * waits for the other connection's lock would be waited for, and nobody would go on.
 */
final class WorkerLocks {
    private static final String PATIENCE = "100ms";
    private static final String LOST = "08006";

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
        if (part.chunk() != null) {
            requireSame(part.chunk().heap());
        }
        taken.add(name);
        return true;
    }

    /**
     * Makes sure that the other connection held its lock until now: had it been lost and nobody noticed yet, a TRUNCATE
     * could have come in between, which makes the table an empty one for the snapshot.
     */
    private void requireSame(Heap heap) throws SQLException {
        String sql = "SELECT pg_catalog.pg_relation_filenode(" + heap.oid() + "::oid)::int8";
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            if (row.getLong(1) != heap.fileNode()) {
                throw new SQLException(heap.name() + " was rewritten, so the connection that held it was lost", LOST);
            }
        }
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

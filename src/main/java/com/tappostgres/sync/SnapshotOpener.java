package com.tappostgres.sync;

import com.tappostgres.discovery.StructureReader;
import com.tappostgres.discovery.Table;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens the transaction that reads a stream: the lock first, then the snapshot.
 *
 * <p>A snapshot that is older than another session's TRUNCATE, or than an ALTER TABLE that rewrites, sees an empty table
 * and no error once that session commits. LOCK TABLE takes no snapshot, so what it locks cannot have changed before the
 * first query takes one. Where LOCK is refused (column grants, views, foreign tables) only a query can lock, and takes
 * its snapshot before it; so the file of every locked table, as the snapshot knows it, is compared with the one that is
 * there now.
 */
final class SnapshotOpener {
    private static final int ATTEMPTS = 10;

    /**
     * The time, and whether each locked relation is as the snapshot shows it. Only tables and materialized views have a
     * file (until 11 others have a relfilenode all the same, system catalogs may have 0); a relation that the snapshot
     * does not show at all was made after it.
     */
    private static final String CHECK = """
            SELECT to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              NOT EXISTS (
                SELECT 1 FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
                WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation'
                  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                                    WHERE d.datname = pg_catalog.current_database())
                  AND (c.oid IS NULL
                       OR c.relkind IN ('r', 'm') AND c.relfilenode <> 0
                          AND c.relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(c.oid)))
            """;

    private final Session session;
    private final ReadTransaction transaction;

    SnapshotOpener(Session session, ReadTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
    }

    /**
     * Opens a transaction with the table locked against any change of its structure.
     *
     * @param known the table as it was a moment ago
     * @param purpose for pg_stat_activity
     */
    TableSnapshot open(Table known, String purpose) throws SQLException {
        boolean lockable = known.kind() == Table.Kind.TABLE || known.kind() == Table.Kind.PARTITIONED_TABLE;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!begin(known, purpose, lockable)) {
                lockable = false;
                continue;
            }
            String time = checkedTime();
            if (time != null) {
                return new TableSnapshot(new StructureReader(session).named(List.of(known.name())), time);
            }
            session.rollback();
        }
        throw new TapException(
                ErrorKind.SOURCE,
                "\"" + known.name() + "\" was truncated or rewritten each time it was about to be read",
                "Run again when the session that does so is finished.");
    }

    /** Opens the transaction and locks; false if LOCK TABLE is refused. */
    private boolean begin(Table known, String purpose, boolean lock) throws SQLException {
        TableName name = known.name();
        // By itself: up to 12, a time-out of the role holds until the end of the string that replaces it.
        session.execute(transaction.begin(session.version(), purpose, known.kind() == Table.Kind.TABLE));
        if (!lock) {
            // Takes the same lock on everything that the name leads to, and reads nothing. The 1 is for 9.3, which
            // knows no empty select list.
            session.execute("SELECT 1 FROM " + name.quoted() + " LIMIT 0");
            return true;
        }
        try {
            session.execute("LOCK TABLE " + name.quoted() + " IN ACCESS SHARE MODE");
            return true;
        } catch (SQLException e) {
            session.rollback();
            if (SqlErrors.isRefusedLock(e)) {
                return false;
            }
            throw e;
        }
    }

    /** The server's time, or null if the snapshot is older than something it would have to see. */
    private @Nullable String checkedTime() throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(CHECK)) {
            rows.next();
            return rows.getBoolean(2) ? rows.getString(1) : null;
        }
    }
}

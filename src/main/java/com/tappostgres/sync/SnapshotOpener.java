package com.tappostgres.sync;

import com.tappostgres.discovery.StructureReader;
import com.tappostgres.discovery.Table;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
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

    /** Objects below are PostgreSQL's own, which the queries here lock as well. */
    private static final String LOCKED = """
            pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
            WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.relation >= 16384
              AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                                WHERE d.datname = pg_catalog.current_database())
            """;

    /**
     * Whether the columns of each locked relation are as the snapshot shows them: the xmax of a row of pg_attribute is
     * that of a change which the snapshot does not show. (One older than the snapshot was rolled back.)
     */
    private static final String SAME_COLUMNS = "NOT EXISTS (SELECT 1 FROM " + LOCKED + """
             AND EXISTS (
                SELECT 1 FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = l.relation AND a.xmax::text <> '0'
                  AND (a.xmax::text::int8
                       - pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot()) % 4294967296
                       + 4294967296) % 4294967296 < 2147483648))""";

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
        // Before the transaction, which a refusal would end.
        String server = session.systemIdentifier().orElse(null);
        boolean lockable = known.kind() == Table.Kind.TABLE || known.kind() == Table.Kind.PARTITIONED_TABLE;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (!begin(known, purpose, lockable)) {
                lockable = false;
                continue;
            }
            TableSnapshot.Point point = checkedPoint(server, known.name(), lockable);
            if (point != null) {
                return new TableSnapshot(new StructureReader(session).named(List.of(known.name())), this, point);
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

    /**
     * Makes sure that the name still leads to the table that is locked: renaming a schema asks for no lock.
     *
     * @throws TapException of kind SOURCE if it does not
     */
    void requireUnchanged(TableName name) throws SQLException {
        session.resumeConversion();
        boolean same;
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 WHERE " + sameTables(name))) {
            same = rows.next();
        } catch (SQLException e) {
            if (!SqlErrors.isStructureChange(e)) {
                throw e;
            }
            same = false;
        }
        if (!same) {
            throw new TapException(
                    ErrorKind.SOURCE,
                    "\"" + name + "\" was renamed or replaced while it was read",
                    "Run again: nothing was activated, and no bookmark moved.");
        }
    }

    /**
     * Which snapshot it is, or null if it is older than something it would have to see. Where nothing took the
     * snapshot before, this query does.
     */
    private TableSnapshot.@Nullable Point checkedPoint(@Nullable String server, TableName name, boolean lockedFirst)
            throws SQLException {
        String sql = """
                SELECT to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                  pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot()),
                  pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot())
                WHERE\s""" + sameTables(name) + (lockedFirst ? "" : " AND " + SAME_COLUMNS);
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next()
                    ? new TableSnapshot.Point(server, rows.getString(1), rows.getLong(2), rows.getLong(3))
                    : null;
        }
    }

    /**
     * Whether each locked relation is the one that the snapshot shows. Only tables and materialized views have a file
     * (until 11 others have a relfilenode all the same); a relation that the snapshot does not show at all was made after
     * it. The name must lead to the same table in the snapshot and, as the cast asks the live catalog, now.
     */
    private static String sameTables(TableName name) {
        return """
                NOT EXISTS (SELECT 1 FROM\s""" + LOCKED + """
                    AND (c.oid IS NULL
                         OR c.relkind IN ('r', 'm') AND c.relfilenode <> 0
                            AND c.relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(c.oid)))
                AND\s""" + Sql.literal(name.quoted()) + """
                ::regclass = (SELECT c.oid FROM pg_catalog.pg_class c
                    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname =\s""" + Sql.literal(name.schema()) + " AND c.relname = "
                + Sql.literal(name.table()) + ")";
    }
}

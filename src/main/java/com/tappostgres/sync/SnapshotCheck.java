package com.tappostgres.sync;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares what the snapshot of a transaction shows of the tables that it locked with what is there now. */
final class SnapshotCheck {
    /** Objects below are PostgreSQL's own, which the queries here lock as well. */
    private static final String LOCKED = """
            pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
            WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.relation >= 16384
              AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                                WHERE d.datname = pg_catalog.current_database())
            """;

    /**
     * Whether a row of pg_attribute is not as the snapshot shows it: its xmax is that of a change which the snapshot does
     * not show. (One older than the snapshot was rolled back.)
     */
    private static final String CHANGED;

    /** The same of a change that was committed, as one that was not alters nothing; from PostgreSQL 10 on. */
    private static final String COMMITTED;

    static {
        String snapshot = "pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot())";
        String behind = "(a.xmax::text::int8 - " + snapshot + " % 4294967296 + 4294967296) % 4294967296";
        CHANGED = "a.xmax::text <> '0' AND " + behind + " < 2147483648";
        COMMITTED = "CASE WHEN " + CHANGED + " THEN pg_catalog.txid_status(" + snapshot + " + " + behind
                + ") = 'committed' END";
    }

    private static final int FIRST_WITH_TXID_STATUS = 10;

    /** Whether the columns of each locked relation are as the snapshot shows them. */
    private static final String SAME_COLUMNS = "NOT EXISTS (SELECT 1 FROM " + LOCKED + """
             AND EXISTS (
                SELECT 1 FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = l.relation AND\s""" + CHANGED + "))";

    /**
     * Whether each locked relation is the one that the snapshot shows. Only tables and materialized views have a file
     * (until 11 others have a relfilenode all the same); a relation that the snapshot does not show at all was made after
     * it.
     */
    private static final String SAME_FILES = sameFiles("");

    /** What holds rows, as indexes do not: they may come and go while their table is read. */
    private static final String HOLDS_ROWS = " AND pg_catalog.pg_relation_is_updatable(l.relation, false) <> 0";

    /** A partition that was attached to a table while it is read; whatever rows the snapshot shows in it are read. */
    private static final String IS_NO_PARTITION =
            " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_partition_ancestors(l.relation) OFFSET 1)";

    private static final int FIRST_WITH_PARTITION_ANCESTORS = 12;

    /** @param ofNew what must hold, too, of a relation that is newer than the snapshot to make a difference */
    private static String sameFiles(String ofNew) {
        return "NOT EXISTS (SELECT 1 FROM " + LOCKED + " AND (c.oid IS NULL" + ofNew
                + " OR c.relkind IN ('r', 'm') AND c.relfilenode <> 0"
                + " AND c.relfilenode IS DISTINCT FROM pg_catalog.pg_relation_filenode(c.oid)))";
    }

    private static final String AGAIN = "Run again: nothing was activated, and no bookmark moved.";

    private final Session session;

    SnapshotCheck(Session session) {
        this.session = session;
    }

    /**
     * Which snapshot it is, or empty if it is older than something it would have to see. Where nothing took the
     * snapshot before, this query does.
     *
     * @param server tells the server from others
     * @param names those of the locked tables
     * @param lockedFirst whether all of them were locked before the snapshot was taken
     */
    Optional<Snapshot.Point> point(@Nullable String server, List<TableName> names, boolean lockedFirst)
            throws SQLException {
        String sql = """
                SELECT to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                  pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot()),
                  pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot())
                WHERE\s""" + SAME_FILES + sameNames(names) + (lockedFirst ? "" : " AND " + SAME_COLUMNS);
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next()
                    ? Optional.of(new Snapshot.Point(server, rows.getString(1), rows.getLong(2), rows.getLong(3)))
                    : Optional.empty();
        }
    }

    /**
     * Makes sure that a name still leads to the table that is locked, and that its composite types are as they were:
     * neither renaming a schema nor ALTER TYPE asks for its lock.
     *
     * @throws TapException of kind SOURCE if it does not
     */
    void requireUnchanged(StreamShape shape) throws SQLException {
        TableName name = shape.table().name();
        session.resumeConversion();
        requireSameTypes(name, shape.composites());
        boolean ancestors = session.version().isAtLeast(FIRST_WITH_PARTITION_ANCESTORS, 0);
        String sameFiles = sameFiles(ancestors ? HOLDS_ROWS + IS_NO_PARTITION : HOLDS_ROWS);
        boolean same;
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 WHERE " + sameFiles + sameNames(List.of(name)))) {
            same = rows.next();
        } catch (SQLException e) {
            if (!SqlErrors.isStructureChange(e)) {
                throw e;
            }
            same = false;
        }
        if (!same) {
            throw new TapException(
                    ErrorKind.SOURCE, "\"" + name + "\" was renamed or replaced while it was read", AGAIN);
        }
    }

    /** Values come in the attributes that their type has when a statement begins, without the names. */
    private void requireSameTypes(TableName name, Set<Long> composites) throws SQLException {
        if (composites.isEmpty()) {
            return;
        }
        String oids = composites.stream().map(String::valueOf).collect(Collectors.joining(", "));
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT t.typname FROM pg_catalog.pg_type t
                        JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid
                        WHERE t.oid IN (""" + oids + ") AND "
                        + (session.version().isAtLeast(FIRST_WITH_TXID_STATUS, 0) ? COMMITTED : CHANGED))) {
            if (rows.next()) {
                throw new TapException(
                        ErrorKind.SOURCE,
                        "the composite type \"" + rows.getString(1) + "\" was altered while \"" + name + "\" was read",
                        AGAIN);
            }
        }
    }

    /** Whether each name leads to the same table in the snapshot and, as the cast asks the live catalog, now. */
    private static String sameNames(List<TableName> names) {
        return names.stream()
                .map(name ->
                        " AND " + Sql.literal(name.quoted()) + """
                        ::regclass = (SELECT c.oid FROM pg_catalog.pg_class c
                            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                            WHERE n.nspname =\s""" + Sql.literal(name.schema()) + " AND c.relname = "
                                + Sql.literal(name.table()) + ")")
                .collect(Collectors.joining());
    }
}

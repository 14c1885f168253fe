package com.tappostgres.sync;

import com.tappostgres.discovery.StructureReader;
import com.tappostgres.discovery.Table;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ReadTransaction;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens the transaction that reads streams: the locks first, then the snapshot.
 *
 * <p>A snapshot that is older than another session's TRUNCATE, or than an ALTER TABLE that rewrites, sees an empty table
 * and no error once that session commits. LOCK TABLE takes no snapshot, so what it locks cannot have changed before the
 * first query takes one. Where LOCK is refused (column grants, views, foreign tables) only a query can lock, and takes
 * its snapshot before it; so the file of every locked table, as the snapshot knows it, is compared with the one that is
 * there now.
 */
final class SnapshotOpener {
    private static final int ATTEMPTS = 10;

    private final Session session;
    private final ReadTransaction transaction;

    SnapshotOpener(Session session, ReadTransaction transaction) {
        this.session = session;
        this.transaction = transaction;
    }

    /**
     * Opens a transaction with tables locked against any change of their structure.
     *
     * @param known the tables as they were a moment ago
     * @param purpose for pg_stat_activity
     * @throws SQLException if none of them can be locked
     */
    Snapshot open(Collection<Table> known, String purpose) throws SQLException {
        // Before the transaction, which a refusal would end.
        String server = session.systemIdentifier().orElse(null);
        boolean plain = known.stream().allMatch(table -> table.kind() == Table.Kind.TABLE);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // By itself: up to 12, a time-out of the role holds until the end of the string that replaces it.
            session.executeSoon(transaction.begin(session.version(), purpose, plain));
            Map<TableName, SQLException> refused = new LinkedHashMap<>();
            Snapshot.Point point = lock(known, server, refused);
            if (point != null) {
                List<TableName> names = names(known, refused);
                return new Snapshot(new StructureReader(session).named(names), point, refused);
            }
            session.rollback();
        }
        throw new TapException(
                ErrorKind.SOURCE,
                (known.size() == 1 ? "\"" + known.iterator().next().name() + "\" was" : "one of the tables was")
                        + " truncated or rewritten each time it was about to be read",
                "Run again when the session that does so is finished.");
    }

    /** Locks, then takes the snapshot; null if it is older than something that it would have to see. */
    private Snapshot.@Nullable Point lock(
            Collection<Table> tables, @Nullable String server, Map<TableName, SQLException> refused)
            throws SQLException {
        Set<TableName> byQuery = new HashSet<>();
        for (Table table : tables) {
            boolean lockable = table.kind() == Table.Kind.TABLE || table.kind() == Table.Kind.PARTITIONED_TABLE;
            if (!lockable || !lock(table.name(), refused)) {
                byQuery.add(table.name());
            }
        }
        // Only now, as the first query takes the snapshot.
        for (TableName name : byQuery) {
            lockByQuery(name, refused);
        }
        List<TableName> locked = names(tables, refused);
        if (locked.isEmpty()) {
            session.rollback();
            throw refused.values().iterator().next();
        }
        return new SnapshotCheck(session)
                .point(server, locked, byQuery.isEmpty())
                .orElse(null);
    }

    /** Locks a table; false if the server does not let the role do that. */
    private boolean lock(TableName name, Map<TableName, SQLException> refused) throws SQLException {
        Optional<SQLException> failure = attempt("LOCK TABLE " + name.quoted() + " IN ACCESS SHARE MODE");
        if (failure.isPresent() && SqlErrors.isRefusedLock(failure.get())) {
            return false;
        }
        failure.ifPresent(e -> refused.put(name, e));
        return true;
    }

    /** Takes the same lock on everything that the name leads to, and reads nothing. */
    private void lockByQuery(TableName name, Map<TableName, SQLException> refused) throws SQLException {
        // The 1 is for 9.3, which knows no empty select list.
        attempt("SELECT 1 FROM " + name.quoted() + " LIMIT 0").ifPresent(e -> refused.put(name, e));
    }

    private Optional<SQLException> attempt(String sql) throws SQLException {
        try {
            Savepoint.execute(session, sql);
            return Optional.empty();
        } catch (SQLException e) {
            if (session.isClosed()) {
                throw e;
            }
            return Optional.of(e);
        }
    }

    private static List<TableName> names(Collection<Table> tables, Map<TableName, SQLException> refused) {
        List<TableName> names = new ArrayList<>();
        for (Table table : tables) {
            if (!refused.containsKey(table.name())) {
                names.add(table.name());
            }
        }
        return names;
    }
}

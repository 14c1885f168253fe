package com.tappostgres.preflight;

import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads within the caller's transaction what the catalogs say of the rows of tables, in a query each for all of them. */
final class FactReader {
    private final Session session;
    private final Probe probe;
    private final FactQueries queries;

    FactReader(Session session, Probe probe) {
        this.session = session;
        this.probe = probe;
        this.queries = new FactQueries(session.version());
    }

    /** Of each of these tables that exists. */
    Map<TableName, TableFacts> tables(Collection<TableName> names) throws SQLException {
        if (names.isEmpty()) {
            return Map.of();
        }
        return probe.within(
                Probe.SHORT,
                () -> tables(queries.tables(names, true)),
                // A table that somebody holds locked does not tell its size.
                failure -> probe.within(Probe.LONG, () -> tables(queries.tables(names, false))));
    }

    private Map<TableName, TableFacts> tables(String sql) throws SQLException {
        Map<TableName, TableFacts> facts = new HashMap<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                String count = rows.getString(3);
                String foreign = rows.getString(10);
                facts.put(
                        new TableName(rows.getString(1), rows.getString(2)),
                        new TableFacts(
                                count == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(count)),
                                rows.getLong(4),
                                rows.getLong(5),
                                rows.getBoolean(6),
                                rows.getBoolean(7),
                                rows.getBoolean(8),
                                rows.getInt(9),
                                foreign == null
                                        ? Optional.empty()
                                        : Optional.of(new TableFacts.Foreign(
                                                foreign, rows.getString(11), rows.getBoolean(12)))));
            }
        }
        return facts;
    }

    /**
     * Of each of these columns, as far as anything is known.
     *
     * @param keys those of which more than statistics is asked
     */
    Map<FactQueries.KeyColumn, ColumnFacts> columns(
            Collection<FactQueries.KeyColumn> columns, Collection<FactQueries.Numbered> keys) throws SQLException {
        Map<FactQueries.KeyColumn, ColumnFacts> facts = new HashMap<>();
        if (columns.isEmpty()) {
            return facts;
        }
        probe.within(Probe.LONG, () -> {
            read(FactQueries.statistics(columns), (column, row) -> {
                String nulls = row.getString(4);
                facts.put(
                        column,
                        new ColumnFacts(
                                Optional.ofNullable(nulls).map(Double::valueOf),
                                row.getBoolean(5),
                                false,
                                Optional.empty()));
            });
            if (keys.isEmpty()) {
                return facts;
            }
            read(queries.keys(keys), (column, row) -> {
                ColumnFacts known = facts.getOrDefault(column, ColumnFacts.UNKNOWN);
                facts.put(
                        column,
                        new ColumnFacts(
                                known.nullFraction(),
                                known.notANumber(),
                                row.getBoolean(4),
                                Optional.ofNullable(row.getString(5))));
            });
            return facts;
        });
        return facts;
    }

    /** What is done with a row that begins with schema, table and column. */
    private interface RowUse {
        void of(FactQueries.KeyColumn column, ResultSet row) throws SQLException;
    }

    private void read(String sql, RowUse use) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                TableName table = new TableName(rows.getString(1), rows.getString(2));
                use.of(new FactQueries.KeyColumn(table, rows.getString(3)), rows);
            }
        }
    }
}

package com.tappostgres.discovery;

import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads within the caller's transaction what a role may do with tables; that role need not be the one that asks. */
public final class AccessReader {
    private final Session session;
    private final Role role;
    private final AccessQueries queries;

    /** @param role the role to ask for; empty for the one that the session acts as */
    public AccessReader(Session session, Optional<String> role) throws SQLException {
        this.session = session;
        this.role = role(session, role);
        this.queries = new AccessQueries(session.version(), this.role);
    }

    /** These tables; one that does not exist is missing in the answer. */
    public DatabaseAccess named(Collection<TableName> names) throws SQLException {
        return names.isEmpty() ? database(Map.of()) : read(structure().named(names));
    }

    /**
     * All tables and views but partitions.
     *
     * @param schemas only of these, or of all but PostgreSQL's own where empty
     */
    public DatabaseAccess everything(List<String> schemas) throws SQLException {
        return read(structure().everything(schemas));
    }

    private StructureQueries structure() {
        return new StructureQueries(session.version());
    }

    private static Role role(Session session, Optional<String> name) throws SQLException {
        String sql =
                AccessQueries.role(session.version(), name.map(Sql::literal).orElse("current_user"));
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next()
                    ? new Role(rows.getString(1), true, rows.getBoolean(2), rows.getBoolean(3), rows.getBoolean(4))
                    : Role.missing(name.orElseThrow());
        }
    }

    private DatabaseAccess read(String scope) throws SQLException {
        Map<Long, List<ColumnAccess>> columns = columns(scope);
        Map<Long, List<Reading>> underlying = session.version().isAtLeast(15, 0) ? underlying(scope) : Map.of();
        Map<TableName, TableAccess> tables = new LinkedHashMap<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(queries.tables(scope))) {
            while (rows.next()) {
                long oid = rows.getLong(1);
                List<Reading> readings = underlying.getOrDefault(oid, List.of());
                boolean policies = rows.getBoolean(9) || readings.stream().anyMatch(Reading::policies);
                TableAccess table = new TableAccess(
                        new TableName(rows.getString(2), rows.getString(3)),
                        Optional.of(rows.getString(4)),
                        rows.getBoolean(5),
                        rows.getBoolean(6),
                        rows.getBoolean(7),
                        rows.getBoolean(8),
                        policies && !role.seesAllRows(),
                        columns.getOrDefault(oid, List.of()),
                        readings.stream().map(Reading::table).toList());
                tables.put(table.name(), table);
            }
        }
        return database(tables);
    }

    private Map<Long, List<ColumnAccess>> columns(String scope) throws SQLException {
        Map<Long, List<ColumnAccess>> columns = new HashMap<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(queries.columns(scope))) {
            while (rows.next()) {
                columns.computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>())
                        .add(new ColumnAccess(
                                rows.getString(2), rows.getBoolean(3), rows.getString(4), rows.getBoolean(5)));
            }
        }
        return columns;
    }

    /** What a view reads, and whether row-level policies apply there. */
    private record Reading(TableAccess.Underlying table, boolean policies) {}

    private Map<Long, List<Reading>> underlying(String scope) throws SQLException {
        Map<Long, List<Reading>> underlying = new HashMap<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(queries.underlying(scope))) {
            while (rows.next()) {
                TableName name = new TableName(rows.getString(2), rows.getString(3));
                underlying
                        .computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>())
                        .add(new Reading(new TableAccess.Underlying(name, rows.getBoolean(4)), rows.getBoolean(5)));
            }
        }
        return underlying;
    }

    private DatabaseAccess database(Map<TableName, TableAccess> tables) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(queries.database())) {
            rows.next();
            return new DatabaseAccess(role, rows.getBoolean(1), rows.getBoolean(2), tables);
        }
    }
}

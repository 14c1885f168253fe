package com.tappostgres.discovery;

import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.TableName;
import com.tappostgres.types.ColumnType;
import com.tappostgres.types.PgType;
import com.tappostgres.types.TypeRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads the structure of tables within the caller's transaction, in one round trip whatever their number. */
public final class StructureReader {
    private final Session session;
    private final StructureQueries queries;

    public StructureReader(Session session) {
        this.session = session;
        this.queries = new StructureQueries(session.version());
    }

    /**
     * All that the role may read.
     *
     * @param schemas only these, or all where empty
     */
    public Structure readable(List<String> schemas) throws SQLException {
        return read(queries.readable(schemas));
    }

    /**
     * All that the role may read, and with all their columns those of some tables that it may not.
     *
     * @param schemas only these, or all where empty
     */
    Structure readable(List<String> schemas, Collection<TableName> named) throws SQLException {
        if (named.isEmpty()) {
            return readable(schemas);
        }
        String hidden = "(" + queries.hidden(named, schemas) + ")";
        return read("(" + queries.readable(schemas) + " OR " + hidden + ")", hidden);
    }

    /** These tables; one that does not exist is missing in the answer. */
    public Structure named(Collection<TableName> names) throws SQLException {
        return read(queries.named(names));
    }

    private Structure read(String scope) throws SQLException {
        return read(scope, "false");
    }

    private Structure read(String scope, String whole) throws SQLException {
        String sql = String.join(
                ";",
                queries.columns(scope, whole),
                queries.indexes(scope),
                queries.types(scope),
                queries.tables(scope));
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(sql);
            Map<Long, List<Column>> columns = columns(statement.getResultSet());
            statement.getMoreResults();
            Map<Long, List<TableIndex>> indexes = indexes(statement.getResultSet());
            statement.getMoreResults();
            TypeRegistry types = types(statement.getResultSet());
            statement.getMoreResults();
            return new Structure(tables(statement.getResultSet(), columns, indexes), types);
        }
    }

    private static Map<Long, List<Column>> columns(ResultSet rows) throws SQLException {
        Map<Long, List<Column>> columns = new HashMap<>();
        while (rows.next()) {
            ColumnType type = new ColumnType(rows.getLong(4), rows.getInt(5), rows.getInt(6), !rows.getBoolean(7));
            Column column = new Column(
                    rows.getInt(2), rows.getString(3), type, rows.getString(8), rows.getString(9), rows.getBoolean(10));
            columns.computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>()).add(column);
        }
        return columns;
    }

    private static Map<Long, List<TableIndex>> indexes(ResultSet rows) throws SQLException {
        Map<Long, List<TableIndex>> indexes = new HashMap<>();
        while (rows.next()) {
            List<Integer> numbers = new ArrayList<>();
            for (String number : rows.getString(6).split(" ", -1)) {
                numbers.add(Integer.valueOf(number));
            }
            TableIndex index = new TableIndex(
                    rows.getBoolean(3), rows.getBoolean(4), rows.getBoolean(5), numbers.subList(0, rows.getInt(7)));
            indexes.computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>()).add(index);
        }
        return indexes;
    }

    private TypeRegistry types(ResultSet rows) throws SQLException {
        Map<Long, PgType> types = new HashMap<>();
        while (rows.next()) {
            PgType type = type(rows);
            PgType before = types.get(type.oid());
            types.put(type.oid(), before == null ? type : before.with(type.attributes()));
        }
        return new TypeRegistry(types.values(), session.encoding().orElse(null));
    }

    private static PgType type(ResultSet rows) throws SQLException {
        String attribute = rows.getString(9);
        return new PgType(
                rows.getLong(1),
                rows.getString(2),
                rows.getString(3),
                PgType.Kind.valueOf(rows.getString(4)),
                rows.getLong(5),
                rows.getInt(6),
                rows.getInt(7),
                rows.getString(8).charAt(0),
                attribute == null
                        ? List.of()
                        : List.of(new PgType.Attribute(
                                attribute, new ColumnType(rows.getLong(10), rows.getInt(11), rows.getInt(12), true))));
    }

    private static Map<TableName, Table> tables(
            ResultSet rows, Map<Long, List<Column>> columns, Map<Long, List<TableIndex>> indexes) throws SQLException {
        Map<TableName, Table> tables = new LinkedHashMap<>();
        while (rows.next()) {
            long oid = rows.getLong(1);
            Map<Integer, Column> byNumber = new LinkedHashMap<>();
            for (Column column : columns.getOrDefault(oid, List.of())) {
                byNumber.put(column.number(), column);
            }
            List<TableIndex> ownIndexes = indexes.getOrDefault(oid, List.of());
            String rowCount = rows.getString(8);
            Table table = new Table(
                    new TableName(rows.getString(2), rows.getString(3)),
                    oid,
                    Table.Kind.of(rows.getString(4)),
                    rows.getBoolean(5),
                    rows.getBoolean(6),
                    rows.getBoolean(7),
                    rowCount == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(rowCount)),
                    List.copyOf(byNumber.values()),
                    TableIndex.key(ownIndexes, byNumber),
                    TableIndex.leading(ownIndexes, byNumber));
            tables.put(table.name(), table);
        }
        return tables;
    }
}

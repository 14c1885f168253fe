package com.tappostgres.copy;

import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.TableName;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one statement that reads a stream, or a part of it.
 *
 * @param table what is read
 * @param scope which of its rows
 * @param columns in the order of the row's fields
 * @param conditions SQL that all hold of a wanted row
 * @param orderBy the column to order by, for INCREMENTAL streams
 */
public record TableQuery(
        TableName table,
        Scope scope,
        List<Column> columns,
        List<String> conditions,
        @Nullable String orderBy) {
    public TableQuery {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
    }

    /** Which rows a name stands for. */
    public enum Scope {
        /** All rows of one plain table, which COPY can scan without a query. */
        WHOLE_HEAP,
        /** The rows of the table itself, without those of tables that inherit from it. */
        ONLY,
        /** All that a SELECT finds under the name. */
        TREE
    }

    /**
     * A column to read.
     *
     * @param bytea whether a driver would decode it
     */
    public record Column(String name, boolean bytea) {}

    /**
     * Rows from this value of a column on.
     *
     * @param value PostgreSQL's text
     * @param type the SQL name of the column's type, without length or precision
     * @param orNull whether rows without a value are wanted too
     */
    public record LowerBound(String column, String value, String type, boolean orNull) {
        /** COPY cannot bind parameters, so the value is a literal, cast to the column's own type. */
        public String condition() {
            String key = Sql.identifier(column);
            return key + " >= " + Sql.literal(value) + "::" + type + (orNull ? " OR " + key + " IS NULL" : "");
        }
    }

    /** What stands between COPY and TO STDOUT. */
    public String copySource() {
        if (scope != Scope.WHOLE_HEAP || !conditions.isEmpty() || orderBy != null) {
            return "(" + select(false) + ")";
        }
        String list = columns.isEmpty()
                ? ""
                : columns.stream()
                        .map(column -> Sql.identifier(column.name()))
                        .collect(Collectors.joining(", ", " (", ")"));
        return table.quoted() + list;
    }

    /** The query for a cursor. */
    public String cursorQuery() {
        return select(true);
    }

    private String select(boolean byteaAsText) {
        StringBuilder sql = new StringBuilder("SELECT ");
        // 9.3 knows no empty select list; only a table without columns has none selected.
        sql.append(
                columns.isEmpty()
                        ? "*"
                        : columns.stream()
                                .map(column ->
                                        Sql.identifier(column.name()) + (byteaAsText && column.bytea() ? "::text" : ""))
                                .collect(Collectors.joining(", ")));
        sql.append(scope == Scope.ONLY ? " FROM ONLY " : " FROM ").append(table.quoted());
        if (conditions.size() == 1) {
            sql.append(" WHERE ").append(conditions.get(0));
        } else if (!conditions.isEmpty()) {
            sql.append(" WHERE (").append(String.join(") AND (", conditions)).append(')');
        }
        if (orderBy != null) {
            sql.append(" ORDER BY ").append(Sql.identifier(orderBy));
        }
        return sql.toString();
    }
}

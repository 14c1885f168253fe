package com.tappostgres.copy;

import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlCondition;
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
 * @param filter the user's own condition; null for none
 * @param orderBy the column to order by, for INCREMENTAL streams
 * @param limit how many rows, at most; 0 for all
 */
public record TableQuery(
        TableName table,
        Scope scope,
        List<Column> columns,
        List<String> conditions,
        @Nullable Filter filter,
        @Nullable String orderBy,
        long limit) {
    public TableQuery {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
    }

    /** The rows that the tap itself chooses. */
    public TableQuery(
            TableName table, Scope scope, List<Column> columns, List<String> conditions, @Nullable String orderBy) {
        this(table, scope, columns, conditions, null, orderBy, 0);
    }

    /**
     * A condition that a user wrote.
     *
     * @param table the name that it may call the table by, which a part of it does not have
     */
    public record Filter(SqlCondition condition, String table) {}

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
     * @param mask the SQL to read in its place; null for the column itself
     */
    public record Column(
            String name, boolean bytea, @Nullable String mask) {
        /** A column that is read as it is. */
        public Column(String name, boolean bytea) {
            this(name, bytea, null);
        }

        /** What to select. */
        private String sql(boolean byteaAsText) {
            String identifier = Sql.identifier(name);
            if (mask != null) {
                // Under its name, as another column may be called like a function and be ordered by.
                return mask + " AS " + identifier;
            }
            return byteaAsText && bytea ? identifier + "::text" : identifier;
        }
    }

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
        if (!isWholeHeap()) {
            return "(" + selectColumns(false) + ")";
        }
        String list = columns.isEmpty()
                ? ""
                : columns.stream()
                        .map(column -> Sql.identifier(column.name()))
                        .collect(Collectors.joining(", ", " (", ")"));
        return table.quoted() + list;
    }

    private boolean isWholeHeap() {
        return scope == Scope.WHOLE_HEAP
                && conditions.isEmpty()
                && filter == null
                && orderBy == null
                && limit == 0
                && columns.stream().allMatch(column -> column.mask() == null);
    }

    /** The query for a cursor. */
    public String cursorQuery() {
        return selectColumns(true);
    }

    private String selectColumns(boolean byteaAsText) {
        // 9.3 knows no empty select list; only a table without columns has none selected.
        String list = columns.isEmpty()
                ? "*"
                : columns.stream().map(column -> column.sql(byteaAsText)).collect(Collectors.joining(", "));
        return select(list);
    }

    /** The same rows with something else of them: a list of expressions. */
    public String select(String list) {
        StringBuilder sql = new StringBuilder("SELECT ").append(list);
        sql.append(scope == Scope.ONLY ? " FROM ONLY " : " FROM ").append(table.quoted());
        if (filter != null && !filter.table().equals(table.table())) {
            sql.append(" AS ").append(Sql.identifier(filter.table()));
        }
        sql.append(where());
        if (orderBy != null) {
            sql.append(" ORDER BY ").append(Sql.identifier(orderBy));
        }
        if (limit > 0) {
            sql.append(" LIMIT ").append(limit);
        }
        return sql.toString();
    }

    private String where() {
        if (conditions.isEmpty()) {
            return filter == null ? "" : " WHERE " + filter.condition().inParentheses();
        }
        String own = conditions.size() == 1 && filter == null
                ? conditions.get(0)
                : "(" + String.join(") AND (", conditions) + ")";
        return " WHERE " + own
                + (filter == null ? "" : " AND " + filter.condition().inParentheses());
    }
}

package com.tappostgres.copy;

import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.TableName;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one statement that reads a stream.
 *
 * @param table what is read
 * @param columns in the order of the row's fields
 * @param from the lower bound, for INCREMENTAL streams that have a bookmark
 * @param orderBy the column to order by, for INCREMENTAL streams
 * @param wholeHeap whether these are all rows of one plain table, which COPY can then scan without a query
 */
public record TableQuery(
        TableName table,
        List<Column> columns,
        @Nullable LowerBound from,
        @Nullable String orderBy,
        boolean wholeHeap) {
    public TableQuery {
        columns = List.copyOf(columns);
    }

    /**
     * A column to read.
     *
     * @param bytea whether a driver would decode it
     */
    public record Column(String name, boolean bytea) {}

    /**
     * Rows from this value of the ordered column on.
     *
     * @param value PostgreSQL's text
     * @param type the SQL name of the column's type, without length or precision
     * @param orNull whether rows without a value are wanted too
     */
    public record LowerBound(String value, String type, boolean orNull) {}

    /** What stands between COPY and TO STDOUT. */
    public String copySource() {
        if (!wholeHeap) {
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
        sql.append(" FROM ").append(table.quoted());
        if (orderBy != null) {
            String key = Sql.identifier(orderBy);
            if (from != null) {
                // COPY cannot bind parameters, so the value is a literal, cast to the column's own type.
                sql.append(" WHERE ").append(key).append(" >= ").append(Sql.literal(from.value()));
                sql.append("::").append(from.type());
                if (from.orNull()) {
                    sql.append(" OR ").append(key).append(" IS NULL");
                }
            }
            sql.append(" ORDER BY ").append(key);
        }
        return sql.toString();
    }
}

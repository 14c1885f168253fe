package com.tappostgres.sync;

import com.tappostgres.copy.TableQuery;
import com.tappostgres.discovery.Table;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import com.tappostgres.postgres.SqlCondition;
import com.tappostgres.postgres.SqlErrors;
import com.tappostgres.postgres.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes every statement that reads rows of a stream: only the wanted rows, and masks in place of what must not be seen. */
public final class RowSource {
    private final TableName table;
    private final StreamShape shape;
    private final List<TableQuery.Column> columns;
    private final TableQuery.@Nullable Filter filter;

    private RowSource(
            TableName table, StreamShape shape, List<TableQuery.Column> columns, TableQuery.@Nullable Filter filter) {
        this.table = table;
        this.shape = shape;
        this.columns = columns;
        this.filter = filter;
    }

    /**
     * The source of a stream's rows.
     *
     * @param session in the transaction that will read it
     * @throws TapException of kind CONFIGURATION if the server cannot do what the user wants; of kind SOURCE if the role may
     *     not read a column that a condition names
     */
    public static RowSource of(StreamRequest request, StreamShape shape, Session session) throws SQLException {
        Shaping shaping = request.shaping();
        HashFunction hash = shaping.hashes() ? HashFunction.of(session) : HashFunction.NONE;
        List<TableQuery.Column> columns = new ArrayList<>();
        for (int i = 0; i < shape.columns().size(); i++) {
            String name = shape.columns().get(i).name();
            ColumnMask mask = shaping.masks().get(name);
            columns.add(new TableQuery.Column(name, shape.isBytea(i), mask == null ? null : mask.sql(name, hash)));
        }
        SqlCondition where = shaping.where();
        RowSource source = new RowSource(
                request.table(),
                shape,
                columns,
                where == null
                        ? null
                        : new TableQuery.Filter(where, request.table().table()));
        if (where != null) {
            source.requireValid(where, request.name(), session);
        }
        return source;
    }

    /** All rows, or those that meet conditions. */
    public TableQuery query(List<String> conditions, @Nullable String orderBy, long limit) {
        return new TableQuery(
                table,
                shape.isWholeHeap() ? TableQuery.Scope.WHOLE_HEAP : TableQuery.Scope.TREE,
                columns,
                conditions,
                filter,
                orderBy,
                limit);
    }

    /** Those of one heap. */
    TableQuery ofHeap(TableName heap, List<String> conditions) {
        return new TableQuery(heap, TableQuery.Scope.ONLY, columns, conditions, filter, null, 0);
    }

    StreamShape shape() {
        return shape;
    }

    boolean isFiltered() {
        return filter != null;
    }

    /** Whether the user's condition may give another answer for a row that did not change. */
    boolean mayChangeItsMind() {
        if (filter == null) {
            return false;
        }
        Set<String> names = new HashSet<>(Set.of(table.table()));
        shape.table().columns().forEach(column -> names.add(column.name()));
        return !filter.condition().dependsOnlyOn(names);
    }

    /** Has the server look at the condition, alone and without reading a row. */
    private void requireValid(SqlCondition where, String stream, Session session) throws SQLException {
        boolean inParts = shape.table().kind() == Table.Kind.PARTITIONED_TABLE
                || shape.table().inherited();
        // The parts of a table have no name of their own here.
        String alias = inParts ? " AS " + Sql.identifier(table.table()) : "";
        try {
            // A statement of its own: the server looks at the syntax of all that comes at once before it sets the
            // savepoint.
            Savepoint.around(
                    session,
                    () -> session.execute(
                            "SELECT 1 FROM " + table.quoted() + alias + " WHERE " + where.inParentheses() + " LIMIT 0"),
                    () -> {});
        } catch (SQLException e) {
            if (session.isClosed() || SqlErrors.isPassing(e)) {
                throw e;
            }
            boolean refused = SqlErrors.isMissingPrivilege(e);
            throw new TapException(
                    refused ? ErrorKind.SOURCE : ErrorKind.CONFIGURATION,
                    SqlErrors.failed(e, "checking \"where\" of " + stream).getMessage(),
                    refused
                            ? "The role needs SELECT on every column that the condition names, selected or not, and EXECUTE"
                                    + " on every function: GRANT SELECT (COLUMN) ON " + table.quoted()
                                    + " TO role; as the owner of the table."
                            : "Correct " + ChoiceName.WHERE.words()
                                    + ". It is one SQL expression over the columns of \""
                                    + table
                                    + "\", such as status <> 'draft'; a value is put in single quotes, a name with"
                                    + " capitals in double ones"
                                    + (inParts ? ", and no name has a schema before it." : "."),
                    e);
        }
    }
}

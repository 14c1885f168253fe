package com.tappostgres.discovery;

import com.tappostgres.postgres.TableName;
import java.util.List;
import java.util.Optional;

/**
 * What a role may do with a table, view or the like today, and who could let it do more.
 *
 * @param owner empty where the role may not even look
 * @param ownerCreates whether the owner could create more tables in the schema
 * @param owned whether the role has the owner's rights itself
 * @param usage whether the role has USAGE on the schema
 * @param select whether the role has SELECT on the whole of it
 * @param filtered whether row-level policies apply to the role
 * @param columns all, in table order
 * @param underlying what a view reads with the rights of whoever reads it (security_invoker)
 */
public record TableAccess(
        TableName name,
        Optional<String> owner,
        boolean ownerCreates,
        boolean owned,
        boolean usage,
        boolean select,
        boolean filtered,
        List<ColumnAccess> columns,
        List<Underlying> underlying) {
    public TableAccess {
        columns = List.copyOf(columns);
        underlying = List.copyOf(underlying);
    }

    /**
     * A table that such a view reads.
     *
     * @param select whether the role may read the columns that the view names
     */
    public record Underlying(TableName name, boolean select) {}

    /** A table of a database that the role may not connect to, with the columns that are known from elsewhere. */
    public static TableAccess unseen(TableName name, List<String> columns) {
        return new TableAccess(
                name,
                Optional.empty(),
                false,
                false,
                false,
                false,
                false,
                columns.stream()
                        .map(column -> new ColumnAccess(column, false, name.schema(), false))
                        .toList(),
                List.of());
    }
}

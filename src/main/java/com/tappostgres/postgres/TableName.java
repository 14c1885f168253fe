package com.tappostgres.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The name of a table, view or the like in its database, as pg_catalog holds it.
 *
 * @param schema its schema
 * @param table its own name
 */
public record TableName(String schema, String table) {
    /** The name as SQL wants it, each part quoted. */
    public String quoted() {
        return Sql.identifier(schema) + "." + Sql.identifier(table);
    }

    // Those that a record makes by itself spin method handles at their first call, which each start would wait 10 ms
    // for.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TableName name && schema.equals(name.schema) && table.equals(name.table);
    }

    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + table.hashCode();
    }

    /** The name for people. */
    @Override
    public String toString() {
        return schema + "." + table;
    }
}

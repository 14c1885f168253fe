package com.tappostgres.postgres;

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

    /** The name for people. */
    @Override
    public String toString() {
        return schema + "." + table;
    }
}

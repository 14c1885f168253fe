package com.tappostgres.types;

/**
 * One row of pg_type, as far as reading values needs it.
 *
 * @param oid the type's object id
 * @param schema the schema that holds it, {@code pg_catalog} for built-in types
 * @param name {@code typname}
 * @param kind what sort of type it is
 * @param element the element type's oid of an array, the base type's of a domain, else 0
 * @param modifier {@code typtypmod} of a domain, else -1
 * @param dimensions {@code typndims} of a domain over an array, else 0
 * @param delimiter the character between two elements in the text of an array of this type
 */
public record PgType(
        long oid, String schema, String name, Kind kind, long element, int modifier, int dimensions, char delimiter) {
    /** The sorts of types that are read differently. */
    public enum Kind {
        /** A type with a text of its own; unknown ones travel as that text. */
        SCALAR,
        ARRAY,
        DOMAIN,
        ENUM,
        COMPOSITE,
        RANGE
    }

    /** Whether it is the type of that name which PostgreSQL itself brings. */
    public boolean isBuiltIn() {
        return schema.equals("pg_catalog");
    }
}

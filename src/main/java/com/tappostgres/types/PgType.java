package com.tappostgres.types;

import java.util.ArrayList;
import java.util.List;

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
 * @param attributes those of a composite type that are not dropped, in order
 */
public record PgType(
        long oid,
        String schema,
        String name,
        Kind kind,
        long element,
        int modifier,
        int dimensions,
        char delimiter,
        List<Attribute> attributes) {
    public PgType {
        attributes = List.copyOf(attributes);
    }

    /** A type that is not composite. */
    public PgType(
            long oid,
            String schema,
            String name,
            Kind kind,
            long element,
            int modifier,
            int dimensions,
            char delimiter) {
        this(oid, schema, name, kind, element, modifier, dimensions, delimiter, List.of());
    }

    /** One attribute of a composite type. */
    public record Attribute(String name, ColumnType type) {}

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

    /** The same type with more attributes behind its own. */
    public PgType with(List<Attribute> more) {
        List<Attribute> all = new ArrayList<>(attributes);
        all.addAll(more);
        return new PgType(oid, schema, name, kind, element, modifier, dimensions, delimiter, all);
    }

    /** Whether it is the type of that name which PostgreSQL itself brings. */
    public boolean isBuiltIn() {
        return schema.equals("pg_catalog");
    }
}

package com.tappostgres.types;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The types of one database by oid. */
public final class TypeRegistry {
    private final Map<Long, PgType> types = new HashMap<>();

    public TypeRegistry(Collection<PgType> types) {
        for (PgType type : types) {
            this.types.put(type.oid(), type);
        }
    }

    /** The type of that oid; one that vanished meanwhile counts as an unknown scalar, which travels as its text. */
    public PgType get(long oid) {
        PgType type = types.get(oid);
        return type != null ? type : new PgType(oid, "", "unknown", PgType.Kind.SCALAR, 0, -1, 0, ',');
    }
}

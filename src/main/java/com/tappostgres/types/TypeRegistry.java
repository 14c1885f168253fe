package com.tappostgres.types;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The types of one database by oid. */
public final class TypeRegistry {
    private final Map<Long, PgType> types = new HashMap<>();

    private final @Nullable Charset encoding;

    /** The types of a database whose encoding is UTF-8. */
    public TypeRegistry(Collection<PgType> types) {
        this(types, StandardCharsets.UTF_8);
    }

    /** @param encoding that of the database; null where it has none (SQL_ASCII) and may hold any bytes */
    public TypeRegistry(Collection<PgType> types, @Nullable Charset encoding) {
        this.encoding = encoding;
        for (PgType type : types) {
            this.types.put(type.oid(), type);
        }
    }

    /** The encoding of the database, from which its server converts to UTF-8; null where it has none. */
    @Nullable
    Charset encoding() {
        return encoding;
    }

    /** What the attributes of a type are called and hold, those of the types within it too; empty where none has any. */
    String attributes(long oid) {
        PgType type = get(oid);
        StringBuilder text = new StringBuilder();
        if (type.element() != 0) {
            text.append(attributes(type.element()));
        }
        for (PgType.Attribute attribute : type.attributes()) {
            ColumnType held = attribute.type();
            text.append(attribute.name())
                    .append('\0')
                    .append(held.typeOid())
                    .append(' ')
                    .append(held.modifier());
            text.append('(').append(attributes(held.typeOid())).append(')');
        }
        return text.toString();
    }

    /** The oids of the composite types among a type and those within it. */
    Set<Long> composites(long oid) {
        PgType type = get(oid);
        Set<Long> found = new TreeSet<>();
        if (type.element() != 0) {
            found.addAll(composites(type.element()));
        }
        if (type.kind() == PgType.Kind.COMPOSITE) {
            found.add(oid);
            type.attributes()
                    .forEach(attribute ->
                            found.addAll(composites(attribute.type().typeOid())));
        }
        return found;
    }

    /** The type of that oid; one that vanished meanwhile counts as an unknown scalar, which travels as its text. */
    public PgType get(long oid) {
        PgType type = types.get(oid);
        return type != null ? type : new PgType(oid, "", "unknown", PgType.Kind.SCALAR, 0, -1, 0, ',');
    }
}

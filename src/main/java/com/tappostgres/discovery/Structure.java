package com.tappostgres.discovery;

import com.tappostgres.postgres.TableName;
import com.tappostgres.types.TypeRegistry;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of one database as one snapshot shows them, and the types of their columns.
 *
 * @param byName in the order of schema and name
 */
public record Structure(Map<TableName, Table> byName, TypeRegistry types) {
    public Structure {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    public Collection<Table> tables() {
        return byName.values();
    }

    public Optional<Table> table(TableName name) {
        return Optional.ofNullable(byName.get(name));
    }
}

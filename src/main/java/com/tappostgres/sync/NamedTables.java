package com.tappostgres.sync;

import com.tappostgres.config.StreamPattern;
import com.tappostgres.postgres.TableName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The tables that patterns name, which need not exist. */
final class NamedTables {
    private NamedTables() {}

    /** @param patterns without wildcards */
    static Set<TableName> of(List<StreamPattern> patterns, String database) {
        Set<TableName> tables = new LinkedHashSet<>();
        for (StreamPattern pattern : patterns) {
            String name = pattern.name().text();
            if (pattern.schema().isPresent()) {
                tables.add(new TableName(pattern.schema().get().text(), name));
                continue;
            }
            addCuts(name, tables);
            if (name.startsWith(database + "-")) {
                addCuts(name.substring(database.length() + 1), tables);
            }
        }
        return tables;
    }

    /** The name of a stream does not say where the schema ends. */
    private static void addCuts(String name, Set<TableName> tables) {
        for (int dash = name.indexOf('-'); dash >= 0; dash = name.indexOf('-', dash + 1)) {
            tables.add(new TableName(name.substring(0, dash), name.substring(dash + 1)));
        }
    }
}

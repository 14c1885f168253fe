package com.tappostgres.picker;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A database, or a schema in one. */
final class GroupNode implements Node {
    private final String name;
    private final @Nullable GroupNode database;
    private final List<GroupNode> schemas = new ArrayList<>();
    private final List<TableNode> tables = new ArrayList<>();

    private GroupNode(String name, @Nullable GroupNode database) {
        this.name = name;
        this.database = database;
    }

    static GroupNode database(String name) {
        return new GroupNode(name, null);
    }

    /** The schema of this database, made where there is none. */
    GroupNode schema(String schemaName) {
        for (GroupNode schema : schemas) {
            if (schema.name.equals(schemaName)) {
                return schema;
            }
        }
        GroupNode schema = new GroupNode(schemaName, this);
        schemas.add(schema);
        return schema;
    }

    void add(TableNode table) {
        tables.add(table);
        if (database != null) {
            database.tables.add(table);
        }
    }

    boolean isDatabase() {
        return database == null;
    }

    List<GroupNode> schemas() {
        return schemas;
    }

    /** All tables in it, those of its schemas too. */
    List<TableNode> tables() {
        return tables;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Node parent() {
        return database;
    }

    @Override
    public Check check() {
        Check all = tables.get(0).check();
        for (TableNode table : tables) {
            all = all.and(table.check());
            if (all == Check.PARTLY) {
                return all;
            }
        }
        return all;
    }
}

package com.tappostgres.picker;

import com.tappostgres.singer.CatalogStream;
import com.tappostgres.singer.EditableStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** All databases, schemas, tables and columns of a catalog, and which of them are to be seen. */
final class Tree {
    private final List<GroupNode> databases = new ArrayList<>();
    private final List<TableNode> tables = new ArrayList<>();
    /** Those that differ from how they stand at first: databases and schemas open, tables closed. */
    private final Set<Node> flipped = Collections.newSetFromMap(new IdentityHashMap<>());
    /** The same while something is searched, which opens what it finds. */
    private final Set<Node> flippedInSearch = Collections.newSetFromMap(new IdentityHashMap<>());

    private Search search = Search.NONE;

    Tree(List<EditableStream> streams) {
        for (EditableStream stream : streams) {
            CatalogStream now = stream.stream();
            GroupNode schema =
                    database(now.database().orElse("?")).schema(now.schemaName().orElse("?"));
            TableNode table = new TableNode(stream, schema);
            schema.add(table);
            tables.add(table);
        }
    }

    private GroupNode database(String name) {
        for (GroupNode database : databases) {
            if (database.name().equals(name)) {
                return database;
            }
        }
        GroupNode database = GroupNode.database(name);
        databases.add(database);
        return database;
    }

    List<TableNode> tables() {
        return tables;
    }

    Search search() {
        return search;
    }

    /** Shows only what has this text in its name, and what stands above it; all for an empty text. */
    void search(String text) {
        search = new Search(text);
        flippedInSearch.clear();
    }

    /** The lines to be seen, from top to bottom. */
    List<Node> lines() {
        List<Node> lines = new ArrayList<>();
        for (GroupNode database : databases) {
            addGroup(database, lines);
        }
        return lines;
    }

    private void addGroup(GroupNode group, List<Node> lines) {
        if (!search.finds(group)) {
            return;
        }
        lines.add(group);
        if (!isOpen(group)) {
            return;
        }
        group.schemas().forEach(schema -> addGroup(schema, lines));
        if (!group.isDatabase()) {
            group.tables().forEach(table -> addTable(table, lines));
        }
    }

    private void addTable(TableNode table, List<Node> lines) {
        if (!search.finds(table)) {
            return;
        }
        lines.add(table);
        if (isOpen(table)) {
            table.columns().stream().filter(search::finds).forEach(lines::add);
        }
    }

    /** The tables of a group that can be seen, perhaps after opening it. */
    List<TableNode> found(GroupNode group) {
        return group.tables().stream().filter(search::finds).toList();
    }

    /** Whether what stands below a line is to be seen. */
    boolean isOpen(Node node) {
        if (node instanceof ColumnNode) {
            return false;
        }
        boolean atFirst = node instanceof GroupNode || (node instanceof TableNode table && search.isInColumns(table));
        return atFirst != flips().contains(node);
    }

    void open(Node node, boolean open) {
        if (!(node instanceof ColumnNode) && isOpen(node) != open && !flips().remove(node)) {
            flips().add(node);
        }
    }

    private Set<Node> flips() {
        return search.isNone() ? flipped : flippedInSearch;
    }
}

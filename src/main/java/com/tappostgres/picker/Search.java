package com.tappostgres.picker;

import java.util.Locale;

/** A text that is looked for in the names of schemas, tables and columns, whatever their case. */
final class Search {
    static final Search NONE = new Search("");

    private final String text;
    private final String folded;
    private final boolean dotted;

    Search(String text) {
        this.text = text;
        this.folded = fold(text);
        this.dotted = text.indexOf('.') >= 0;
    }

    String text() {
        return text;
    }

    boolean isNone() {
        return text.isEmpty();
    }

    /** Whether a group is to be seen, for itself or for what is in it. */
    boolean finds(GroupNode group) {
        return isNone() || group.tables().stream().anyMatch(this::finds);
    }

    /** Whether a table is to be seen: its name matches, its schema's, or that of a column. */
    boolean finds(TableNode table) {
        return isNone() || matches(table) || table.columns().stream().anyMatch(this::matches);
    }

    /** Whether a column is to be seen where its table is open. */
    boolean finds(ColumnNode column) {
        return isNone() || matches(column) || matches(column.table());
    }

    /** Whether only columns of a table match, so that it must be open to show them. */
    boolean isInColumns(TableNode table) {
        return !isNone() && !matches(table);
    }

    /** Whether the name of the table itself has the text, or begins with it. */
    boolean isNameOf(TableNode table) {
        return !isNone() && has(dotted ? table.qualifiedName() : table.name());
    }

    private boolean matches(TableNode table) {
        return isNameOf(table) || has(table.parent().name());
    }

    private boolean matches(ColumnNode column) {
        return has(dotted ? column.table().name() + "." + column.name() : column.name());
    }

    private boolean has(String name) {
        return fold(name).contains(folded);
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}

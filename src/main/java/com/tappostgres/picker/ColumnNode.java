package com.tappostgres.picker;

/**
 * A column of a table.
 *
 * @param type its PostgreSQL type; empty if the catalog does not say
 */
record ColumnNode(TableNode table, String name, String type) implements Node {
    @Override
    public Node parent() {
        return table;
    }

    @Override
    public Check check() {
        return table.reads(name) ? Check.ALL : Check.NONE;
    }
}

package com.tappostgres.picker;

import org.jspecify.annotations.Nullable;

/** A line of the tree. */
sealed interface Node permits GroupNode, TableNode, ColumnNode {
    String name();

    /** The line above it in the tree; null for a database. */
    @Nullable
    Node parent();

    Check check();

    /** How many lines stand above it. */
    default int depth() {
        Node parent = parent();
        return parent == null ? 0 : parent.depth() + 1;
    }
}

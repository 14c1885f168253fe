package com.tappostgres.picker;

import java.util.Set;

/**
 * What is chosen for a table, so that two moments can be compared.
 *
 * @param leftOut the columns that are not read
 */
record Choices(boolean selected, Reading reading, Set<String> leftOut) {
    Choices {
        leftOut = Set.copyOf(leftOut);
    }
}

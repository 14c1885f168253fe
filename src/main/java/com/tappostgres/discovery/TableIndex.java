package com.tappostgres.discovery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A valid index of a table.
 *
 * @param primary whether it is that of the primary key
 * @param unique whether it is unique for all rows at every moment: immediate, not partial, not on expressions
 * @param ordered whether it can give all rows in the order of its leading column
 * @param columns its key columns as numbers of pg_attribute, 0 for an expression
 */
record TableIndex(boolean primary, boolean unique, boolean ordered, List<Integer> columns) {
    TableIndex {
        columns = List.copyOf(columns);
    }

    /**
     * The key of a table: the primary key, else of the unique indexes over columns that are never NULL the one with the
     * fewest columns, then the first by name; empty where there is none.
     *
     * @param indexes of the table, by name
     * @param readable the columns that the role may read, by number
     */
    static List<String> key(List<TableIndex> indexes, Map<Integer, Column> readable) {
        TableIndex best = null;
        for (TableIndex index : indexes) {
            if (!index.isKeyOf(readable)) {
                continue;
            }
            if (index.primary) {
                return index.names(readable);
            }
            if (best == null || index.columns.size() < best.columns.size()) {
                best = index;
            }
        }
        return best == null ? List.of() : best.names(readable);
    }

    private boolean isKeyOf(Map<Integer, Column> readable) {
        for (Integer number : columns) {
            Column column = readable.get(number);
            if (column == null || column.type().nullable()) {
                return false;
            }
        }
        return primary || unique;
    }

    private List<String> names(Map<Integer, Column> readable) {
        List<String> names = new ArrayList<>();
        for (Integer number : columns) {
            Optional.ofNullable(readable.get(number)).ifPresent(column -> names.add(column.name()));
        }
        return names;
    }

    /** The columns that rows can be ordered by through an index. */
    static Set<String> leading(List<TableIndex> indexes, Map<Integer, Column> readable) {
        Set<String> names = new HashSet<>();
        for (TableIndex index : indexes) {
            Column column = readable.get(index.columns.get(0));
            if (index.ordered && column != null) {
                names.add(column.name());
            }
        }
        return names;
    }
}

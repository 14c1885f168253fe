package com.tappostgres.picker;

import com.tappostgres.error.TapException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gets the first rows of a table for whoever makes a choice; it is asked from a thread of its own. */
@FunctionalInterface
public interface Preview {
    /**
     * Reads the first rows.
     *
     * @param columns those to read, perhaps none; what is masked is not among them
     * @param where the condition of the rows to read, in SQL; null for all
     * @throws TapException if they cannot be had; its message and hint are shown
     */
    Rows rows(Table table, List<String> columns, @Nullable String where);

    /** The name of a table. */
    record Table(String database, String schema, String name) {}

    /**
     * The first rows of a table.
     *
     * @param values a row each, with a text for each column in the order in which they were asked for, null for NULL
     */
    record Rows(List<List<@Nullable String>> values) {
        public Rows {
            values = List.copyOf(values);
        }
    }
}

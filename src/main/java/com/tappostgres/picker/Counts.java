package com.tappostgres.picker;

import java.util.List;
import java.util.Locale;

/**
 * How much is selected.
 *
 * @param tables how many there are
 */
record Counts(int selected, int tables, long columns) {
    static Counts of(List<TableNode> tables) {
        int selected = 0;
        long columns = 0;
        for (TableNode table : tables) {
            if (table.isSelected()) {
                selected++;
                columns += table.columnsRead();
            }
        }
        return new Counts(selected, tables.size(), columns);
    }

    static String tables(long count) {
        return number(count) + (count == 1 ? " table" : " tables");
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    @Override
    public String toString() {
        return number(selected) + " of " + tables(tables) + ", " + number(columns)
                + (columns == 1 ? " column" : " columns");
    }
}

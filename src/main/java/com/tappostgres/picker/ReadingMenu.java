package com.tappostgres.picker;

import com.tappostgres.picker.Key.Named;
import com.tappostgres.singer.CatalogStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways in which a table can be read, of which one is chosen. */
final class ReadingMenu {
    static final String INDEXED = "indexed";

    private static final String XMIN = "xmin";

    /**
     * One way.
     *
     * @param note what speaks for it, or against it
     */
    record Entry(Reading reading, String note) {}

    private final TableNode table;
    private final List<Entry> entries = new ArrayList<>();
    private int highlight;

    ReadingMenu(TableNode table) {
        this.table = table;
        CatalogStream now = table.now();
        add(null, null, "as default_replication_method says");
        add(Reading.FULL_TABLE, null, "all rows in every run");
        for (String key : now.validReplicationKeys().orElse(List.of())) {
            add(Reading.INCREMENTAL, key, note(now, key));
        }
        if (!now.isView()) {
            add(Reading.INCREMENTAL, XMIN, "reads the whole table in every run");
        }
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).reading().equals(table.reading())) {
                highlight = i;
                return;
            }
        }
        entries.add(new Entry(table.reading(), "as the catalog has it"));
        highlight = entries.size() - 1;
    }

    /** Catalogs of other taps, and old ones, do not say which keys are indexed. */
    private static String note(CatalogStream now, String key) {
        return now.indexedReplicationKeys()
                .map(indexed -> indexed.contains(key) ? INDEXED : "no index: each run sorts the table")
                .orElse("");
    }

    private void add(@Nullable String method, @Nullable String key, String note) {
        entries.add(new Entry(new Reading(method, key), note));
    }

    TableNode table() {
        return table;
    }

    List<Entry> entries() {
        return entries;
    }

    int highlight() {
        return highlight;
    }

    void move(Named key) {
        int last = entries.size() - 1;
        highlight = switch (key) {
            case UP -> Math.max(0, highlight - 1);
            case DOWN -> Math.min(last, highlight + 1);
            case HOME, PAGE_UP -> 0;
            case END, PAGE_DOWN -> last;
            default -> highlight;
        };
    }

    /** Reads the table in the highlighted way, which also selects it. */
    void choose() {
        table.read(entries.get(highlight).reading());
        table.select(true);
    }
}

package com.tappostgres.preflight;

import com.tappostgres.sync.StructureChange;
import com.tappostgres.sync.StructureSync;
import java.util.List;

/** What changed in a table since the catalog was made. */
final class DriftChecks {
    private static final String DISCOVER =
            "tap-postgres --discover # with the same --config, and the choices made again";

    private DriftChecks() {}

    static List<Finding> of(CheckedStream stream) {
        return StructureSync.changes(stream.request(), stream.shape()).stream()
                .map(change -> finding(stream.name(), change))
                .toList();
    }

    private static Finding finding(String stream, StructureChange change) {
        return switch (change.kind()) {
            case NEW_COLUMN ->
                Finding.note(
                        Check.NEW_COLUMN,
                        stream,
                        change.text(),
                        DISCOVER + "; \"new_columns\": \"ignore\" keeps such columns out");
            case LOST_COLUMN -> Finding.warning(Check.LOST_COLUMN, stream, change.text(), DISCOVER);
            case OTHER_TYPE ->
                Finding.warning(
                        Check.OTHER_TYPE,
                        stream,
                        change.text(),
                        DISCOVER + "; the loader's column must take the new type");
            case OTHER_KEY ->
                Finding.warning(
                        Check.OTHER_KEY, stream, change.text(), DISCOVER + "; the loader's table needs the same key");
        };
    }
}

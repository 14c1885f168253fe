package com.tappostgres.sync;

import com.tappostgres.discovery.Table;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.types.Masking;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes sure that each mask of a stream hides a column, and hides none that something else needs. */
final class MaskCheck {
    private MaskCheck() {}

    /**
     * Refuses masks that do not fit the table as it is now.
     *
     * @param key the names of the stream's key columns
     * @param replicationKey the column that it goes by, where it goes by one
     * @throws TapException of kind CONFIGURATION
     */
    static void requireFit(StreamRequest request, Table table, List<String> key, Optional<String> replicationKey) {
        for (Map.Entry<String, ColumnMask> mask : request.shaping().masks().entrySet()) {
            String name = mask.getKey();
            String column = "the column \"" + name + "\" of \"" + table.name() + "\"";
            if (table.column(name).isEmpty()) {
                // A column that was renamed would be read under its new name, and nothing would hide it.
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        column + " is masked, and does not exist or is not readable",
                        "Nothing is read of the stream, as its values could come under another name. If it was renamed,"
                                + " move its \"mask\" to the new name in the catalog; else take the \"mask\" out.");
            }
            if (replicationKey.equals(Optional.of(name))) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        column + " is masked, and is the replication key, whose values become bookmarks",
                        "Take its \"mask\" out, or choose another \"replication-key\" or FULL_TABLE.");
            }
            if (key.contains(name) && mask.getValue().masking() != Masking.SHA256) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        column + " is part of the key, and its mask would make one row of all",
                        "Set its \"mask\" to \"sha256\", which keeps different values different, or choose another key"
                                + " with \"view-key-properties\".");
            }
        }
    }
}

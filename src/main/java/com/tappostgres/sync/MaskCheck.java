package com.tappostgres.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.discovery.Table;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.types.Masking;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes sure that each mask of a stream hides a column, and hides none that something else needs. */
public final class MaskCheck {
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
                                + " move " + ChoiceName.MASK.words() + " to the new name; else take it out.");
            }
            boolean distinct = mask.getValue().masking() == Masking.SHA256;
            requireFit(column, distinct, key.contains(name), replicationKey.equals(Optional.of(name)));
        }
    }

    /**
     * Refuses masks that do not fit what a catalog says, without the table; what only a sync can know is left to it.
     *
     * @param table its name, for messages
     * @throws TapException of kind CONFIGURATION
     */
    public static void requireFit(CatalogStream stream, String table) {
        List<String> key = key(stream);
        boolean incremental = stream.replicationMethod().equals(Optional.of(ReplicationMethod.INCREMENTAL.name()));
        for (String name : stream.columnNames()) {
            Optional<JsonNode> mask = stream.mask(name);
            if (mask.isPresent()) {
                boolean distinct = mask.get().asText().equals(Masking.SHA256.word());
                boolean replicationKey = incremental && stream.replicationKey().equals(Optional.of(name));
                String column = "the column \"" + name + "\" of \"" + table + "\"";
                requireFit(column, distinct, key.contains(name), replicationKey);
            }
        }
    }

    private static List<String> key(CatalogStream stream) {
        List<String> discovered = stream.discoveredKey();
        if (!stream.viewKey().isEmpty()) {
            return stream.viewKey();
        }
        return discovered == null || discovered.isEmpty() ? stream.keyProperties() : discovered;
    }

    private static void requireFit(String column, boolean distinct, boolean isKey, boolean isReplicationKey) {
        if (isReplicationKey) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    column + " is masked, and is the replication key, whose values become bookmarks",
                    "Take its \"mask\" out, or choose FULL_TABLE or another " + ChoiceName.REPLICATION_KEY.words()
                            + ".");
        }
        if (isKey && !distinct) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    column + " is part of the key, and its mask would make one row of all",
                    "Set its \"mask\" to \"sha256\", which keeps different values different, or choose another key"
                            + " with " + ChoiceName.KEY_PROPERTIES.words() + ".");
        }
    }
}

package com.tappostgres.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What the last complete read of a stream saw, for the next one to tell what is new.
 *
 * @param source the identity of the server; null where that cannot be told
 * @param xmin all that the source numbered below was seen
 * @param table the oid of the table, as another one under its name has rows that are older and were not seen; null where
 *     that is not known
 */
public record SavedSnapshot(
        @Nullable String source, long xmin, @Nullable Long table) {
    private static final String SOURCE = "source";
    private static final String XMIN = "xmin";
    private static final String TABLE = "table";

    static @Nullable SavedSnapshot of(JsonNode node) {
        return node.path(XMIN).isIntegralNumber()
                ? new SavedSnapshot(
                        node.path(SOURCE).textValue(),
                        node.path(XMIN).longValue(),
                        node.path(TABLE).isIntegralNumber() ? node.path(TABLE).longValue() : null)
                : null;
    }

    ObjectNode toJson() {
        ObjectNode node = Json.NODES.objectNode();
        if (source != null) {
            node.put(SOURCE, source);
        }
        node.put(XMIN, xmin);
        if (table != null) {
            node.put(TABLE, table);
        }
        return node;
    }
}

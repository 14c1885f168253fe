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
 */
public record SavedSnapshot(@Nullable String source, long xmin) {
    private static final String SOURCE = "source";
    private static final String XMIN = "xmin";

    static @Nullable SavedSnapshot of(JsonNode node) {
        return node.path(XMIN).isIntegralNumber()
                ? new SavedSnapshot(
                        node.path(SOURCE).textValue(), node.path(XMIN).longValue())
                : null;
    }

    ObjectNode toJson() {
        ObjectNode node = Json.NODES.objectNode();
        if (source != null) {
            node.put(SOURCE, source);
        }
        return node.put(XMIN, xmin);
    }
}

package com.tappostgres.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a load came that is read in parts.
 *
 * @param source the identity of the server that it is read from; null where that cannot be told
 * @param snapshot what the oldest of its parts saw, as the source counts
 * @param started when it began, in seconds since 1970
 * @param shape stands for the columns that it reads
 * @param finished the finished parts of each piece of the source
 */
public record LoadProgress(
        @Nullable String source, long snapshot, long started, String shape, Map<String, String> finished) {
    private static final String SOURCE = "source";
    private static final String SNAPSHOT = "snapshot";
    private static final String STARTED = "started";
    private static final String SHAPE = "columns";
    private static final String FINISHED = "finished";

    public LoadProgress {
        finished = new TreeMap<>(finished);
    }

    static @Nullable LoadProgress of(JsonNode node) {
        if (!node.isObject()
                || !node.path(SNAPSHOT).isIntegralNumber()
                || !node.path(FINISHED).isObject()) {
            return null;
        }
        Map<String, String> finished = new TreeMap<>();
        node.path(FINISHED)
                .properties()
                .forEach(part -> finished.put(part.getKey(), part.getValue().asText()));
        return new LoadProgress(
                node.path(SOURCE).textValue(),
                node.path(SNAPSHOT).longValue(),
                node.path(STARTED).longValue(),
                node.path(SHAPE).asText(),
                finished);
    }

    ObjectNode toJson() {
        ObjectNode node = Json.NODES.objectNode();
        if (source != null) {
            node.put(SOURCE, source);
        }
        node.put(SNAPSHOT, snapshot).put(STARTED, started).put(SHAPE, shape);
        ObjectNode parts = node.putObject(FINISHED);
        finished.forEach(parts::put);
        return node;
    }
}

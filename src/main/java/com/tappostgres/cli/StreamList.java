package com.tappostgres.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.selection.SelectableStream;
import com.tappostgres.singer.CatalogStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Streams and what is chosen of each, as JSON for programs. */
final class StreamList {
    private StreamList() {}

    /** An array of an object a stream. */
    static String json(List<SelectableStream> streams) {
        ArrayNode array = Json.NODES.arrayNode();
        for (SelectableStream each : streams) {
            CatalogStream stream = each.stream();
            ObjectNode object = array.addObject()
                    .put("pattern", each.address().patternWithDatabase())
                    .put("tap_stream_id", stream.id())
                    .put("stream", stream.name())
                    .put("selected", stream.isSelected());
            stream.replicationMethod().ifPresent(method -> object.put("replication-method", method));
            stream.replicationKey().ifPresent(key -> object.put("replication-key", key));
            stream.where().ifPresent(where -> object.put("where", where));
            stream.limit().ifPresent(limit -> object.set("limit", limit));
            ObjectNode columns = object.putObject("columns");
            ObjectNode masks = Json.NODES.objectNode();
            for (String column : each.columns()) {
                columns.put(column, stream.isSelected(column));
                stream.mask(column).ifPresent(mask -> masks.set(column, mask));
            }
            if (!masks.isEmpty()) {
                object.set("mask", masks);
            }
            stream.rowCount().ifPresent(rows -> object.put("row-count", rows));
        }
        return new String(Json.printPretty(array), StandardCharsets.UTF_8);
    }
}

package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The options of single streams as another PostgreSQL tap has them, by the streams' names. */
final class PeerStreams {
    static final String KEY = "stream_options";

    private static final Logger LOG = LoggerFactory.getLogger(PeerStreams.class);
    private static final String CONDITIONS = "custom_where_clauses";

    private final JsonNode document;
    private final Layer layer;
    private final String source;
    private final Problems problems;

    /** @param layer gets what the document says of streams */
    PeerStreams(JsonNode document, Layer layer, String source, Problems problems) {
        this.document = document;
        this.layer = layer;
        this.source = source;
        this.problems = problems;
    }

    void read() {
        if (!document.hasNonNull(KEY)) {
            return;
        }
        LOG.warn("the setting \"{}\" is called \"streams\" here; its \"{}\" are used as \"where\"", KEY, CONDITIONS);
        if (document.hasNonNull(Setting.STREAMS.key())) {
            problems.add("\"" + KEY + "\" and \"streams\" are both given: put its conditions there, as \"where\"");
            return;
        }
        ObjectNode streams = Json.NODES.objectNode();
        ObjectFields.read(KEY, document.get(KEY), problems)
                .ifPresent(theirs -> theirs.names().forEach(name -> read(name, theirs, streams)));
        if (!streams.isEmpty()) {
            layer.put(Setting.STREAMS, streams, source);
        }
    }

    private void read(String name, ObjectFields theirs, ObjectNode streams) {
        JsonNode options = theirs.get(name);
        if (options != null) {
            ObjectFields.read(theirs.pathOf(name), options, problems).ifPresent(fields -> {
                String where = where(fields);
                if (!where.isEmpty()) {
                    streams.putObject(StreamAddress.quoted(name, true)).put(StreamRules.WHERE, where);
                }
            });
        }
    }

    /** All of their conditions hold. */
    private String where(ObjectFields fields) {
        fields.allowOnly(List.of(CONDITIONS));
        JsonNode given = fields.get(CONDITIONS);
        if (given == null) {
            return "";
        }
        StringBuilder where = new StringBuilder();
        for (JsonNode condition :
                given.isArray() ? given : Json.NODES.arrayNode().add(given)) {
            if (!condition.isTextual() || condition.asText().isBlank()) {
                problems.add(fields.called(CONDITIONS) + " must be an array of SQL conditions, not " + given);
                return "";
            }
            where.append(where.isEmpty() ? "" : " AND ")
                    .append('(')
                    .append(condition.asText())
                    .append(')');
        }
        return where.toString();
    }
}

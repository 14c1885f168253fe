package com.tappostgres.progress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * A metric as Singer's runners find it in the log.
 *
 * @param type counter or timer
 * @param stream which stream it is of; null for the whole run
 * @param status how that ended
 */
public record SingerMetric(
        String type,
        String metric,
        JsonNode value,
        @Nullable String stream,
        String status) {
    private static final Logger LOG = LoggerFactory.getLogger(SingerMetric.class);

    public static SingerMetric counter(String metric, long value, String stream, String status) {
        return new SingerMetric("counter", metric, Json.NODES.numberNode(value), stream, status);
    }

    public static SingerMetric timer(String metric, double seconds, @Nullable String stream, String status) {
        String rounded = String.format(Locale.ROOT, "%.3f", seconds);
        return new SingerMetric("timer", metric, Json.NODES.numberNode(new BigDecimal(rounded)), stream, status);
    }

    /** Puts it into the log. */
    public void log() {
        String endpoint = stream == null ? "" : "\"endpoint\": " + text(Json.NODES.textNode(stream)) + ", ";
        LoggingEventBuilder line = LOG.atInfo().addKeyValue("metric", fields());
        if (stream != null) {
            line = line.addKeyValue("stream", stream);
        }
        line.log(String.format(
                Locale.ROOT,
                "METRIC: {\"type\": \"%s\", \"metric\": \"%s\", \"value\": %s, \"tags\": {%s\"status\": \"%s\"}}",
                type,
                metric,
                text(value),
                endpoint,
                status));
    }

    private ObjectNode fields() {
        ObjectNode fields = Json.NODES.objectNode();
        fields.put("type", type).put("metric", metric).set("value", value);
        ObjectNode tags = fields.putObject("tags");
        if (stream != null) {
            tags.put("endpoint", stream);
        }
        tags.put("status", status);
        return fields;
    }

    private static String text(JsonNode node) {
        return new String(Json.print(node), StandardCharsets.UTF_8);
    }
}

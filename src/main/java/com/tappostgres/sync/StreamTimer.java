package com.tappostgres.sync;

import com.tappostgres.json.Json;
import com.tappostgres.singer.MessageWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures one stream and sums it up: a line for people, and the Singer metrics. */
final class StreamTimer {
    private static final Logger LOG = LoggerFactory.getLogger(StreamTimer.class);
    private static final double NANOS = 1e9;
    private static final double MEGA = 1e6;

    private final String stream;
    private final MessageWriter writer;
    private final long startNanos = System.nanoTime();
    private final long startBytes;
    private final long startRecords;

    StreamTimer(String stream, MessageWriter writer) {
        this.stream = stream;
        this.writer = writer;
        this.startBytes = writer.bytes();
        this.startRecords = writer.records();
    }

    /**
     * Sums up a stream that was read to its end.
     *
     * @param filtered whether row-level policies may have hidden rows
     */
    void succeeded(boolean filtered) {
        sumUp("succeeded", filtered ? " (only what row-level policies show)" : "");
    }

    void failed() {
        sumUp("failed", " (failed)");
    }

    private void sumUp(String status, String remark) {
        long rows = writer.records() - startRecords;
        double seconds = (System.nanoTime() - startNanos) / NANOS;
        double megabytes = (writer.bytes() - startBytes) / MEGA;
        LOG.info(String.format(
                Locale.ROOT,
                "%s: %,d rows, %.1f MB, %.2f s, %,.0f rows/s%s",
                stream,
                rows,
                megabytes,
                seconds,
                rows / Math.max(seconds, 1e-6),
                remark));
        metric("counter", "record_count", Long.toString(rows), status);
        metric("timer", "job_timer", String.format(Locale.ROOT, "%.3f", seconds), status);
    }

    private void metric(String type, String metric, String value, String status) {
        String endpoint = new String(Json.print(Json.NODES.textNode(stream)), StandardCharsets.UTF_8);
        LOG.info(String.format(
                Locale.ROOT,
                "METRIC: {\"type\": \"%s\", \"metric\": \"%s\", \"value\": %s,"
                        + " \"tags\": {\"endpoint\": %s, \"status\": \"%s\"}}",
                type,
                metric,
                value,
                endpoint,
                status));
    }
}

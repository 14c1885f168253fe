package com.tappostgres.sync;

import com.tappostgres.json.Json;
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
    private long startNanos;
    private boolean started;
    private long rows;
    private long bytes;

    StreamTimer(String stream) {
        this.stream = stream;
    }

    /** Starts to count, if it did not before. */
    synchronized void start() {
        if (!started) {
            started = true;
            startNanos = System.nanoTime();
        }
    }

    /** Adds what one read printed. */
    void add(long readRows, long readBytes) {
        rows += readRows;
        bytes += readBytes;
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
        double seconds = started ? (System.nanoTime() - startNanos) / NANOS : 0;
        LOG.info(String.format(
                Locale.ROOT,
                "%s: %,d rows, %.1f MB, %.2f s, %,.0f rows/s%s",
                stream,
                rows,
                bytes / MEGA,
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

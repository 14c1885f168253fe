package com.tappostgres.sync;

import com.tappostgres.progress.SingerMetric;
import com.tappostgres.progress.StreamProgress;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sums one stream up: a line for people, and the Singer metrics. */
final class StreamTimer {
    private static final Logger LOG = LoggerFactory.getLogger(StreamTimer.class);
    private static final double NANOS = 1e9;
    private static final double MEGA = 1e6;

    private final StreamProgress progress;

    StreamTimer(StreamProgress progress) {
        this.progress = progress;
    }

    /** How far the stream is. */
    StreamProgress progress() {
        return progress;
    }

    /**
     * Sums up a stream that was read to its end.
     *
     * @param filtered whether row-level policies may have hidden rows
     */
    void succeeded(boolean filtered) {
        progress.end(StreamProgress.Status.READ);
        sumUp("succeeded", filtered ? " (only what row-level policies show)" : "");
    }

    void failed() {
        progress.end(StreamProgress.Status.FAILED);
        sumUp("failed", " (failed)");
    }

    private void sumUp(String status, String remark) {
        double seconds = progress.nanos() / NANOS;
        LOG.atInfo()
                .addKeyValue("stream", progress.name())
                .log(String.format(
                        Locale.ROOT,
                        "%s: %,d %s, %.1f MB, %.2f s, %,.0f rows/s%s",
                        progress.name(),
                        progress.rows(),
                        progress.rows() == 1 ? "row" : "rows",
                        progress.bytes() / MEGA,
                        seconds,
                        progress.rows() / Math.max(seconds, 1e-6),
                        remark));
        SingerMetric.counter("record_count", progress.rows(), progress.name(), status)
                .log();
        SingerMetric.timer("job_timer", seconds, progress.name(), status).log();
    }
}

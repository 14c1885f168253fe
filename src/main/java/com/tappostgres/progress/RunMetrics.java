package com.tappostgres.progress;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps the metrics of a run: counters go on from those of the runs before. */
public final class RunMetrics {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MILLIS = 1e3;
    private static final String STREAM = "stream";
    private static final String EXIT_CODE = "exit_code";
    private static final List<Metric> OF_LAST_RUN = List.of(
            Metric.RUNS,
            Metric.LAST_END,
            Metric.LAST_DURATION,
            Metric.LAST_EXIT_CODE,
            Metric.LAST_SUCCESS,
            Metric.LAST_STREAMS,
            Metric.STREAM_SUCCESS);
    private static final List<Metric> OF_STREAMS = List.of(
            Metric.ROWS,
            Metric.BYTES,
            Metric.READ_SECONDS,
            Metric.STREAM_SUCCESS,
            Metric.BOOKMARK,
            Metric.BOOKMARK_LAG);

    private final MetricsFile file;
    private final RunProgress progress;
    private final MetricValues before;
    private final Instant start = Instant.now();

    /**
     * Metrics of a run that begins now.
     *
     * @throws TapException of kind CONFIGURATION if the file cannot be written, or holds something else
     */
    public RunMetrics(Path path, RunProgress progress) {
        this.file = new MetricsFile(path);
        this.progress = progress;
        this.before = file.open();
    }

    /** Writes those of the run that is under way. */
    public void write() {
        MetricValues values = counted();
        OF_LAST_RUN.forEach(metric -> values.copy(metric, before));
        values.set(Metric.RUNNING, 1);
        file.write(values);
    }

    /** Writes those of the run, which has ended. */
    public void end(int exitCode) {
        MetricValues values = counted();
        OF_LAST_RUN.forEach(metric -> values.copy(metric, before));
        double now = seconds(Instant.now());
        String code = Integer.toString(exitCode);
        values.set(
                Metric.RUNS,
                EXIT_CODE,
                code,
                before.get(Metric.RUNS, EXIT_CODE, code).orElse(0) + 1);
        values.set(Metric.RUNNING, 0);
        values.set(Metric.LAST_END, now);
        values.set(Metric.LAST_DURATION, now - seconds(start));
        values.set(Metric.LAST_EXIT_CODE, exitCode);
        if (exitCode == 0) {
            values.set(Metric.LAST_SUCCESS, now);
        }
        endStreams(values, exitCode, now);
        if (exitCode == 0) {
            // What is no longer selected has no metrics any more; a run that failed may not have got to it.
            Set<String> names =
                    progress.streams().stream().map(StreamProgress::name).collect(Collectors.toSet());
            OF_STREAMS.forEach(metric -> values.retain(metric, STREAM, names));
        }
        file.write(values);
    }

    private void endStreams(MetricValues values, int exitCode, double now) {
        List<StreamProgress> streams = progress.streams();
        for (StreamProgress.Status status : StreamProgress.Status.values()) {
            values.set(Metric.LAST_STREAMS, "result", status.name().toLowerCase(Locale.ROOT), (double)
                    streams.stream().filter(each -> each.status() == status).count());
        }
        for (StreamProgress stream : streams) {
            // What whoever reads the output did not take is not where it belongs.
            boolean arrived = exitCode != ErrorKind.OUTPUT.exitCode()
                    && exitCode != ErrorKind.INTERNAL.exitCode()
                    && !progress.isOutputLost();
            if (stream.status() == StreamProgress.Status.READ && arrived) {
                values.set(Metric.STREAM_SUCCESS, STREAM, stream.name(), now);
            }
        }
    }

    private MetricValues counted() {
        MetricValues values = new MetricValues();
        // A stream that this run has not got to keeps what it had.
        List.of(Metric.ROWS, Metric.BYTES, Metric.READ_SECONDS, Metric.BOOKMARK)
                .forEach(metric -> values.copy(metric, before));
        for (StreamProgress stream : progress.streams()) {
            add(values, Metric.ROWS, stream, (double) stream.rows());
            add(values, Metric.BYTES, stream, (double) stream.bytes());
            add(values, Metric.READ_SECONDS, stream, stream.nanos() / NANOS);
        }
        values.set(Metric.RETRIES, before.get(Metric.RETRIES).orElse(0) + progress.retries());
        values.set(Metric.RUN_START, seconds(start));
        values.set(Metric.SNAPSHOT, progress.longestSnapshotNanos() / NANOS);
        addBookmarks(values);
        return values;
    }

    private void add(MetricValues values, Metric metric, StreamProgress stream, double more) {
        values.set(
                metric,
                STREAM,
                stream.name(),
                before.get(metric, STREAM, stream.name()).orElse(0) + more);
    }

    private void addBookmarks(MetricValues values) {
        JsonNode bookmarks = bookmarks(progress.state());
        for (StreamProgress stream : progress.streams()) {
            JsonNode bookmark = bookmarks.path(stream.id());
            Optional<Instant> time = BookmarkTime.of(
                    bookmark.path("replication_key_value").asText(),
                    bookmark.path("replication_key_type").asText());
            if (time.isPresent()) {
                values.set(Metric.BOOKMARK, STREAM, stream.name(), seconds(time.get()));
            } else {
                values.remove(Metric.BOOKMARK, STREAM, stream.name());
            }
        }
        double now = seconds(Instant.now());
        values.derive(Metric.BOOKMARK_LAG, Metric.BOOKMARK, bookmark -> now - bookmark);
    }

    private static JsonNode bookmarks(byte @Nullable [] state) {
        try {
            JsonNode document =
                    state == null ? Json.NODES.missingNode() : Json.parse(new String(state, StandardCharsets.UTF_8));
            return document.path("bookmarks");
        } catch (Json.ReadException e) {
            return Json.NODES.missingNode();
        }
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / MILLIS;
    }
}

package com.tappostgres.progress;

import java.util.Locale;

/** What the metrics file holds, in the order in which it stands there. */
enum Metric {
    RUNS(Type.COUNTER, "runs_total", "Runs that ended, by their exit code."),
    ROWS(Type.COUNTER, "rows_total", "Rows read."),
    BYTES(Type.COUNTER, "bytes_total", "Size of the rows as messages."),
    READ_SECONDS(Type.COUNTER, "read_seconds_total", "Time from the first row read to the end of the stream."),
    RETRIES(Type.COUNTER, "retries_total", "Connections and reads that were tried once more."),
    RUNNING(Type.GAUGE, "running", "1 while a run is under way."),
    RUN_START(Type.GAUGE, "run_start_timestamp_seconds", "When the last run began, also one that is under way."),
    LAST_END(Type.GAUGE, "last_run_end_timestamp_seconds", "When the last run ended."),
    LAST_DURATION(Type.GAUGE, "last_run_duration_seconds", "How long the last run took."),
    LAST_EXIT_CODE(Type.GAUGE, "last_run_exit_code", "Exit code of the last run; 0 for success."),
    LAST_SUCCESS(Type.GAUGE, "last_success_timestamp_seconds", "When a run last ended with exit code 0."),
    LAST_STREAMS(Type.GAUGE, "last_run_streams", "Streams of the last run by how they ended."),
    SNAPSHOT(Type.GAUGE, "longest_snapshot_seconds", "How long the last run held its oldest snapshot."),
    STREAM_SUCCESS(Type.GAUGE, "stream_last_success_timestamp_seconds", "When the stream was last read to its end."),
    BOOKMARK(
            Type.GAUGE,
            "bookmark_timestamp_seconds",
            "The replication key value of the last state, where it is a time."),
    BOOKMARK_LAG(Type.GAUGE, "bookmark_lag_seconds", "How old that value was when this file was written.");

    /** Before each name. */
    static final String PREFIX = "tap_postgres_";

    private final Type type;
    private final String metricName;
    private final String help;

    Metric(Type type, String name, String help) {
        this.type = type;
        this.metricName = PREFIX + name;
        this.help = help;
    }

    /** Whether its values only grow. */
    enum Type {
        COUNTER,
        GAUGE
    }

    String metricName() {
        return metricName;
    }

    /** The lines that stand before its values. */
    String header() {
        return "# HELP " + metricName + " " + help + "\n# TYPE " + metricName + " "
                + type.name().toLowerCase(Locale.ROOT) + "\n";
    }
}

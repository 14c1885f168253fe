package com.tappostgres.cli;

import com.tappostgres.config.TimeSpan;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.log.ErrorScreen;
import com.tappostgres.progress.Reporter;
import com.tappostgres.progress.RunMetrics;
import com.tappostgres.progress.RunProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a sync tells how far it is. */
final class ProgressOptions {
    @Option(
            names = "--progress-interval",
            paramLabel = "TIME",
            defaultValue = "30s",
            description =
                    "How often a log line says how far it is, where no terminal shows it all the time (30s); 0s for"
                            + " never, there too.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String interval;

    @Option(
            names = "--metrics-file",
            paramLabel = "FILE",
            description = "Keep metrics of all runs in FILE, for node_exporter's textfile collector: FOLDER/NAME.prom.")
    private @Nullable Path metricsFile;

    /**
     * Where a run is watched.
     *
     * @param screen where a live line can be shown; null where none can
     */
    record Watched(
            Map<String, String> environment, @Nullable ErrorScreen screen) {}

    /**
     * Does a run, and tells how far it is.
     *
     * @param savesStates whether states are saved rather than only sent
     */
    void watch(Watched where, boolean savesStates, Consumer<RunProgress> run) {
        RunProgress progress = new RunProgress(savesStates);
        Duration between = TimeSpan.parse(interval)
                .orElseThrow(() -> new TapException(
                        ErrorKind.USAGE,
                        "--progress-interval must be " + TimeSpan.WANTED + ", not " + interval,
                        "--progress-interval 5min, or 0s for no such line."));
        RunMetrics metrics = metricsFile == null ? null : new RunMetrics(metricsFile, progress);
        Runnable writer = metrics == null ? null : metrics::write;
        int exitCode = ErrorKind.INTERNAL.exitCode();
        try (Reporter reporter = new Reporter(progress, between, where.environment(), where.screen(), writer)) {
            if (writer != null) {
                writer.run();
            }
            reporter.start();
            run.accept(progress);
            exitCode = 0;
        } catch (TapException e) {
            exitCode = e.kind().exitCode();
            throw e;
        } finally {
            if (metrics != null) {
                metrics.end(exitCode);
            }
        }
    }
}

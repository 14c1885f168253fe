package com.tappostgres.cli;

import com.tappostgres.config.TapConfig;
import com.tappostgres.config.TimeSpan;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.log.LogLine;
import com.tappostgres.log.LogSettings;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.singer.StateFile;
import com.tappostgres.sync.Stop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code tap-postgres run}: syncs into a loader, and saves only what the loader confirmed. */
@Command(
        name = "run",
        header = "Sync into a loader, and save only what the loader confirmed.",
        description =
                "Starts the loader, pipes the messages to it, and writes each state that it prints to the state file.",
        customSynopsis = {
            "Usage: tap-postgres run [--config FILE] [--catalog FILE] --state FILE",
            "                        [--every [TIME]] [--wait TIME] [--grace TIME]",
            "                        -- LOADER ARGS...",
            ""
        },
        synopsisHeading = "",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RunCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private TapCommand tap;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    @Option(
            names = {"--catalog", "--properties"},
            paramLabel = "FILE",
            description = "The catalog with the streams to read marked as selected; without it, what the settings"
                    + " \"select\" and \"streams\" say.")
    private @Nullable Path catalog;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            required = true,
            description = "Where the bookmarks are kept; missing in the first run. FILE.1 is the state before.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path state;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            arity = "0..1",
            fallbackValue = "30m",
            description = "Go on for ever, with a run so often (30m where no time is given).")
    private @Nullable String every;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            description = "How long to wait for another run with the same state; without it, exit code 8 at once.")
    private @Nullable String wait;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long the loader may take to end when the run is stopped (30s).")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String grace;

    @Parameters(paramLabel = "LOADER ARGS", arity = "1..*", description = "The loader and its arguments, behind --.")
    private List<String> loader = new ArrayList<>();

    @Override
    public Integer call() {
        Duration patience = time("--grace", grace);
        Duration longest = wait == null ? Duration.ZERO : time("--wait", wait);
        Stop stop = tap.stop();
        // The loader has its grace, is told to end, has it once more, and is killed.
        stop.setPatience(TapCommand.PATIENCE.plus(patience).plus(patience).plusSeconds(1));
        if (every == null) {
            run(patience, longest);
        } else {
            Duration period = time("--every", every);
            if (period.isZero()) {
                throw usage("--every must be longer than nothing");
            }
            stop.setCourtesy(patience);
            new Schedule(period, stop).repeat(() -> run(patience, longest));
        }
        return 0;
    }

    /** One run, with everything read anew. */
    private void run(Duration patience, Duration longest) {
        StateFile file = new StateFile(state);
        file.requireWritable();
        file.whileLocked(
                longest,
                tap.stop()::pause,
                () -> progress.watch(watched(), true, progressed -> {
                    TapConfig settings = config.read(tap.environment());
                    try (ConnectionFactory connections = new ConnectionFactory(settings.connection())) {
                        SyncJob job = new SyncJob(
                                connections,
                                settings,
                                SyncJob.catalog(catalog, settings, connections, tap.stop()),
                                file.read());
                        new LoaderRun(loader, patience, tap.stop(), this::passOn).run(job, file, progressed);
                    }
                }));
    }

    private ProgressOptions.Watched watched() {
        return new ProgressOptions.Watched(tap.environment(), tap.screen());
    }

    /** Prints a line of the loader's standard error. */
    private void passOn(String line) {
        tap.err().println(LogSettings.current().isJson() ? new LogLine("INFO", "loader", line).json() : line);
    }

    private static Duration time(String option, String value) {
        return TimeSpan.parse(value)
                .orElseThrow(() -> usage(option + " must be " + TimeSpan.WANTED + ", not " + value));
    }

    private static TapException usage(String message) {
        return new TapException(ErrorKind.USAGE, message, "tap-postgres run --help lists all options.");
    }
}

package com.tappostgres.cli;

import com.tappostgres.config.TapConfig;
import com.tappostgres.discovery.Discovery;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.log.ErrorScreen;
import com.tappostgres.log.LogSettings;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.singer.CatalogWriter;
import com.tappostgres.singer.MessageWriter;
import com.tappostgres.singer.State;
import com.tappostgres.singer.StateFile;
import com.tappostgres.sync.Stop;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line without a subcommand: discovery and sync, as every Singer tap has them. */
@Command(
        name = "tap-postgres",
        description = "Reads a PostgreSQL database and prints it as Singer messages.",
        synopsisHeading = "",
        customSynopsis = {
            "Usage: tap-postgres [--config FILE] --discover > catalog.json",
            "       tap-postgres select CATALOG [PATTERN...]",
            "       tap-postgres [--config FILE] [--catalog FILE] [--state FILE] | LOADER",
            "       tap-postgres [--config FILE] [--catalog FILE] --state FILE --save-state",
            "                    > messages.jsonl",
            "       tap-postgres run [--config FILE] [--catalog FILE] --state FILE",
            "                    -- LOADER ARGS...",
            "       tap-postgres check [--config FILE] [--catalog FILE] [--json | --grants]",
            ""
        },
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:internal fault",
            "2:the command line makes no sense",
            "3:a config, catalog or state file is missing or wrong",
            "4:no connection to the server, or it does not let the user in",
            "5:the state or the data of the source does not allow the work",
            "6:some streams failed, others were read",
            "7:whoever reads standard output failed or went away, the loader too",
            "8:another run works with the same state or catalog",
            "130, 143:stopped by a signal"
        },
        footerHeading = "%n",
        footer = {
            "Settings that no config file gives come from TAP_POSTGRES_<KEY>, then from the",
            "service that PGSERVICE names, then from PGHOST, PGUSER and the other variables",
            "of PostgreSQL's own programs; a password also from ~/.pgpass. tap-postgres about",
            "lists them all."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            RunCommand.class,
            SelectCommand.class,
            CheckCommand.class,
            KeygenCommand.class,
            AboutCommand.class,
            CompletionCommand.class
        },
        versionProvider = Version.class,
        sortOptions = false)
final class TapCommand implements Callable<Integer> {
    /** How long a stop may take before a line is cut. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Map<String, String> environment;
    private final OutputStream out;
    private final PrintStream err;
    private final Stop stop;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final ProgressOptions progress = new ProgressOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    @Option(names = "--discover", description = "Print the catalog of everything that the role may read.")
    private boolean discover;

    @Option(
            names = {"--catalog", "--properties"},
            paramLabel = "FILE",
            description = "The catalog with the streams to read marked as selected; without it, what the settings"
                    + " \"select\" and \"streams\" say.")
    private @Nullable Path catalog;

    @Option(names = "--state", paramLabel = "FILE", description = "Where to go on: the last STATE value.")
    private @Nullable Path state;

    @Option(
            names = "--save-state",
            paramLabel = "unconfirmed",
            arity = "0..1",
            fallbackValue = "",
            description = "Keep the bookmarks in the --state file, for output into a regular file."
                    + " --save-state=unconfirmed does so into a pipe as well.")
    private @Nullable String saveState;

    @Option(names = "--about", description = "Print what the program can do, as the command about does.")
    private boolean about;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = About.FormatNames.class,
            description = "How --about prints it: ${COMPLETION-CANDIDATES}.")
    private @Nullable String format;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    TapCommand(Map<String, String> environment, OutputStream out, PrintStream err, Stop stop) {
        this.environment = environment;
        this.err = err;
        this.stop = stop;
        this.out = out;
    }

    Map<String, String> environment() {
        return environment;
    }

    OutputStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    Stop stop() {
        return stop;
    }

    boolean isDebug() {
        return log.isDebug();
    }

    LogSettings logSettings() {
        return log.settings();
    }

    /** Where a live line can be shown; null where standard error is not the program's own. */
    @Nullable
    ErrorScreen screen() {
        return err instanceof OneLineStream own ? own.screen() : null;
    }

    @Override
    public Integer call() {
        if (about) {
            About.print(About.Format.of(format), spec);
            return 0;
        }
        if (format != null) {
            throw usage("--format needs --about", "tap-postgres --about --format=json");
        }
        if (discover && catalog != null) {
            throw usage("--discover and --catalog do not go together", "Discover first, then sync with the catalog.");
        }
        if (saveState != null && state == null) {
            throw usage("--save-state needs --state", "--state FILE says where to keep the bookmarks.");
        }
        if (!discover) {
            sync();
        } else {
            TapConfig settings = config.read(environment);
            try (ConnectionFactory connections = new ConnectionFactory(settings.connection())) {
                new Discovery(connections, settings).run(new CatalogWriter(out));
            }
        }
        return 0;
    }

    private void sync() {
        MessageWriter.StateListener states = stateListener();
        stop.setPatience(PATIENCE);
        Runnable sync = () -> progress.watch(watched(), saveState != null, progressed -> {
            TapConfig settings = config.read(environment);
            try (ConnectionFactory connections = new ConnectionFactory(settings.connection())) {
                new SyncJob(connections, settings, SyncJob.catalog(catalog, settings, connections, stop), readState())
                        .run(
                                out,
                                printed -> {
                                    states.written(printed);
                                    progressed.stateKept(printed);
                                },
                                stop,
                                progressed);
            }
        });
        if (saveState == null || state == null) {
            // Who only reads a state does not keep others from it.
            sync.run();
        } else {
            new StateFile(state).whileLocked(Duration.ZERO, stop::pause, sync);
        }
    }

    /** A live line would stand among the messages where both go to one terminal. */
    private ProgressOptions.Watched watched() {
        return new ProgressOptions.Watched(environment, StandardOutput.isTerminal(out) ? null : screen());
    }

    private State readState() {
        if (state == null) {
            return State.empty();
        }
        return saveState == null ? State.read(state) : new StateFile(state).read();
    }

    private MessageWriter.StateListener stateListener() {
        if (saveState == null || state == null) {
            return printed -> {};
        }
        StateFile file = new StateFile(state);
        file.requireWritable();
        if (saveState.equals("unconfirmed")) {
            return file::write;
        }
        if (!saveState.isEmpty()) {
            throw usage(
                    "--save-state takes no other value than unconfirmed, not \"" + saveState + "\"",
                    "--save-state for output into a regular file, --save-state=unconfirmed for any other.");
        }
        if (!StandardOutput.isRegularFile(out)) {
            throw usage(
                    "--save-state is for output into a regular file: of what goes into a pipe only the loader knows what"
                            + " is durable",
                    "Let the loader's runner keep the STATE that the loader prints, or accept the risk with"
                            + " --save-state=unconfirmed.");
        }
        return printed -> {
            StandardOutput.force(out);
            file.write(printed);
        };
    }

    private static TapException usage(String message, String hint) {
        return new TapException(ErrorKind.USAGE, message, hint);
    }
}

package com.tappostgres.cli;

import com.tappostgres.config.Configuration;
import com.tappostgres.config.TapConfig;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.preflight.Finding;
import com.tappostgres.preflight.GrantScript;
import com.tappostgres.preflight.Preflight;
import com.tappostgres.preflight.Summary;
import com.tappostgres.sync.ConfiguredCatalog;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code tap-postgres check}: whether a sync could do its work, and the SQL that lets it. */
@Command(
        name = "check",
        header = "Look whether a sync could do its work, and print the SQL that lets it.",
        description =
                "Looks at the connection, the server, each database and each selected stream, and prints what it finds"
                        + " with what mends it. It only reads, and for a second or so it measures how fast. Exit code 0: a"
                        + " sync could do its work, perhaps with warnings; 4: no connection; 3: the config or the catalog"
                        + " is wrong; 5: a privilege is missing, or the server refuses something else.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private TapCommand tap;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = {"--catalog", "--properties"},
            paramLabel = "FILE",
            description = "The catalog with the streams to look at marked as selected.")
    private @Nullable Path catalog;

    @Option(
            names = "--grants",
            description =
                    "Print, for psql, the SQL that creates a role for the selected streams and nothing else; without"
                            + " --catalog, for all tables.")
    private boolean grants;

    @Option(names = "--role", paramLabel = "NAME", description = "The role of --grants; default: the user.")
    private @Nullable String role;

    @Option(names = "--json", description = "Print one JSON document in place of lines for people.")
    private boolean json;

    @Override
    public Integer call() {
        requireUsage();
        if (grants) {
            printGrants();
            return 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        new CheckRun(json ? new CheckJson(out) : new CheckText(out, style())).run(this::look);
        return 0;
    }

    private TextStyle style() {
        return TextStyle.of(tap.environment(), StandardOutput.isTerminal(tap.out()));
    }

    private Summary look(CheckReport report, Consumer<Finding> findings) {
        Configuration configuration = config.explain(tap.environment());
        report.settings(configuration.settings());
        TapConfig settings = configuration.config();
        try (ConnectionFactory connections = new ConnectionFactory(settings.connection())) {
            Preflight preflight = new Preflight(connections, settings, catalog, findings);
            Optional<ConfiguredCatalog> streams = catalog(settings, connections);
            return streams.isPresent() ? preflight.run(streams.get()) : preflight.run();
        }
    }

    /** The streams that a sync with the same options would read; empty where nothing says which. */
    private Optional<ConfiguredCatalog> catalog(TapConfig settings, ConnectionFactory connections) {
        return catalog == null && !settings.selection().given()
                ? Optional.empty()
                : Optional.of(SyncJob.catalog(catalog, settings, connections, tap.stop()));
    }

    private void printGrants() {
        TapConfig settings = config.read(tap.environment());
        Optional<String> reader = Optional.ofNullable(role);
        try (ConnectionFactory connections = new ConnectionFactory(settings.connection())) {
            PrintWriter out = spec.commandLine().getOut();
            // Without a file all tables: what the settings select may be what the role cannot see yet.
            out.print(
                    catalog == null
                            ? GrantScript.ofEverything(connections, settings, reader)
                            : GrantScript.ofSelected(
                                    ConfiguredCatalog.read(catalog, settings).catalog(),
                                    connections,
                                    settings,
                                    reader));
            out.flush();
        }
    }

    private void requireUsage() {
        boolean misplaced = spec.commandLine().getParent().getParseResult().matchedOptions().stream()
                .anyMatch(option -> option.scopeType() != CommandLine.ScopeType.INHERIT);
        if (misplaced) {
            throw new TapException(
                    ErrorKind.USAGE,
                    "options stand behind the word check, not before it",
                    "tap-postgres check --config config.json --catalog catalog.json");
        }
        if (role != null && !grants) {
            throw new TapException(
                    ErrorKind.USAGE, "--role needs --grants", "Without --grants it is the user who is checked.");
        }
        if (json && grants) {
            throw new TapException(
                    ErrorKind.USAGE, "--json and --grants do not go together", "--grants prints SQL for psql.");
        }
        if (role != null && (role.isEmpty() || role.equals("public"))) {
            throw new TapException(
                    ErrorKind.USAGE, "\"" + role + "\" is no role", "--role tap names one that is to read.");
        }
    }
}

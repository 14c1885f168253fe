package com.tappostgres.cli;

import com.tappostgres.config.Configuration;
import com.tappostgres.config.EffectiveSetting;
import com.tappostgres.config.TapConfig;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.singer.Catalog;
import com.tappostgres.sync.Finding;
import com.tappostgres.sync.GrantScript;
import com.tappostgres.sync.Preflight;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
                "Prints a line for each database and each selected stream, with what mends it. Exit code 0: a sync"
                        + " could do its work; 5: a privilege is missing; 4: no connection; 3: the config or the catalog is"
                        + " wrong.",
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

    @Override
    public Integer call() {
        requireUsage();
        Configuration configuration = config.explain(tap.environment());
        TapConfig settings = configuration.config();
        Catalog streams = catalog == null ? null : Catalog.read(catalog);
        try (ConnectionFactory connections = new ConnectionFactory(settings.connection())) {
            if (grants) {
                printGrants(streams, connections, settings);
            } else {
                configuration.settings().forEach(this::print);
                check(streams, connections, settings);
            }
        }
        return 0;
    }

    private void printGrants(@Nullable Catalog streams, ConnectionFactory connections, TapConfig settings) {
        Optional<String> reader = Optional.ofNullable(role);
        print(
                streams == null
                        ? GrantScript.ofEverything(connections, settings, reader)
                        : GrantScript.ofSelected(streams, connections, settings, reader));
    }

    /** A setting that something gives, with *** for a secret, and what gives it. */
    private void print(EffectiveSetting setting) {
        if (!setting.source().equals("default")) {
            String line = "setting " + setting.key() + ": " + setting.value() + " (" + setting.source() + ")";
            print(OneLineStream.onOneLine(line) + "\n");
        }
    }

    private void check(@Nullable Catalog streams, ConnectionFactory connections, TapConfig settings) {
        List<Finding> findings = new ArrayList<>();
        Preflight preflight = new Preflight(connections, settings, finding -> {
            print(OneLineStream.onOneLine(finding.line()) + "\n");
            findings.add(finding);
        });
        if (streams == null) {
            preflight.run();
        } else {
            preflight.run(streams);
        }
        failOnProblems(findings);
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
        if (role != null && (role.isEmpty() || role.equals("public"))) {
            throw new TapException(
                    ErrorKind.USAGE, "\"" + role + "\" is no role", "--role tap names one that is to read.");
        }
    }

    private void print(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private static void failOnProblems(List<Finding> findings) {
        List<Finding> problems =
                findings.stream().filter(finding -> finding.problem() != null).toList();
        if (problems.isEmpty()) {
            return;
        }
        TapException first = problems.get(0).problem();
        if (first != null) {
            throw new TapException(
                    first.kind(),
                    problems.size() + " of " + findings.size() + (findings.size() == 1 ? " check" : " checks")
                            + " failed: "
                            + problems.stream().map(Finding::subject).collect(Collectors.joining(", "))
                            + (problems.size() == 1 ? ": " + first.getMessage() : ""),
                    first.hint(),
                    first);
        }
    }
}

package com.tappostgres.cli;

import com.tappostgres.config.StreamPattern;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.log.ErrorScreen;
import com.tappostgres.picker.Outcome;
import com.tappostgres.picker.Picker;
import com.tappostgres.selection.SelectableStream;
import com.tappostgres.singer.CatalogFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code tap-postgres select}: changes the choices of a catalog file in place, without a database. */
@Command(
        name = "select",
        header = "Select streams and columns in a catalog file, and say how they are read.",
        description =
                "Changes the file in place and prints what is selected; without patterns, on a terminal, it is chosen"
                        + " there from a tree; elsewhere it is only printed. A pattern is"
                        + " schema.table, schema.table.column or a stream's name, in which * and ? stand for other"
                        + " characters, perhaps with database/ in front; ! in front of it excludes. Later ones win.",
        customSynopsis = {
            "Usage: tap-postgres select CATALOG [PATTERN...] [--exclude PATTERN]...",
            "                           [--method METHOD] [--key COLUMN] [--where SQL]",
            "                           [--limit N] [--columns A,B] [--key-properties A,B]",
            "                           [--mask COLUMN=MASK]... [--deselect]",
            "                           [--list] [--diff] [--json] [--config FILE]",
            ""
        },
        synopsisHeading = "",
        footer = {
            "",
            "  tap-postgres select catalog.json 'public.*' --exclude 'public.*.password'",
            "  tap-postgres select catalog.json public.orders --key updated_at",
            "  tap-postgres select catalog.json public.orders --deselect"
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class SelectCommand implements Callable<Integer> {
    private static final int USUAL_WIDTH = 80;
    private static final int INTERRUPTED = 130;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private TapCommand tap;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "CATALOG", description = "The catalog file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path catalog;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PATTERN", description = "What to select.")
    private List<String> included = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "PATTERN", description = "What not to select, after all patterns.")
    private List<String> excluded = new ArrayList<>();

    @Mixin
    private final ChoiceOptions choices = new ChoiceOptions();

    @Option(names = "--deselect", description = "Deselect what the patterns match.")
    private boolean deselect;

    @Option(names = "--list", description = "Print the streams that the patterns match, or all; change nothing.")
    private boolean list;

    @Option(names = "--diff", description = "Print what would change; change nothing.")
    private boolean diff;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings of the connection for the picker's previews; nothing else needs them.")
    private List<Path> configs = new ArrayList<>();

    @Option(names = "--json", description = "Print the streams as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        requireUsage();
        boolean printing = list || diff || json;
        List<StreamPattern> patterns = patterns();
        if (patterns.isEmpty() && !printing && StandardOutput.isTerminal(tap.out())) {
            return pick(CatalogFile.read(catalog));
        }
        if (patterns.isEmpty() || list) {
            List<SelectableStream> streams = streams(CatalogFile.read(catalog));
            boolean all = patterns.isEmpty();
            List<SelectableStream> shown = all ? streams : new CatalogEdit(streams, patterns).requireMatches();
            print(all && diff ? List.of() : shown, streams);
        } else if (diff) {
            Edited edited = edit(patterns);
            printChanges(edited.changes(), edited.streams());
        } else {
            // Printing may take long, where a person pages through it.
            print(CatalogFile.whileLocked(catalog, tap.stop()::pause, () -> change(patterns)));
        }
        return 0;
    }

    /** Lets a person choose at the terminal. */
    private int pick(CatalogFile file) {
        Outcome outcome = withoutLogLines(() -> {
            try (TablePreview preview = new TablePreview(configs, tap.environment())) {
                return Picker.open(file, catalog.toString(), preview, tap.environment());
            }
        });
        outcome.saved().ifPresent(what -> write(catalog + ": " + what + "\n"));
        return outcome.interrupted() ? INTERRUPTED : 0;
    }

    /** What a connection has to say would stand in the middle of the picker; it is printed afterwards. */
    private Outcome withoutLogLines(Supplier<Outcome> picker) {
        ErrorScreen screen = tap.screen();
        if (screen == null) {
            return picker.get();
        }
        screen.hold();
        try {
            return picker.get();
        } finally {
            screen.release();
        }
    }

    /** A catalog in memory, and what became of those of its streams that are others now. */
    private record Edited(
            CatalogFile file, List<SelectableStream> streams, Map<SelectableStream, List<String>> changes) {}

    private Edited edit(List<StreamPattern> patterns) {
        CatalogFile file = CatalogFile.read(catalog);
        List<SelectableStream> streams = streams(file);
        Map<SelectableStream, List<String>> changes = new CatalogEdit(streams, patterns).apply(choices.choices());
        // Checks that what is selected now goes together.
        file.catalog();
        return new Edited(file, streams, changes);
    }

    private Edited change(List<StreamPattern> patterns) {
        Edited edited = edit(patterns);
        if (!edited.changes().isEmpty()) {
            edited.file().write();
        }
        return edited;
    }

    private void print(Edited edited) {
        List<SelectableStream> shown = edited.streams().stream()
                .filter(stream ->
                        edited.changes().containsKey(stream) || stream.stream().isSelected())
                .toList();
        print(shown, edited.streams());
    }

    private static List<SelectableStream> streams(CatalogFile file) {
        return file.streams().stream()
                .map(stream -> SelectableStream.of(stream, ""))
                .toList();
    }

    private List<StreamPattern> patterns() {
        List<String> problems = new ArrayList<>();
        List<StreamPattern> patterns = new ArrayList<>();
        for (String text : included) {
            StreamPattern.parse(deselect ? "!" + text : text, problems::add).ifPresent(patterns::add);
        }
        for (String text : excluded) {
            StreamPattern.parse("!" + text, problems::add).ifPresent(patterns::add);
        }
        if (!problems.isEmpty()) {
            throw usage(String.join("; ", problems), "schema.table, schema.table.column, or a stream's name.");
        }
        return patterns;
    }

    private void requireUsage() {
        boolean negated = (deselect ? included : excluded).stream().anyMatch(text -> text.startsWith("!"))
                || excluded.stream().anyMatch(text -> text.startsWith("!"));
        if (negated) {
            throw usage(
                    "a pattern of " + (deselect ? "--deselect" : "--exclude") + " has no ! of its own",
                    "Leave the ! out.");
        }
        if (choices.any()
                && (deselect || included.stream().allMatch(text -> text.strip().startsWith("!")))) {
            throw usage(
                    "--method, --key and the like are for streams that a pattern selects, and there is none",
                    "tap-postgres select " + catalog + " public.orders --key updated_at");
        }
        if (deselect && included.isEmpty()) {
            throw usage("--deselect needs a pattern", "tap-postgres select " + catalog + " public.orders --deselect");
        }
        if (json && diff) {
            throw usage("--json and --diff do not go together", "--list --json prints the streams as JSON.");
        }
    }

    private void printChanges(Map<SelectableStream, List<String>> changes, List<SelectableStream> all) {
        StringBuilder text = new StringBuilder();
        StreamTable table = table(all);
        changes.forEach((stream, lines) -> {
            text.append(table.name(stream)).append('\n');
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        });
        write(text.isEmpty() ? "no change\n" : text.toString());
    }

    private void print(List<SelectableStream> shown, List<SelectableStream> all) {
        if (json) {
            write(StreamList.json(shown) + "\n");
            return;
        }
        if (diff) {
            write("no change\n");
            return;
        }
        long selected =
                all.stream().filter(stream -> stream.stream().isSelected()).count();
        write(table(all).print(shown) + selected + " of " + all.size()
                + (all.size() == 1 ? " stream is" : " streams are") + " selected\n");
    }

    private StreamTable table(List<SelectableStream> all) {
        boolean terminal = StandardOutput.isTerminal(tap.out());
        long databases = all.stream()
                .map(stream -> stream.address().database())
                .distinct()
                .count();
        return new StreamTable(databases > 1, TextStyle.of(tap.environment(), terminal), terminal ? width() : 0);
    }

    private int width() {
        String columns = tap.environment().getOrDefault("COLUMNS", "");
        return columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : USUAL_WIDTH;
    }

    private void write(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    private static TapException usage(String message, String hint) {
        return new TapException(ErrorKind.USAGE, message, hint);
    }
}

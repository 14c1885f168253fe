package com.tappostgres.cli;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.types.TypeOptions;
import com.tappostgres.types.TypeTable;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tap-postgres about}: what the program can do. */
@Command(
        name = "about",
        description = "Print what the program can do and what it can be told.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class AboutCommand implements Callable<Integer> {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = About.FormatNames.class,
            description = {
                "One of ${COMPLETION-CANDIDATES}.",
                "json is what Meltano and the Meltano SDK read; schema is the JSON Schema of a config file, for"
                        + " editors; man is this program's manual page."
            })
    private @Nullable String format;

    @Option(names = "--types", description = "What every PostgreSQL type becomes, as a Markdown table.")
    private boolean types;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!types) {
            About.print(About.Format.of(format), spec);
            return 0;
        }
        if (format != null) {
            throw new TapException(
                    ErrorKind.USAGE, "--types and --format do not go together", "tap-postgres about --types");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(typeTable());
        out.flush();
        return 0;
    }

    /** The table of docs/types.md. */
    static String typeTable() {
        StringBuilder table = new StringBuilder(
                "| PostgreSQL | JSON schema | the server's text | in the record |\n|---|---|---|---|\n");
        for (TypeTable.Row row : TypeTable.rows(TypeOptions.DEFAULT)) {
            table.append("| ").append(row.types());
            table.append(" | ").append(code(row.schema()));
            table.append(" | ").append(code(row.text().replace("\n", "\\n")));
            table.append(" | ").append(code(row.json())).append(" |\n");
        }
        return table.toString();
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}

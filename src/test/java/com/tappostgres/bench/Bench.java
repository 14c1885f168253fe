package com.tappostgres.bench;

import com.tappostgres.testing.PostgresVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The command line of {@code ./bench}. */
@Command(
        name = "bench",
        description = "Measures tap-postgres on an embedded PostgreSQL server, beside COPY by pgjdbc and by psql.",
        sortOptions = false)
final class Bench implements Callable<Integer> {
    @Option(
            names = "--version",
            paramLabel = "MAJOR",
            defaultValue = "18",
            description = "PostgreSQL to start: ${DEFAULT-VALUE}")
    private String version;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "runs of each client: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--scale",
            paramLabel = "FACTOR",
            defaultValue = "1",
            description = "size of everything that is made; 0.01 shows in seconds that all works")
    private double scale;

    @Option(
            names = "--tables",
            paramLabel = "TABLE",
            split = ",",
            defaultValue = "lineitem,events,narrow",
            description = "tables of the comparison: ${DEFAULT-VALUE}")
    private List<BenchTable> tables;

    @Option(names = "--no-tap", description = "leave the tap out of a comparison")
    private boolean withoutTap;

    @Option(names = "--memory", description = "instead: peak memory for 1 M and for 10 M rows")
    private boolean memory;

    @Option(names = "--discovery", description = "instead: time of --discover for 5,000 tables")
    private boolean discovery;

    @Option(names = "--huge", description = "instead: a text of 100 MB and a bytea of 400 MB")
    private boolean huge;

    @Option(
            names = "--parallel",
            paramLabel = "READERS",
            split = ",",
            description = "instead: the tables read by so many readers, such as 1,2,4, beside one reader and psql")
    private @Nullable List<Integer> parallel;

    @Option(
            names = "--keys",
            paramLabel = "KEY",
            split = ",",
            defaultValue = "without,with",
            description = "with --parallel, whether the tables have a primary key: ${DEFAULT-VALUE}")
    private Set<PrimaryKey> keys;

    @Option(names = "--all", description = "the comparison and all four of these, with 1,2,4 readers")
    private boolean all;

    @Option(names = "--markdown", description = "print Markdown")
    private boolean markdown;

    @Option(names = "--help", usageHelp = true, description = "show this")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean help;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Bench::complain)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        BenchOptions options = options();
        ParallelOptions comparison =
                new ParallelOptions(parallel == null ? ParallelOptions.USUAL_READERS : parallel, keys);
        try (Workbench bench = Workbench.open(options.version())) {
            System.out.println(heading(options));
            for (Part part : parts(bench, options, comparison)) {
                System.out.println(part.run());
            }
        }
        return 0;
    }

    /** A stack shows only what nobody foresaw. */
    private static int complain(Exception fault, CommandLine command, ParseResult result) {
        if (fault instanceof IllegalStateException || fault instanceof IllegalArgumentException) {
            System.err.println("bench: " + fault.getMessage());
        } else {
            fault.printStackTrace();
        }
        return 1;
    }

    private List<Part> parts(Workbench bench, BenchOptions options, ParallelOptions comparison) {
        List<Part> parts = new ArrayList<>();
        if (all || !(memory || discovery || huge || parallel != null)) {
            parts.add(new SpeedBench(bench, options));
        }
        if (all || memory) {
            parts.add(new MemoryBench(bench, options));
        }
        if (all || discovery) {
            parts.add(new DiscoveryBench(bench, options));
        }
        if (all || huge) {
            parts.add(new HugeBench(bench, options));
        }
        if (all || parallel != null) {
            parts.add(new ParallelBench(bench, options, comparison));
        }
        return parts;
    }

    private BenchOptions options() {
        PostgresVersion release = Arrays.stream(PostgresVersion.values())
                .filter(candidate -> candidate.label().equals(version))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "--version must be one of " + Arrays.toString(PostgresVersion.values())));
        return new BenchOptions(release, rounds, scale, tables, !withoutTap, markdown);
    }

    private static String heading(BenchOptions options) throws IOException, InterruptedException {
        List<String> programs = new ArrayList<>();
        programs.add("PostgreSQL " + options.version().release());
        CopyClients.psqlVersion().ifPresent(programs::add);
        String scale =
                options.scale() == 1 ? "" : String.format(Locale.ROOT, " At %s of the full size.", options.scale());
        return Machine.current().describe(programs) + "." + scale + "\n";
    }
}

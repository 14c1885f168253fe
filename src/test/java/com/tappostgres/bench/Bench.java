package com.tappostgres.bench;

import com.tappostgres.testing.PostgresVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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

    @Option(names = "--no-tap", description = "compare only pgjdbc and psql")
    private boolean withoutTap;

    @Option(names = "--memory", description = "instead: peak memory for 1 M and for 10 M rows")
    private boolean memory;

    @Option(names = "--discovery", description = "instead: time of --discover for 5,000 tables")
    private boolean discovery;

    @Option(names = "--huge", description = "instead: a text of 100 MB and a bytea of 400 MB")
    private boolean huge;

    @Option(names = "--all", description = "the comparison and all three of these")
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
        try (Workbench bench = Workbench.open(options.version())) {
            System.out.println(heading(options));
            for (Part part : parts(bench, options)) {
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

    private List<Part> parts(Workbench bench, BenchOptions options) {
        List<Part> parts = new ArrayList<>();
        if (all || !(memory || discovery || huge)) {
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

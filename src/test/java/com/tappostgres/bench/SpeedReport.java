package com.tappostgres.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table of results: a line for each client and table, with what follows from comparing it to the others. */
final class SpeedReport {
    private final Grid grid = new Grid(
            "table",
            "client",
            "wall s",
            "CPU s",
            "peak MB",
            "rows/s",
            "MB/s",
            "wall / pgjdbc",
            "wall / psql",
            "CPU us/row");

    /** What one client took for one table; {@code startUp} is the same client's reading of no rows, where that was measured. */
    record Line(Runs runs, CopySize size, Optional<Series> startUp) {}

    /** Adds the lines of one table. */
    void add(String table, List<Line> lines) {
        for (Line line : lines) {
            Series series = line.runs().series();
            double wall = series.wallSeconds();
            boolean hasRows = line.size().rows() > 0;
            grid.add(
                    table,
                    line.runs().client().name(),
                    decimal(2, wall),
                    decimal(2, series.cpuSeconds()),
                    decimal(0, series.peakMegabytes()),
                    hasRows ? decimal(0, line.size().rows() / wall) : "",
                    hasRows ? decimal(0, line.size().megabytes() / wall) : "",
                    hasRows ? ratio(wall, lines, CopyClients.PGJDBC) : "",
                    hasRows ? ratio(wall, lines, CopyClients.PSQL) : "",
                    line.startUp().map(none -> microsecondsPerRow(line, none)).orElse(""));
        }
    }

    String print(boolean markdown) {
        return grid.print(markdown);
    }

    /** CPU beyond what the program needs before its first row. */
    private static String microsecondsPerRow(Line line, Series startUp) {
        double seconds = line.runs().series().cpuSeconds() - startUp.cpuSeconds();
        return decimal(2, seconds * 1e6 / line.size().rows());
    }

    private static String ratio(double wall, List<Line> lines, String client) {
        return lines.stream()
                .filter(line -> line.runs().client().name().equals(client))
                .findFirst()
                .map(line -> decimal(2, wall / line.runs().series().wallSeconds()))
                .orElse("");
    }

    private static String decimal(int digits, double value) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}

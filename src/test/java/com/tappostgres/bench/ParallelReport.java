package com.tappostgres.bench;

import java.util.List;
import java.util.Locale;

/** The table of results of several readers: a line for each client and table. */
final class ParallelReport {
    private final Grid grid = new Grid(
            "table",
            "client",
            "wall s",
            "rows/s",
            "MB/s",
            "speed-up",
            "wall / psql",
            "CPU s",
            "peak MB",
            "MB a further reader");

    /**
     * Adds the lines of one table.
     *
     * @param copies what psql took, for the whole table first; may be empty
     * @param readers what the tap took, with one reader first; may be empty
     * @param counts how many readers each of those had
     */
    void add(String table, CopySize size, List<Runs> copies, List<Runs> readers, List<Integer> counts) {
        for (Runs copy : copies) {
            add(table, size, copies, copy, "", "");
        }
        for (int i = 0; i < readers.size(); i++) {
            Runs reader = readers.get(i);
            Series one = readers.get(0).series();
            int further = counts.get(i) - 1;
            double megabytes = reader.series().peakMegabytes() - one.peakMegabytes();
            add(
                    table,
                    size,
                    copies,
                    reader,
                    decimal(2, one.wallSeconds() / reader.series().wallSeconds()) + "x",
                    further == 0 ? "" : decimal(1, megabytes / further));
        }
    }

    String print(boolean markdown) {
        return grid.print(markdown);
    }

    private void add(
            String table, CopySize size, List<Runs> copies, Runs runs, String speedUp, String megabytesOfReader) {
        Series series = runs.series();
        double wall = series.wallSeconds();
        grid.add(
                table,
                runs.client().name(),
                decimal(2, wall),
                decimal(0, size.rows() / wall),
                decimal(0, size.megabytes() / wall),
                speedUp,
                copies.isEmpty() ? "" : decimal(2, wall / copies.get(0).series().wallSeconds()),
                decimal(2, series.cpuSeconds()),
                decimal(0, series.peakMegabytes()),
                megabytesOfReader);
    }

    private static String decimal(int digits, double value) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}

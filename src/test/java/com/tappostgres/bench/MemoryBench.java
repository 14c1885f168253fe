package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The tap's peak memory for a table and for one of ten times its rows, which must not differ. */
final class MemoryBench implements Part {
    private static final Map<String, Long> TABLES = new LinkedHashMap<>();

    static {
        TABLES.put("narrow_1m", 1_000_000L);
        TABLES.put("narrow_10m", 10_000_000L);
    }

    private final Workbench bench;
    private final BenchOptions options;

    MemoryBench(Workbench bench, BenchOptions options) {
        this.bench = bench;
        this.options = options;
    }

    @Override
    public String run() throws IOException, InterruptedException {
        Map<String, Series> results = new LinkedHashMap<>();
        try (TestDatabase database = bench.createDatabase("memory")) {
            for (Map.Entry<String, Long> table : TABLES.entrySet()) {
                options.progress("making %s", table.getKey());
                BenchTable.NARROW.create(database, table.getKey(), options.scaled(table.getValue()));
                results.put(table.getKey(), new Series());
            }
            Tap tap = bench.tap(database);
            tap.discover();
            for (int round = 1; round <= options.rounds(); round++) {
                for (Map.Entry<String, Series> result : results.entrySet()) {
                    Measurement measurement = bench.runner().measure(tap.sync(result.getKey()));
                    result.getValue().add(measurement);
                }
                options.progress("memory, round %d of %d", round, options.rounds());
            }
        }
        return print(results);
    }

    private String print(Map<String, Series> results) {
        Grid grid = new Grid("table", "client", "rows", "peak MB", "median peak MB");
        results.forEach((table, series) -> grid.add(
                table,
                Tap.NAME,
                String.format(Locale.ROOT, "%,d", options.scaled(TABLES.get(table))),
                String.format(Locale.ROOT, "%.0f", series.peakMegabytes()),
                String.format(Locale.ROOT, "%.0f", series.medianPeakMegabytes())));
        return grid.print(options.markdown());
    }
}

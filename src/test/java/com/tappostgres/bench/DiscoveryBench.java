package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.util.Locale;

/** The time of {@code --discover} on a database of thousands of tables, the size at which one query a table takes an hour. */
final class DiscoveryBench implements Part {
    private static final long TABLES = 5000;
    private static final int COLUMNS = 25;
    private static final int ROUNDS = 3;

    /** Tables made in one transaction: each holds a few locks to its end, and the server's lock table is finite. */
    private static final int BATCH = 250;

    private final Workbench bench;
    private final BenchOptions options;

    DiscoveryBench(Workbench bench, BenchOptions options) {
        this.bench = bench;
        this.options = options;
    }

    @Override
    public String run() throws IOException, InterruptedException {
        long tables = options.scaled(TABLES);
        Series series = new Series();
        try (TestDatabase database = bench.createDatabase("discovery")) {
            options.progress("making %,d tables of %d columns", tables, COLUMNS);
            createTables(database, tables);
            Tap tap = bench.tap(database);
            for (int round = 1; round <= ROUNDS; round++) {
                Measurement measurement = tap.discover();
                series.add(measurement);
                options.progress("discovery, round %d of %d: %.2f s", round, ROUNDS, measurement.wallSeconds());
                if (tap.streams() != tables) {
                    throw new IllegalStateException(
                            "tap-postgres --discover found %d of %d tables".formatted(tap.streams(), tables));
                }
            }
        }
        Grid grid = new Grid("database", "client", "wall s", "CPU s", "peak MB");
        grid.add(
                String.format(Locale.ROOT, "%,d tables of %d columns", tables, COLUMNS),
                Tap.NAME + " --discover",
                String.format(Locale.ROOT, "%.2f", series.wallSeconds()),
                String.format(Locale.ROOT, "%.2f", series.cpuSeconds()),
                String.format(Locale.ROOT, "%.0f", series.peakMegabytes()));
        return grid.print(options.markdown());
    }

    private static void createTables(TestDatabase database, long tables) {
        for (long first = 1; first <= tables; first += BATCH) {
            database.execute("""
                    do $$
                    declare
                        types text[] := array['integer', 'text', 'timestamptz', 'numeric(12,2)', 'boolean', 'date',
                                              'jsonb', 'uuid'];
                        columns text;
                    begin
                        select string_agg(format('column_%%s %%s', i, types[i %% 8 + 1]), ', ')
                            into columns from generate_series(2, %d) i;
                        for i in %d..%d loop
                            execute format('create table table_%%s (id bigint primary key, %%s)', i, columns);
                        end loop;
                    end $$
                    """.formatted(COLUMNS, first, Math.min(tables, first + BATCH - 1)));
        }
        // A server with autovacuum has statistics of its catalog; without them the planner guesses.
        database.execute("vacuum analyze");
    }
}

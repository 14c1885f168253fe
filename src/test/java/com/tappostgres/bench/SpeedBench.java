package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Full-table syncs beside COPY of the same tables: each round runs every client once, so that a slow minute hits all of them. */
final class SpeedBench implements Part {
    /** A sync of no rows takes what a sync takes before its first row. */
    private static final String EMPTY_TABLE = "no_rows";

    private final Workbench bench;
    private final BenchOptions options;
    private final SpeedReport report = new SpeedReport();

    SpeedBench(Workbench bench, BenchOptions options) {
        this.bench = bench;
        this.options = options;
    }

    @Override
    public String run() throws IOException, InterruptedException {
        try (TestDatabase database = bench.createDatabase("speed")) {
            database.execute("create table " + EMPTY_TABLE + " (id bigint)");
            for (BenchTable table : options.tables()) {
                long rows = table.rows(options.scale());
                options.progress("making %s: %,d rows", table.table(), rows);
                table.create(database, table.table(), rows);
            }
            Optional<Tap> tap = options.withTap() ? Optional.of(bench.tap(database)) : Optional.empty();
            if (tap.isPresent()) {
                tap.get().discover();
            }
            StringBuilder text = new StringBuilder();
            for (BenchTable table : options.tables()) {
                CopySize size = measure(database, tap, table.table());
                text.append(String.format(
                        Locale.ROOT,
                        "%s: %,d rows, %,.0f MB of COPY text%n",
                        table.table(),
                        size.rows(),
                        size.megabytes()));
            }
            return text + "Medians of " + options.rounds() + " rounds; peak is the highest; MB are 10^6 bytes.\n\n"
                    + report.print(options.markdown());
        }
    }

    private CopySize measure(TestDatabase database, Optional<Tap> tap, String table)
            throws IOException, InterruptedException {
        bench.prewarm(database, table);
        CopySize size = bench.copySize(database, table);
        List<SpeedReport.Line> lines = new ArrayList<>();
        lines.add(line(CopyClients.pgjdbc(database, table), size, Optional.empty()));
        if (CopyClients.psqlVersion().isPresent()) {
            lines.add(line(CopyClients.psql(database, table), size, Optional.empty()));
        }
        if (tap.isPresent()) {
            Client sync = tap.get().sync(table);
            requireAllRows(table, size, bench.runner().countRecords(sync));
            Client syncOfNothing = new Client(
                    sync.name() + ", no rows", tap.get().sync(EMPTY_TABLE).command());
            SpeedReport.Line startUp = line(syncOfNothing, new CopySize(0, 0), Optional.empty());
            lines.add(line(sync, size, Optional.of(startUp.series())));
            lines.add(startUp);
        }
        runRounds(table, lines);
        report.add(table, lines);
        return size;
    }

    private static SpeedReport.Line line(Client client, CopySize size, Optional<Series> startUp) {
        return new SpeedReport.Line(client, new Series(), size, startUp);
    }

    private static void requireAllRows(String table, CopySize size, long records) {
        if (records != size.rows()) {
            throw new IllegalStateException(
                    "tap-postgres printed %d records of the %d rows of %s".formatted(records, size.rows(), table));
        }
    }

    private void runRounds(String table, List<SpeedReport.Line> lines) throws IOException, InterruptedException {
        List<SpeedReport.Line> order = new ArrayList<>(lines);
        for (int round = 1; round <= options.rounds(); round++) {
            for (SpeedReport.Line line : order) {
                line.series().add(bench.runner().measure(line.client()));
            }
            String walls = lines.stream()
                    .map(line -> String.format(
                            Locale.ROOT,
                            "%s %.2f s",
                            line.client().name(),
                            line.series().last().wallSeconds()))
                    .collect(Collectors.joining(", "));
            options.progress("%s, round %d of %d: %s", table, round, options.rounds(), walls);
            // No client is always the first.
            Collections.rotate(order, 1);
        }
    }
}

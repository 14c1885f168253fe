package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Full-table syncs beside COPY of the same tables. */
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
            bench.requireAllRows(sync, table, size);
            Client syncOfNothing = new Client(
                    sync.name() + ", no rows", tap.get().sync(EMPTY_TABLE).command());
            SpeedReport.Line startUp = line(syncOfNothing, new CopySize(0, 0), Optional.empty());
            lines.add(line(sync, size, Optional.of(startUp.runs().series())));
            lines.add(startUp);
        }
        new Rounds(bench.runner(), options)
                .measure(table, lines.stream().map(SpeedReport.Line::runs).toList());
        report.add(table, lines);
        return size;
    }

    private static SpeedReport.Line line(Client client, CopySize size, Optional<Series> startUp) {
        return new SpeedReport.Line(new Runs(client), size, startUp);
    }
}

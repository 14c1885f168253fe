package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Full-table syncs by several readers beside one reader and psql, and what psql itself takes for a table in parts. */
final class ParallelBench implements Part {
    private static final int FIRST_WITH_BLOCK_RANGES = 140000;

    private final Workbench bench;
    private final BenchOptions options;
    private final ParallelOptions comparison;
    private final ParallelReport report = new ParallelReport();

    ParallelBench(Workbench bench, BenchOptions options, ParallelOptions comparison) {
        this.bench = bench;
        this.options = options;
        this.comparison = comparison;
    }

    @Override
    public String run() throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        try (TestDatabase database = bench.createDatabase("parallel")) {
            for (BenchTable table : options.tables()) {
                long rows = table.rows(options.scale());
                options.progress("making %s: %,d rows", table.table(), rows);
                table.create(database, table.table(), rows);
                text.append(measure(database, table));
                // The next one should have the server's memory to itself.
                database.execute("drop table " + table.table());
            }
        }
        return text + "Medians of " + options.rounds() + " rounds; peak is the highest; MB are 10^6 bytes of COPY text."
                + " Speed-up is against one reader, the start of the program included.\n\n"
                + report.print(options.markdown());
    }

    private String measure(TestDatabase database, BenchTable table) throws IOException, InterruptedException {
        bench.prewarm(database, table.table());
        CopySize size = bench.copySize(database, table.table());
        Cut cut = Cut.of(database, table.table());
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d rows, %,.0f MB of COPY text, heap of %s%n",
                table.table(),
                size.rows(),
                size.megabytes(),
                cut.describe()));
        // In this order: a key is easier to add than to take away.
        for (PrimaryKey key : PrimaryKey.values()) {
            if (comparison.keys().contains(key)) {
                text.append(measure(database, table, key, size, cut));
            }
        }
        return text.toString();
    }

    private String measure(TestDatabase database, BenchTable table, PrimaryKey key, CopySize size, Cut cut)
            throws IOException, InterruptedException {
        String title = table.table();
        if (key == PrimaryKey.WITH) {
            table.addKey(database, table.table());
            title += ", key";
        }
        List<Runs> copies = copies(database, table.table(), size, cut);
        List<Runs> readers = options.withTap() ? readers(database, table.table(), size, cut) : List.of();
        List<Runs> all = new ArrayList<>(copies);
        all.addAll(readers);
        new Rounds(bench.runner(), options).measure(title, all);
        report.add(title, size, copies, readers, comparison.readers());
        return copies.size() < 2 ? "" : costOfParts(title, copies, cut);
    }

    /** COPY by psql, and COPY of one part after the other by psql; one or none of them where that cannot be had. */
    private List<Runs> copies(TestDatabase database, String table, CopySize size, Cut cut)
            throws IOException, InterruptedException {
        List<Runs> copies = new ArrayList<>();
        if (CopyClients.psqlVersion().isPresent()) {
            copies.add(new Runs(CopyClients.psql(database, table)));
            if (hasBlockRanges()) {
                CopySize parts = bench.copySize(database, cut.copies(table));
                if (!parts.equals(size)) {
                    throw new IllegalStateException(
                            "the parts of %s are %s, the table is %s".formatted(table, parts, size));
                }
                copies.add(new Runs(CopyClients.psqlParts(database, cut.copies(table))));
            } else {
                options.progress(
                        "COPY by ranges of ctid is left out: each would scan the whole table before PostgreSQL 14");
            }
        }
        return copies;
    }

    /** Before PostgreSQL 14, each range of ctid costs a scan of the whole table. */
    private boolean hasBlockRanges() {
        return bench.version().number() >= FIRST_WITH_BLOCK_RANGES;
    }

    private List<Runs> readers(TestDatabase database, String table, CopySize size, Cut cut)
            throws IOException, InterruptedException {
        Tap tap = bench.tap(database);
        // Anew for each table: it has just come, or its key has.
        tap.discover();
        List<Runs> readers = new ArrayList<>();
        for (int count : comparison.readers()) {
            Client sync = tap.withReaders(count, cut.partMegabytes()).sync(table);
            bench.requireAllRows(sync, table, size);
            readers.add(new Runs(sync));
        }
        return readers;
    }

    private static String costOfParts(String title, List<Runs> copies, Cut cut) {
        double whole = copies.get(0).series().wallSeconds();
        double parts = copies.get(1).series().wallSeconds();
        return String.format(
                Locale.ROOT,
                "%s: COPY of %d ranges of ctid, one after the other, takes psql %.2fx as long as one COPY%n",
                title,
                cut.parts(),
                parts / whole);
    }
}

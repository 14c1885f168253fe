package com.tappostgres.bench;

import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Single values near to what the server itself can print, read with the memory limits of the shipped program. */
final class HugeBench implements Part {
    /** A table of one row with one value of so many bytes; {@code expression} makes it, %d being the bytes. */
    private record HugeValue(String table, String type, String expression, long bytes) {}

    private static final List<HugeValue> VALUES = List.of(
            // Quotes and line breaks, so that each reader of it has something to escape.
            new HugeValue(
                    "huge_text", "text", "left(repeat(E'some \"huge\" value...\\n', %d / 20 + 1), %1$d)", 100_000_000),
            new HugeValue("huge_bytea", "bytea", "convert_to(repeat('x', %d), 'UTF8')", 400_000_000));

    private final Workbench bench;
    private final BenchOptions options;
    private final Grid grid = new Grid("value", "client", "exit code", "wall s", "CPU s", "peak MB");

    HugeBench(Workbench bench, BenchOptions options) {
        this.bench = bench;
        this.options = options;
    }

    @Override
    public String run() throws IOException, InterruptedException {
        try (TestDatabase database = bench.createDatabase("huge")) {
            for (HugeValue value : VALUES) {
                options.progress("making %s", value.table());
                database.execute(
                        "create table %s (id integer primary key, value %s)".formatted(value.table(), value.type()),
                        "insert into %s select 1, %s"
                                .formatted(value.table(), value.expression().formatted(options.scaled(value.bytes()))));
            }
            Tap tap = bench.tap(database);
            tap.discover();
            for (HugeValue value : VALUES) {
                measure(tap, value);
            }
        }
        return grid.print(options.markdown());
    }

    private void measure(Tap tap, HugeValue value) throws IOException, InterruptedException {
        Measurement measurement = bench.runner().attempt(tap.sync(value.table()));
        if (measurement.exitCode() != 0) {
            options.progress("%s", bench.runner().lastErrors());
        }
        grid.add(
                String.format(Locale.ROOT, "%s, %.0f MB", value.type(), options.scaled(value.bytes()) / 1e6),
                Tap.NAME,
                Integer.toString(measurement.exitCode()),
                String.format(Locale.ROOT, "%.2f", measurement.wallSeconds()),
                String.format(Locale.ROOT, "%.2f", measurement.cpuSeconds()),
                String.format(Locale.ROOT, "%.0f", measurement.peakBytes() / 1e6));
    }
}

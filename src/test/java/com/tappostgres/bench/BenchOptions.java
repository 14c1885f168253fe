package com.tappostgres.bench;

import com.tappostgres.testing.PostgresVersion;
import java.util.List;
import java.util.Locale;

/** What the command line asks for. */
record BenchOptions(
        PostgresVersion version, int rounds, double scale, List<BenchTable> tables, boolean withTap, boolean markdown) {
    BenchOptions {
        tables = List.copyOf(tables);
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds must be 1 or more");
        }
        if (!(scale > 0)) {
            throw new IllegalArgumentException("--scale must be above 0");
        }
    }

    /** A number of rows or bytes at the asked scale, at least 1. */
    long scaled(long fullSize) {
        return Math.max(1, Math.round(fullSize * scale));
    }

    /** Tells the person who waits; standard output is for the results. */
    void progress(String format, Object... arguments) {
        System.err.println(String.format(Locale.ROOT, format, arguments));
    }
}

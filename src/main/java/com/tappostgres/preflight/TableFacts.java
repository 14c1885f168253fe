package com.tappostgres.preflight;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the catalogs say of the rows of a table, with those of its partitions and of the tables that inherit from it.
 *
 * @param rows estimated; empty where it holds some and was never looked at by VACUUM or ANALYZE
 * @param heapBytes of the rows themselves
 * @param toastBytes of large values, which lie apart
 * @param neverAnalysed whether there are rows of which there are no statistics
 * @param unlogged whether some of its rows are not in the server's log
 * @param populated false for a materialized view that was never filled
 * @param children how many tables its rows lie in beside its own
 * @param foreign a foreign table that holds some of its rows
 */
record TableFacts(
        OptionalLong rows,
        long heapBytes,
        long toastBytes,
        boolean neverAnalysed,
        boolean unlogged,
        boolean populated,
        int children,
        Optional<Foreign> foreign) {
    /**
     * A foreign table.
     *
     * @param mapped whether the server knows as whom the role reads there
     */
    record Foreign(String table, String server, boolean mapped) {}

    long bytes() {
        return heapBytes + toastBytes;
    }
}

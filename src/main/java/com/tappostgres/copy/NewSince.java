package com.tappostgres.copy;

/**
 * The rows that are new since an older snapshot: those whose xmin, widened by its epoch, is at or above that snapshot's
 * xmin.
 *
 * <p>The snapshot's list of running transactions is never asked: on a standby it is empty, and it is silent on
 * sub-transactions. So a few rows come twice that the older snapshot showed already, and none is lost. Facts: a row keeps
 * its xmin when it is frozen since 9.4; before, freezing overwrites it with 2.
 *
 * @param xmin of the older snapshot, 64 bits wide
 * @param freezingOverwrites whether the server is older than 9.4
 */
public record NewSince(long xmin, boolean freezingOverwrites) {
    private static final String NEXT = "(SELECT pg_catalog.txid_snapshot_xmax(pg_catalog.txid_current_snapshot()))";

    /** The SQL condition, of a plain table. */
    public String condition() {
        // How long ago, in transactions, a row was written: xmin has 32 bits, and is less than half of them in the
        // past.
        String age = "(" + NEXT + " - xmin::text::int8 + 4294967296) % 4294967296";
        String isNew = age + " <= " + NEXT + " - " + xmin;
        return freezingOverwrites ? "xmin::text = '2' OR " + isNew : isNew;
    }
}

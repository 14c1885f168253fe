package com.tappostgres.sync;

import com.tappostgres.discovery.Structure;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction sees of a locked table.
 *
 * @param structure the table's structure
 * @param opener can tell later whether the snapshot still shows what the name leads to
 * @param point which snapshot it is
 */
record TableSnapshot(Structure structure, SnapshotOpener opener, Point point) {
    /**
     * Where in the server's history a snapshot is.
     *
     * @param server tells the server from others; null where it does not say
     * @param time the server's time, RFC 3339 in UTC
     * @param xmin the oldest transaction that was still running, 64 bits wide
     * @param xmax the first transaction that had not begun
     */
    record Point(@Nullable String server, String time, long xmin, long xmax) {}

    /** The server's time of the snapshot, RFC 3339 in UTC. */
    String time() {
        return point.time();
    }
}

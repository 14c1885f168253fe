package com.tappostgres.sync;

import com.tappostgres.discovery.Structure;
import com.tappostgres.postgres.TableName;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction sees of the tables that it locked.
 *
 * @param structure that of the tables
 * @param point which snapshot it is
 * @param refused the tables that could not be locked
 */
record Snapshot(Structure structure, Point point, Map<TableName, SQLException> refused) {
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

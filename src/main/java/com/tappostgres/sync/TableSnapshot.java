package com.tappostgres.sync;

import com.tappostgres.discovery.Structure;

/**
 * What one transaction sees of a locked table.
 *
 * @param structure the table's structure
 * @param time the server's time of the snapshot, RFC 3339 in UTC
 */
record TableSnapshot(Structure structure, String time) {}

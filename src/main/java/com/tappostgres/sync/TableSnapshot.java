package com.tappostgres.sync;

import com.tappostgres.discovery.Structure;

/**
 * What one transaction sees of a locked table.
 *
 * @param structure the table's structure
 * @param opener can tell later whether the snapshot still shows what the name leads to
 * @param time the server's time of the snapshot, RFC 3339 in UTC
 */
record TableSnapshot(Structure structure, SnapshotOpener opener, String time) {}

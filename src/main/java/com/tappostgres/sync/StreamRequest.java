package com.tappostgres.sync;

import com.tappostgres.postgres.TableName;
import com.tappostgres.singer.CatalogStream;

/**
 * A stream that the user selected.
 *
 * @param entry what the catalog says of it
 * @param database where its table is
 * @param method as chosen, or the default one
 * @param shaping which of its rows and values are wanted
 */
record StreamRequest(CatalogStream entry, String database, TableName table, ReplicationMethod method, Shaping shaping) {
    /** The {@code tap_stream_id}. */
    String id() {
        return entry.id();
    }

    /** The name in messages. */
    String name() {
        return entry.name();
    }
}

package com.tappostgres.sync;

import com.tappostgres.postgres.TableName;
import com.tappostgres.singer.CatalogStream;
import java.util.Optional;

/**
 * A stream that the user selected.
 *
 * @param entry what the catalog says of it
 * @param database where its table is
 * @param method as chosen, or the default one
 * @param shaping which of its rows and values are wanted
 */
public record StreamRequest(
        CatalogStream entry, String database, TableName table, ReplicationMethod method, Shaping shaping) {
    /** The {@code tap_stream_id}. */
    public String id() {
        return entry.id();
    }

    /** The name in messages. */
    public String name() {
        return entry.name();
    }

    /** The column that it is read by; empty where it is read whole, or by a system column. */
    public Optional<String> keyColumn() {
        boolean byColumn = method == ReplicationMethod.INCREMENTAL && !ReplicationKey.isXmin(this);
        return byColumn ? entry.replicationKey() : Optional.empty();
    }

    /**
     * Whether a column is read for its own sake. Where values are masked, one that the catalog does not know may be a masked
     * column under another name.
     *
     * @param newColumns whether columns that the catalog does not know are read
     */
    public boolean wants(String column, boolean newColumns) {
        return entry.knows(column)
                ? entry.isSelected(column)
                : newColumns && shaping.masks().isEmpty();
    }
}

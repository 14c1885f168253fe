package com.tappostgres.sync;

import com.tappostgres.copy.Chunk;
import com.tappostgres.copy.TableQuery;
import com.tappostgres.postgres.TableName;
import org.jspecify.annotations.Nullable;

/**
 * What one statement reads of a stream.
 *
 * @param query the statement
 * @param chunk which part of a heap it reads; null for the whole stream
 * @param bytes about so many; {@link #UNKNOWN} where nobody can tell
 */
record LoadPart(TableQuery query, @Nullable Chunk chunk, long bytes) {
    static final long UNKNOWN = Long.MAX_VALUE;

    /** Whether an earlier run finished it, so that only what is new since then is wanted. */
    boolean onlyNew() {
        return chunk != null && chunk.onlyNew();
    }

    /** The relation whose lock keeps it as it is. */
    TableName relation() {
        return query.table();
    }
}

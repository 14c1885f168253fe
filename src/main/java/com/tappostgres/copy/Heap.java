package com.tappostgres.copy;

import com.tappostgres.postgres.TableName;
import java.util.Optional;

/**
 * A relation that holds rows of a stream: its table, or a leaf or child of it.
 *
 * @param oid its object id
 * @param fileNode the file that it lies in, which changes when the table is rewritten or truncated; 0 for none
 * @param blocks its size in blocks, without its TOAST table
 * @param bytes its size, with its TOAST table
 * @param key an integer column without NULLs to split it by; empty where it is split by blocks, or not at all
 */
public record Heap(TableName name, long oid, long fileNode, long blocks, long bytes, Optional<IntegerKey> key) {
    /** What its parts belong to: another file of it, or another key, has other parts. */
    public String identity() {
        return oid + "/" + fileNode + key.map(by -> "/" + by.column()).orElse("");
    }

    /**
     * An integer column that is never NULL.
     *
     * @param least its least value
     * @param greatest its greatest value
     */
    public record IntegerKey(String column, long least, long greatest) {}
}

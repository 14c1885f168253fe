package com.tappostgres.types;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One row as the server's text: an array of bytes with the offset and length of each field. Used again for each row. */
public final class TextRow {
    /** The length of a field that is NULL. */
    public static final int NULL = -1;

    private byte[] bytes = new byte[0];
    private final int[] offsets;
    private final int[] lengths;

    public TextRow(int fields) {
        this.offsets = new int[fields];
        this.lengths = new int[fields];
    }

    public int fields() {
        return offsets.length;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int offset(int field) {
        return offsets[field];
    }

    /** The number of bytes of a field, or {@link #NULL}. */
    public int length(int field) {
        return lengths[field];
    }

    /** Starts a new row whose fields lie in {@code bytes}; each must then be set. */
    public void start(byte[] rowBytes) {
        this.bytes = rowBytes;
    }

    public void set(int field, int offset, int length) {
        offsets[field] = offset;
        lengths[field] = length;
    }

    /** A field as a string; null for NULL. For bookmarks, never in the row loop. */
    public @Nullable String text(int field) {
        return lengths[field] == NULL
                ? null
                : new String(bytes, offsets[field], lengths[field], StandardCharsets.UTF_8);
    }
}

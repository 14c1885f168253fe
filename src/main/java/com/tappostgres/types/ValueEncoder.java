package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;

/** Turns the server's text of one value, never NULL, into JSON. Chosen once per column; called for every row. */
@FunctionalInterface
public interface ValueEncoder {
    /**
     * Appends exactly one JSON value.
     *
     * @param text holds the value's UTF-8 text in {@code [offset, offset + length)}
     */
    void encode(byte[] text, int offset, int length, JsonBuffer out);
}

package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;

/** Turns the server's text of one value, never NULL, into JSON. Chosen once per column; called for every row of one reader. */
@FunctionalInterface
public interface ValueEncoder {
    /**
     * Appends exactly one JSON value.
     *
     * @param text holds the value's UTF-8 text in {@code [offset, offset + length)}
     */
    void encode(byte[] text, int offset, int length, JsonBuffer out);

    /**
     * Widens what the schema covers by what that of another encoder of the same column covers, which encodes other rows.
     *
     * @return whether it was not covered until now
     */
    default boolean absorb(ValueEncoder twin) {
        return false;
    }
}

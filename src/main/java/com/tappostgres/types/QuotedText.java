package com.tappostgres.types;

import java.util.Arrays;

/** Reads text that PostgreSQL put in double quotes, with a backslash before each quote and backslash in it. Used again for each text. */
final class QuotedText {
    private byte[] bytes = new byte[256];
    private int length;

    /** The text, valid from 0 to {@link #length()} until the next is read. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /**
     * Reads one text.
     *
     * @param start the position behind its opening quote
     * @return the position behind its closing quote
     */
    int read(byte[] source, int start) {
        int in = start;
        length = 0;
        while (source[in] != '"') {
            if (source[in] == '\\') {
                in++;
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = source[in++];
        }
        return in + 1;
    }
}

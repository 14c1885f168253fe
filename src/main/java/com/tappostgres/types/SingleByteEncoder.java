package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Prints the type "char", a single byte: values above 127 as a backslash and three octal digits, as servers from 15 on
 * print them.
 *
 * <p>Older servers print the bare byte. It arrives as it is from databases whose encoding is UTF-8 or unknown; from all
 * others as the UTF-8 of the character that it means there.
 */
final class SingleByteEncoder implements ValueEncoder {
    private final @Nullable Charset database;

    /** @param database the encoding of the database; null where it has none */
    SingleByteEncoder(@Nullable Charset database) {
        this.database = database;
    }

    @Override
    public void encode(byte[] text, int offset, int length, JsonBuffer out) {
        if (length == 0 || text[offset] >= 0) {
            out.appendString(text, offset, length);
            return;
        }
        int value = length == 1 || database == null ? text[offset] : original(text, offset, length, database);
        byte[] octal = {'\\', digit(value >> 6 & 3), digit(value >> 3), digit(value)};
        out.appendString(octal, 0, octal.length);
    }

    private static byte original(byte[] text, int offset, int length, Charset database) {
        return new String(text, offset, length, StandardCharsets.UTF_8).getBytes(database)[0];
    }

    private static byte digit(int value) {
        return (byte) ('0' + (value & 7));
    }
}

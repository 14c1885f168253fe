package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import java.util.Arrays;

/** Prints the text of an hstore ({@code "a"=>"1", "b"=>NULL}) as a JSON object. */
final class HstoreEncoder implements ValueEncoder {
    private byte[] scratch = new byte[256];

    @Override
    public void encode(byte[] text, int offset, int length, JsonBuffer out) {
        int end = offset + length;
        int in = offset;
        out.append((byte) '{');
        while (in < end) {
            if (text[in] == ',') {
                out.append((byte) ',');
                in += 2;
            }
            in = string(text, in, out) + 2;
            out.append((byte) ':');
            if (text[in] == '"') {
                in = string(text, in, out);
            } else {
                out.appendNull();
                in += "NULL".length();
            }
        }
        out.append((byte) '}');
    }

    /** Prints what stands in quotes and returns the position behind them. */
    private int string(byte[] text, int openingQuote, JsonBuffer out) {
        int in = openingQuote + 1;
        int length = 0;
        while (text[in] != '"') {
            if (text[in] == '\\') {
                in++;
            }
            if (length == scratch.length) {
                scratch = Arrays.copyOf(scratch, 2 * length);
            }
            scratch[length++] = text[in++];
        }
        out.appendString(scratch, 0, length);
        return in + 1;
    }
}

package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;

/** Prints the text of an hstore ({@code "a"=>"1", "b"=>NULL}) as a JSON object. */
final class HstoreEncoder implements ValueEncoder {
    private final QuotedText quoted = new QuotedText();

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
        int end = quoted.read(text, openingQuote + 1);
        out.appendString(quoted.bytes(), 0, quoted.length());
        return end;
    }
}

package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;

/** Prints real, double precision and numeric with the server's own digits; what is no number becomes null. */
final class NumberEncoder implements ValueEncoder {
    private final ColumnReport report;
    private final boolean quoted;

    /** @param quoted whether the digits go into a JSON string */
    NumberEncoder(ColumnReport report, boolean quoted) {
        this.report = report;
        this.quoted = quoted;
    }

    @Override
    public void encode(byte[] text, int offset, int length, JsonBuffer out) {
        // NaN, Infinity and -Infinity are the only texts of a number that end in a letter.
        if (text[offset + length - 1] > '9' && !quoted) {
            report.nullify("NaN or Infinity");
            out.appendNull();
        } else if (quoted) {
            out.appendQuoted(text, offset, length);
        } else {
            out.append(text, offset, length);
        }
    }
}

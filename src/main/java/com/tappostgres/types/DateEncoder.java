package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import com.tappostgres.types.TypeOptions.OutOfRange;

/** Prints date. */
final class DateEncoder implements ValueEncoder {
    private static final int ISO_LENGTH = "2024-01-31".length();

    private final OutOfRangeValue outOfRange;

    DateEncoder(ColumnReport report, OutOfRange choice) {
        this.outOfRange = new OutOfRangeValue(
                report, choice, "0001-01-01", "9999-12-31", "a date that is infinite, BC or beyond 9999");
    }

    @Override
    public void encode(byte[] text, int offset, int length, JsonBuffer out) {
        // infinity, BC and five-digit years all have another length.
        if (length == ISO_LENGTH) {
            out.appendQuoted(text, offset, length);
        } else {
            outOfRange.encode(text, offset, length, out);
        }
    }
}

package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import com.tappostgres.types.TypeOptions.OutOfRange;

/** Prints time, of which PostgreSQL knows one more than others do: 24:00:00. */
final class TimeEncoder implements ValueEncoder {
    private final OutOfRangeValue outOfRange;

    TimeEncoder(ColumnReport report, OutOfRange choice) {
        this.outOfRange = new OutOfRangeValue(report, choice, "00:00:00", "23:59:59.999999", "the time 24:00:00");
    }

    @Override
    public void encode(byte[] text, int offset, int length, JsonBuffer out) {
        if (text[offset] == '2' && text[offset + 1] == '4') {
            outOfRange.encode(text, offset, length, out);
        } else {
            out.appendQuoted(text, offset, length);
        }
    }
}

package com.tappostgres.types;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.JsonBuffer;
import com.tappostgres.types.TypeOptions.OutOfRange;

/**
 * Prints timestamp and timestamptz as RFC 3339 with an offset of zero.
 *
 * <p>The server is told DateStyle ISO and TimeZone UTC, so its text is {@code 2024-01-31 12:00:00.123456} or the same
 * with {@code +00} behind it.
 */
final class TimestampEncoder implements ValueEncoder {
    private static final int SECONDS_END = "2024-01-31 12:00:00".length();
    private static final int BLANK = "2024-01-31".length();

    private final boolean withZone;
    private final ColumnReport report;
    private final OutOfRangeValue outOfRange;

    /** @param withZone whether the server prints an offset behind the time */
    TimestampEncoder(ColumnReport report, OutOfRange choice, boolean withZone) {
        this.withZone = withZone;
        this.report = report;
        this.outOfRange = new OutOfRangeValue(
                report,
                choice,
                "0001-01-01T00:00:00+00:00",
                "9999-12-31T23:59:59.999999+00:00",
                "a timestamp that is infinite, BC or beyond 9999");
    }

    @Override
    public void encode(byte[] text, int offset, int length, JsonBuffer out) {
        if (length < SECONDS_END || text[offset + BLANK] != ' ' || text[offset + length - 1] == 'C') {
            outOfRange.encode(text, offset, length, out);
            return;
        }
        out.appendUtcTime(text, offset, withZone ? withoutOffset(text, offset, length) : length);
    }

    private int withoutOffset(byte[] text, int offset, int length) {
        int end = offset + length;
        if (text[end - 3] != '+' || text[end - 2] != '0' || text[end - 1] != '0') {
            throw new TapException(
                    ErrorKind.SOURCE,
                    "column \"" + report.column() + "\": the server did not print in UTC as it was told",
                    "Is a pooler between that drops SET LOCAL? Connect to the server itself.");
        }
        return length - 3;
    }
}

package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import com.tappostgres.types.TypeOptions.OutOfRange;
import java.nio.charset.StandardCharsets;

/** Prints a date or time that the formats of JSON Schema cannot hold, as the user chose. */
final class OutOfRangeValue {
    private final ColumnReport report;
    private final OutOfRange choice;
    private final byte[] least;
    private final byte[] greatest;
    private final String what;

    /**
     * @param least the least value that the format holds
     * @param greatest the greatest one
     * @param what how a message calls such a value
     */
    OutOfRangeValue(ColumnReport report, OutOfRange choice, String least, String greatest, String what) {
        this.report = report;
        this.choice = choice;
        this.least = least.getBytes(StandardCharsets.US_ASCII);
        this.greatest = greatest.getBytes(StandardCharsets.US_ASCII);
        this.what = what;
    }

    void encode(byte[] text, int offset, int length, JsonBuffer out) {
        switch (choice) {
            case CLAMP -> {
                report.clamp(what);
                byte[] nearest = isBelow(text, offset, length) ? least : greatest;
                out.appendQuoted(nearest, 0, nearest.length);
            }
            case NULL -> {
                report.nullify(what);
                out.appendNull();
            }
            case TEXT -> out.appendQuoted(text, offset, length);
            case ERROR -> throw report.refused(what);
        }
    }

    /** -infinity or a year BC, which ends in "BC". */
    private static boolean isBelow(byte[] text, int offset, int length) {
        return text[offset] == '-' || text[offset + length - 1] == 'C';
    }
}

package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import java.util.List;

/** Prints a row as a JSON object, its columns in order. */
public final class RowEncoder {
    private final byte[][] prefixes;
    private final ValueEncoder[] encoders;
    private final ColumnReport[] reports;
    private int reshapes;

    /**
     * @param names the columns' names, in the order of the row's fields
     * @param encoders one for each column
     * @param reports those of the columns whose schema may change with their values
     */
    public RowEncoder(List<String> names, List<ValueEncoder> encoders, List<ColumnReport> reports) {
        this.prefixes = prefixes(names);
        this.encoders = encoders.toArray(ValueEncoder[]::new);
        this.reports = reports.toArray(ColumnReport[]::new);
    }

    /** What stands before the value of each member of an object: the brace or comma, its name and the colon. */
    static byte[][] prefixes(List<String> names) {
        byte[][] prefixes = new byte[names.size()][];
        for (int i = 0; i < prefixes.length; i++) {
            JsonBuffer prefix = new JsonBuffer(64);
            prefix.append((byte) (i == 0 ? '{' : ','));
            prefix.appendString(names.get(i));
            prefix.append((byte) ':');
            prefixes[i] = prefix.toByteArray();
        }
        return prefixes;
    }

    /**
     * Appends the object of a row.
     *
     * @return whether the row holds a value that the schemas of its columns did not cover until now: then the SCHEMA
     *     must be printed again before it
     */
    public boolean encode(TextRow row, JsonBuffer out) {
        byte[] bytes = row.bytes();
        for (int i = 0; i < encoders.length; i++) {
            out.append(prefixes[i]);
            int length = row.length(i);
            if (length == TextRow.NULL) {
                out.appendNull();
            } else {
                encoders[i].encode(bytes, row.offset(i), length, out);
            }
        }
        if (encoders.length == 0) {
            out.append((byte) '{');
        }
        out.append((byte) '}');
        int seen = 0;
        for (ColumnReport report : reports) {
            seen += report.reshapes();
        }
        boolean reshaped = seen != reshapes;
        reshapes = seen;
        return reshaped;
    }
}

package com.tappostgres.types;

import com.tappostgres.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Replaces what is no UTF-8 by U+FFFD, and counts such values.
 *
 * <p>Needed for databases with the encoding SQL_ASCII alone: the server converts nothing there, and knows no encoding
 * that it could hold clients to.
 */
public final class Utf8Repair {
    private final ColumnReport[] reports;

    /** The repair of one stream's rows; takes the report of each column. */
    public Utf8Repair(List<ColumnReport> reports) {
        this.reports = reports.toArray(ColumnReport[]::new);
    }

    /** Makes every field of a row valid. */
    public void apply(TextRow row) {
        for (int field = 0; field < reports.length; field++) {
            int offset = row.offset(field);
            int length = row.length(field);
            if (length != TextRow.NULL && !Utf8.isValid(row.bytes(), offset, offset + length)) {
                reports[field].repair();
                replace(row, field);
            }
        }
    }

    /** Puts the row into a new array with the repaired field behind all others. */
    private static void replace(TextRow row, int field) {
        byte[] old = row.bytes();
        byte[] repaired = new String(old, row.offset(field), row.length(field), StandardCharsets.UTF_8)
                .getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[old.length + repaired.length];
        System.arraycopy(old, 0, bytes, 0, old.length);
        System.arraycopy(repaired, 0, bytes, old.length, repaired.length);
        row.start(bytes);
        row.set(field, old.length, repaired.length);
    }
}

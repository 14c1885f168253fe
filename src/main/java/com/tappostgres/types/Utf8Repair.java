package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import com.tappostgres.json.Utf8;
import java.nio.charset.StandardCharsets;

/**
 * Replaces what is no UTF-8 in a value by U+FFFD before another encoder prints it, and counts such values.
 *
 * <p>Needed for databases with the encoding SQL_ASCII alone: the server converts nothing there, and knows no encoding
 * that it could hold clients to.
 */
final class Utf8Repair implements ValueEncoder {
    private final ValueEncoder encoder;
    private final ColumnReport report;

    Utf8Repair(ValueEncoder encoder, ColumnReport report) {
        this.encoder = encoder;
        this.report = report;
    }

    @Override
    public void encode(byte[] text, int offset, int length, JsonBuffer out) {
        if (Utf8.isValid(text, offset, offset + length)) {
            encoder.encode(text, offset, length, out);
            return;
        }
        report.repair();
        byte[] repaired = new String(text, offset, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        encoder.encode(repaired, 0, repaired.length, out);
    }

    @Override
    public boolean absorb(ValueEncoder twin) {
        return encoder.absorb(((Utf8Repair) twin).encoder);
    }
}

package com.tappostgres.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Counts the RECORD lines of a sync: a tap that is fast because it leaves rows out must not pass. */
final class RecordCounter {
    private static final byte[] START = "{\"type\":\"RECORD\"".getBytes(StandardCharsets.US_ASCII);

    private long records;
    private int column;

    /** How many bytes of the line so far are those of {@link #START}. */
    private int matched;

    private RecordCounter() {}

    static long count(InputStream lines) throws IOException {
        RecordCounter counter = new RecordCounter();
        byte[] buffer = new byte[1 << 16];
        for (int length = lines.read(buffer); length >= 0; length = lines.read(buffer)) {
            counter.add(buffer, length);
        }
        return counter.records;
    }

    private void add(byte[] buffer, int length) {
        for (int i = 0; i < length; i++) {
            byte b = buffer[i];
            if (b == '\n') {
                records += matched == START.length ? 1 : 0;
                column = 0;
                matched = 0;
            } else if (column < START.length) {
                matched += b == START[column++] ? 1 : 0;
            }
        }
    }
}

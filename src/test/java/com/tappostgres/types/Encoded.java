package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Runs an encoder over a text that stands between other fields, as in a row. */
final class Encoded {
    private Encoded() {}

    static String json(ValueEncoder encoder, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        byte[] row = new byte[value.length + 10];
        Arrays.fill(row, (byte) '}');
        System.arraycopy(value, 0, row, 5, value.length);
        JsonBuffer out = new JsonBuffer(1);
        encoder.encode(row, 5, value.length, out);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}

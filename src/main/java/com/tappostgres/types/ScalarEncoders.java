package com.tappostgres.types;

import com.tappostgres.json.JsonBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The encoders that need neither state nor settings. */
final class ScalarEncoders {
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

    /** Whole numbers: the digits as they are. */
    static final ValueEncoder DIGITS = (text, offset, length, out) -> out.append(text, offset, length);

    /** Text that never needs escaping, such as uuid. */
    static final ValueEncoder PLAIN = (text, offset, length, out) -> out.appendQuoted(text, offset, length);

    static final ValueEncoder TEXT = (text, offset, length, out) -> out.appendString(text, offset, length);

    static final ValueEncoder JSON = (text, offset, length, out) -> out.appendJson(text, offset, length);

    static final ValueEncoder BOOLEAN = bool((byte) 't');

    static final ValueEncoder BIT = bool((byte) '1');

    /** Either text form of bytea; that of {@code bytea_output = hex} is the usual one. */
    static final ValueEncoder BYTEA = ScalarEncoders::bytea;

    private ScalarEncoders() {}

    private static ValueEncoder bool(byte yes) {
        return (text, offset, length, out) -> out.append(text[offset] == yes ? TRUE : FALSE);
    }

    private static void bytea(byte[] text, int offset, int length, JsonBuffer out) {
        if (length >= 2 && text[offset] == '\\' && text[offset + 1] == 'x') {
            out.appendBase64(text, offset + 2, length - 2);
        } else {
            // bytea_output = escape, which the tap never asks for, but a pooler may have lost the setting.
            byte[] hex = hexOfEscaped(text, offset, length);
            out.appendBase64(hex, 0, hex.length);
        }
    }

    /** The hexadecimal digits of bytea in the escape format: {@code \\} and {@code \ooo}, all else as it is. */
    private static byte[] hexOfEscaped(byte[] text, int offset, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(length);
        int end = offset + length;
        for (int in = offset; in < end; in++) {
            if (text[in] != '\\') {
                bytes.write(text[in]);
            } else if (text[in + 1] == '\\') {
                bytes.write(text[++in]);
            } else {
                bytes.write((text[in + 1] - '0') << 6 | (text[in + 2] - '0') << 3 | (text[in + 3] - '0'));
                in += 3;
            }
        }
        return HexFormat.of().formatHex(bytes.toByteArray()).getBytes(StandardCharsets.US_ASCII);
    }
}

package com.tappostgres.types;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.JsonBuffer;
import java.nio.charset.StandardCharsets;

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

    /** The text form of bytea under {@code bytea_output = hex}: a backslash, an x and two digits for each byte. */
    static final ValueEncoder BYTEA = ScalarEncoders::bytea;

    private ScalarEncoders() {}

    private static ValueEncoder bool(byte yes) {
        return (text, offset, length, out) -> out.append(text[offset] == yes ? TRUE : FALSE);
    }

    private static void bytea(byte[] text, int offset, int length, JsonBuffer out) {
        if (length < 2 || text[offset] != '\\' || text[offset + 1] != 'x') {
            throw new TapException(
                    ErrorKind.SOURCE,
                    "the server printed a bytea value in another format than hex",
                    "Is a pooler between that drops SET LOCAL? Connect to the server itself.");
        }
        out.appendBase64(text, offset + 2, length - 2);
    }
}

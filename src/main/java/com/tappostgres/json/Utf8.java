package com.tappostgres.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Kernel that tells UTF-8 from other bytes. */
public final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHS = 0x8080808080808080L;

    private Utf8() {}

    /** Whether {@code bytes[from, to)} is well-formed UTF-8: no overlong form, no surrogate, nothing above U+10FFFF. */
    public static boolean isValid(byte[] bytes, int from, int to) {
        int in = from;
        while (in < to) {
            if (in + Long.BYTES <= to && ((long) LONG.get(bytes, in) & HIGHS) == 0) {
                in += Long.BYTES;
            } else if (bytes[in] >= 0) {
                in++;
            } else {
                int length = sequence(bytes, in, to);
                if (length == 0) {
                    return false;
                }
                in += length;
            }
        }
        return true;
    }

    /** The length of the multi-byte sequence that starts at {@code in}; 0 if it is malformed. */
    private static int sequence(byte[] bytes, int in, int to) {
        int lead = bytes[in] & 0xff;
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || in + length > to) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[in + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = bytes[in + 1] & 0xff;
        boolean malformed = switch (lead) {
            case 0xe0 -> second < 0xa0;
            case 0xed -> second > 0x9f;
            case 0xf0 -> second < 0x90;
            case 0xf4 -> second > 0x8f;
            default -> false;
        };
        return malformed ? 0 : length;
    }
}

package com.tappostgres.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Kernels that turn UTF-8 text into the inside of a JSON string. */
final class StringEscape {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** For each byte 0 stands for itself, 'u' for a four-digit escape, any other for a backslash and that letter. */
    private static final byte[] ESCAPES = new byte[256];

    static {
        for (int control = 0; control < ' '; control++) {
            ESCAPES[control] = 'u';
        }
        ESCAPES['\b'] = 'b';
        ESCAPES['\f'] = 'f';
        ESCAPES['\n'] = 'n';
        ESCAPES['\r'] = 'r';
        ESCAPES['\t'] = 't';
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
    }

    private StringEscape() {}

    /**
     * Escapes {@code source[from, to)} into {@code target} at {@code position}; needs room for 6 bytes a byte and for
     * {@link JsonBuffer#SLACK}. Eight bytes at a time while none needs an escape.
     *
     * @return the position behind the last byte written
     */
    static int escape(byte[] source, int from, int to, byte[] target, int position) {
        int in = from;
        int out = position;
        while (in + Long.BYTES <= to) {
            long word = (long) LONG.get(source, in);
            if (needsEscape(word)) {
                for (int end = in + Long.BYTES; in < end; in++) {
                    out = escapeByte(source[in], target, out);
                }
            } else {
                LONG.set(target, out, word);
                in += Long.BYTES;
                out += Long.BYTES;
            }
        }
        while (in < to) {
            out = escapeByte(source[in++], target, out);
        }
        return out;
    }

    /** How many bytes {@code source[from, to)} has when it is escaped. */
    static long escapedLength(byte[] source, int from, int to) {
        long length = (long) to - from;
        for (int in = from; in < to; in++) {
            byte escape = ESCAPES[source[in] & 0xff];
            if (escape != 0) {
                length += escape == 'u' ? 5 : 1;
            }
        }
        return length;
    }

    /** Copies JSON text, each control character (only ever white space between tokens) as a space. */
    static void fold(byte[] source, int from, int to, byte[] target, int position) {
        int in = from;
        int out = position;
        while (in + Long.BYTES <= to) {
            long word = (long) LONG.get(source, in);
            if (((word - SPACES) & ~word & HIGHS) == 0) {
                LONG.set(target, out, word);
            } else {
                for (int i = 0; i < Long.BYTES; i++) {
                    target[out + i] = folded(source[in + i]);
                }
            }
            in += Long.BYTES;
            out += Long.BYTES;
        }
        while (in < to) {
            target[out++] = folded(source[in++]);
        }
    }

    private static byte folded(byte value) {
        return value >= 0 && value < ' ' ? (byte) ' ' : value;
    }

    /** Whether a byte of the word is a control character, a quote or a backslash: the classic test for a zero byte. */
    private static boolean needsEscape(long word) {
        long quote = word ^ QUOTES;
        long backslash = word ^ BACKSLASHES;
        long found = ((word - SPACES) & ~word) | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash);
        return (found & HIGHS) != 0;
    }

    private static int escapeByte(byte value, byte[] target, int position) {
        int out = position;
        byte escape = ESCAPES[value & 0xff];
        if (escape == 0) {
            target[out++] = value;
        } else {
            target[out++] = '\\';
            target[out++] = escape;
            if (escape == 'u') {
                target[out++] = '0';
                target[out++] = '0';
                target[out++] = HEX[value >> 4];
                target[out++] = HEX[value & 0xf];
            }
        }
        return out;
    }
}

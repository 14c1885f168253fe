package com.tappostgres.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Kernel from hexadecimal digits, as PostgreSQL prints bytea, to base64. */
final class Base64 {
    private static final byte[] ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);

    /** The value of each hexadecimal digit; -1 for any other byte, so that an or of values shows one. */
    private static final byte[] DIGITS = new byte[256];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        for (int digit = 0; digit < 16; digit++) {
            DIGITS[Character.forDigit(digit, 16)] = (byte) digit;
            DIGITS[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
        }
    }

    private Base64() {}

    /** How many characters the base64 of {@code count} bytes has, padding counted. */
    static long encodedLength(int count) {
        return (count + 2L) / 3 * 4;
    }

    /**
     * Encodes the bytes that {@code hex[offset, offset + count)} stands for.
     *
     * @return the position behind the last character written
     * @throws IllegalArgumentException if a digit is not hexadecimal or their number is odd
     */
    static int fromHex(byte[] hex, int offset, int count, byte[] target, int position) {
        if ((count & 1) != 0) {
            throw new IllegalArgumentException("an odd number of hexadecimal digits: " + count);
        }
        int in = offset;
        int out = position;
        int end = offset + count;
        int check = 0;
        for (; in + 6 <= end; in += 6) {
            int first = octet(hex, in);
            int second = octet(hex, in + 2);
            int third = octet(hex, in + 4);
            check |= first | second | third;
            target[out] = ALPHABET[first >> 2 & 0x3f];
            target[out + 1] = ALPHABET[(first << 4 | second >> 4) & 0x3f];
            target[out + 2] = ALPHABET[(second << 2 | third >> 6) & 0x3f];
            target[out + 3] = ALPHABET[third & 0x3f];
            out += 4;
        }
        if (in < end) {
            int first = octet(hex, in);
            int second = in + 4 <= end ? octet(hex, in + 2) : 0;
            check |= first | second;
            target[out] = ALPHABET[first >> 2 & 0x3f];
            target[out + 1] = ALPHABET[(first << 4 | second >> 4) & 0x3f];
            target[out + 2] = in + 4 <= end ? ALPHABET[second << 2 & 0x3f] : (byte) '=';
            target[out + 3] = '=';
            out += 4;
        }
        if (check < 0) {
            throw new IllegalArgumentException("a byte that is no hexadecimal digit");
        }
        return out;
    }

    private static int octet(byte[] hex, int position) {
        return DIGITS[hex[position] & 0xff] << 4 | DIGITS[hex[position + 1] & 0xff];
    }
}

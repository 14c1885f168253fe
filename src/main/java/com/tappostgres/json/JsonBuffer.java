package com.tappostgres.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of the lines being written; the only place where output memory grows.
 *
 * <p>Encoders reserve the worst case of a value once and then store without checks.
 */
public final class JsonBuffer {
    /** Bytes that kernels may write beyond the end of a value, so that they can store whole words. */
    static final int SLACK = 16;

    private static final int INITIAL_CAPACITY = 128 * 1024;
    /** The largest array that every JVM grants. */
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 16;
    /** Longer texts are escaped piece by piece, so that their worst case (6 bytes for 1) is never reserved at once. */
    private static final int ESCAPE_PIECE = 64 * 1024;

    private static final int DATE_LENGTH = "2024-01-31".length();
    private static final byte[] UTC = {'+', '0', '0', ':', '0', '0'};

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private byte[] bytes;
    private int length;

    public JsonBuffer() {
        this(INITIAL_CAPACITY);
    }

    /** A buffer for something that is known to be small. */
    public JsonBuffer(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** A copy of the bytes so far. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** The bytes so far, valid from 0 to {@link #length()} until the next call that appends. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Forgets all bytes from {@code newLength} on. */
    public void truncate(int newLength) {
        if (newLength < 0 || newLength > length) {
            throw new IllegalArgumentException("cannot truncate " + length + " bytes to " + newLength);
        }
        length = newLength;
    }

    /** Forgets all bytes, and gives back the memory that one huge line needed. */
    public void clear() {
        length = 0;
        if (bytes.length > 8 * INITIAL_CAPACITY) {
            bytes = new byte[INITIAL_CAPACITY];
        }
    }

    /**
     * Makes room for {@code count} more bytes.
     *
     * @throws OutOfMemoryError if the line cannot be held
     */
    public void reserve(long count) {
        long needed = length + count + SLACK;
        if (needed > bytes.length) {
            grow(needed);
        }
    }

    private void grow(long needed) {
        if (needed > MAX_CAPACITY) {
            throw new OutOfMemoryError("one line of output needs more than " + MAX_CAPACITY + " bytes");
        }
        // Doubling is for many small values; a huge one gets what it asked for, as twice that may not fit, and room for
        // the small ones behind it.
        long wanted = Math.max(needed + INITIAL_CAPACITY, Math.min(2L * bytes.length, bytes.length + (64L << 20)));
        bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, MAX_CAPACITY));
    }

    public void append(byte value) {
        reserve(1);
        bytes[length++] = value;
    }

    public void append(byte[] source) {
        append(source, 0, source.length);
    }

    public void append(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
    }

    public void appendNull() {
        append(NULL);
    }

    /** Appends text that needs no escaping (digits, dates, identifiers of hex digits) in quotes. */
    public void appendQuoted(byte[] source, int offset, int count) {
        reserve(count + 2);
        bytes[length] = '"';
        System.arraycopy(source, offset, bytes, length + 1, count);
        bytes[length + count + 1] = '"';
        length += count + 2;
    }

    /** Appends UTF-8 text as a JSON string, quoted and escaped. */
    public void appendString(byte[] source, int offset, int count) {
        if (count > ESCAPE_PIECE) {
            appendHugeString(source, offset, count);
            return;
        }
        reserve(6L * count + 2);
        byte[] target = bytes;
        int end = length;
        target[end++] = '"';
        end = StringEscape.escape(source, offset, offset + count, target, end);
        target[end++] = '"';
        length = end;
    }

    private void appendHugeString(byte[] source, int offset, int count) {
        int end = offset + count;
        // All its memory in one go: growing step by step would hold several copies of it.
        reserve(StringEscape.escapedLength(source, offset, end) + 6L * ESCAPE_PIECE);
        bytes[length++] = '"';
        for (int from = offset; from < end; from += ESCAPE_PIECE) {
            int to = Math.min(end, from + ESCAPE_PIECE);
            reserve(6L * (to - from));
            length = StringEscape.escape(source, from, to, bytes, length);
        }
        append((byte) '"');
    }

    /**
     * Appends a date and time of UTC in quotes, as RFC 3339 writes it.
     *
     * @param source holds {@code 2024-01-31 12:00:00.123456} at {@code offset}, with 0 to 6 digits of a second
     */
    public void appendUtcTime(byte[] source, int offset, int count) {
        reserve(count + UTC.length + 2L);
        byte[] target = bytes;
        int end = length;
        target[end++] = '"';
        System.arraycopy(source, offset, target, end, count);
        target[end + DATE_LENGTH] = 'T';
        end += count;
        System.arraycopy(UTC, 0, target, end, UTC.length);
        end += UTC.length;
        target[end++] = '"';
        length = end;
    }

    public void appendString(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        appendString(utf8, 0, utf8.length);
    }

    /** Appends the JSON text of a {@code json} value on one line: the line breaks between its tokens become spaces. */
    public void appendJson(byte[] source, int offset, int count) {
        reserve(count);
        StringEscape.fold(source, offset, offset + count, bytes, length);
        length += count;
    }

    /**
     * Appends the bytes that {@code count} hexadecimal digits stand for, as base64 in quotes.
     *
     * @throws IllegalArgumentException if a digit is not hexadecimal or their number is odd
     */
    public void appendBase64(byte[] hex, int offset, int count) {
        reserve(Base64.encodedLength(count / 2) + 2);
        bytes[length++] = '"';
        length = Base64.fromHex(hex, offset, count, bytes, length);
        bytes[length++] = '"';
    }
}

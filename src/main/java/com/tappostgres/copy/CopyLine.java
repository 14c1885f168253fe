package com.tappostgres.copy;

import com.tappostgres.types.TextRow;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Kernel that splits a line of COPY's text format into the server's own texts.
 *
 * <p>Fields are separated by tabs; {@code \N} alone is NULL; a backslash escapes what follows it. Escapes are undone in
 * place, as a text is never longer than its escaped form.
 */
final class CopyLine {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long TABS = '\t' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    private CopyLine() {}

    /**
     * Splits a line, whose bytes the row then refers to.
     *
     * @param line one row with or without its line break, altered in place
     * @throws IllegalStateException if the line has another number of fields than the row
     */
    static void split(byte[] line, TextRow row) {
        row.start(line);
        int end = line.length > 0 && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
        int fields = row.fields();
        int start = 0;
        for (int field = 0; field < fields; field++) {
            if (start > end) {
                throw new IllegalStateException("a row of " + field + " fields instead of " + fields);
            }
            int at = special(line, start, end);
            if (at == end || line[at] == '\t') {
                row.set(field, start, at - start);
            } else {
                at = unescape(line, start, at, end, row, field);
            }
            start = at + 1;
        }
        if (start != end + 1 && fields + end > 0) {
            throw new IllegalStateException("a row of more than " + fields + " fields");
        }
    }

    /** The position of the next tab or backslash, or {@code end}. */
    private static int special(byte[] line, int from, int end) {
        int in = from;
        while (in + Long.BYTES <= end) {
            long word = (long) LONG.get(line, in);
            long tab = word ^ TABS;
            long backslash = word ^ BACKSLASHES;
            // Marks zero bytes, and perhaps some above the lowest: only the lowest is asked for.
            long found = (((tab - ONES) & ~tab) | ((backslash - ONES) & ~backslash)) & HIGHS;
            if (found != 0) {
                return in + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            in += Long.BYTES;
        }
        while (in < end && line[in] != '\t' && line[in] != '\\') {
            in++;
        }
        return in;
    }

    /**
     * Sets a field that holds a backslash.
     *
     * @param first the position of its first backslash
     * @return the position of the tab behind it, or {@code end}
     */
    private static int unescape(byte[] line, int start, int first, int end, TextRow row, int field) {
        if (first == start && first + 1 < end && line[first + 1] == 'N') {
            row.set(field, start, TextRow.NULL);
            return first + 2;
        }
        int from = start;
        int in = first;
        int out = first;
        if (first == start && line[first + 1] == '\\') {
            // Every bytea starts so: drop the first of the two instead of moving all that follows.
            from = start + 1;
            in = start + 2;
            out = in;
        }
        while (in < end && line[in] != '\t') {
            if (line[in] == '\\') {
                line[out++] = unescaped(line[in + 1]);
                in += 2;
            } else {
                int to = special(line, in, end);
                if (in != out) {
                    System.arraycopy(line, in, line, out, to - in);
                }
                out += to - in;
                in = to;
            }
        }
        row.set(field, from, out - from);
        return in;
    }

    private static byte unescaped(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            default -> letter;
        };
    }
}

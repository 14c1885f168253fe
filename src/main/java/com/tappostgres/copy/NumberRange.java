package com.tappostgres.copy;

/**
 * A range of the numbers that a table is split by: heap blocks, or values of an integer key.
 *
 * @param from the first, inclusive; {@link #LOWEST} for no lower bound
 * @param to the first behind the range; {@link #OPEN} for no upper bound
 */
public record NumberRange(long from, long to) implements Comparable<NumberRange> {
    public static final long LOWEST = Long.MIN_VALUE;
    public static final long OPEN = Long.MAX_VALUE;

    public NumberRange {
        if (from >= to) {
            throw new IllegalArgumentException("an empty range: " + from + " to " + to);
        }
    }

    /** Whether the two overlap or meet, so that one range can stand for both. */
    boolean touches(NumberRange other) {
        return from <= other.to && other.from <= to;
    }

    NumberRange union(NumberRange other) {
        return new NumberRange(Math.min(from, other.from), Math.max(to, other.to));
    }

    @Override
    public int compareTo(NumberRange other) {
        int byStart = Long.compare(from, other.from);
        return byStart != 0 ? byStart : Long.compare(to, other.to);
    }
}

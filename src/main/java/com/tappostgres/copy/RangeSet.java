package com.tappostgres.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ranges of a table that were read, in the least number of pieces; prints as {@code ..8192,9000..9100}: the end is
 * exclusive, and a bound that is not there is left out.
 */
public final class RangeSet {
    private static final Pattern RANGE = Pattern.compile("(-?\\d+)?\\.\\.(-?\\d+)?");

    private final TreeSet<NumberRange> ranges = new TreeSet<>();

    public void add(NumberRange range) {
        NumberRange merged = range;
        for (NumberRange each : List.copyOf(ranges)) {
            if (each.touches(merged)) {
                ranges.remove(each);
                merged = merged.union(each);
            }
        }
        ranges.add(merged);
    }

    public List<NumberRange> ranges() {
        return List.copyOf(ranges);
    }

    /** What is left of everything. */
    public List<NumberRange> complement() {
        List<NumberRange> gaps = new ArrayList<>();
        long start = NumberRange.LOWEST;
        for (NumberRange range : ranges) {
            if (range.from() > start) {
                gaps.add(new NumberRange(start, range.from()));
            }
            start = range.to();
        }
        if (start < NumberRange.OPEN) {
            gaps.add(new NumberRange(start, NumberRange.OPEN));
        }
        return gaps;
    }

    /** Whether {@link #parse} can read a text. */
    public static boolean isValid(String text) {
        try {
            parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Reads what {@link #toString()} printed.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static RangeSet parse(String text) {
        RangeSet set = new RangeSet();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw new IllegalArgumentException("no range: \"" + part + "\"");
            }
            set.add(new NumberRange(
                    range.group(1) == null ? NumberRange.LOWEST : Long.parseLong(range.group(1)),
                    range.group(2) == null ? NumberRange.OPEN : Long.parseLong(range.group(2))));
        }
        return set;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (NumberRange range : ranges) {
            text.append(text.isEmpty() ? "" : ",");
            text.append(range.from() == NumberRange.LOWEST ? "" : range.from());
            text.append("..");
            text.append(range.to() == NumberRange.OPEN ? "" : range.to());
        }
        return text.toString();
    }
}

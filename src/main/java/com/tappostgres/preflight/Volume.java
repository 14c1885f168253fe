package com.tappostgres.preflight;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Numbers for people: rows, bytes, spans of time. */
final class Volume {
    private static final double KILO = 1000;
    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private Volume() {}

    /** {@code 1,203,400 rows}. */
    static String rows(long rows) {
        return String.format(Locale.ROOT, "%,d", rows) + (rows == 1 ? " row" : " rows");
    }

    static String bytes(long bytes) {
        if (bytes < KILO) {
            return bytes + " bytes";
        }
        String[] units = {"kB", "MB", "GB", "TB", "PB"};
        double value = bytes / KILO;
        int unit = 0;
        while (value >= KILO - 0.5 && unit < units.length - 1) {
            value /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f " : "%.0f ", value) + units[unit];
    }

    /** {@code 12 min}; never more exact than an estimate is. */
    static String time(double seconds) {
        if (seconds < 1) {
            return "less than 1 s";
        }
        long whole = Math.round(seconds);
        if (whole < 2 * MINUTE) {
            return whole + " s";
        }
        if (whole < 2 * HOUR) {
            return Math.round(seconds / MINUTE) + " min";
        }
        return whole < 2 * DAY ? Math.round(seconds / HOUR) + " h" : Math.round(seconds / DAY) + " days";
    }

    /** Rows, bytes and time, as far as they are known. */
    static String of(OptionalLong rows, OptionalLong bytes, OptionalDouble seconds) {
        StringBuilder text = new StringBuilder();
        text.append(rows.isPresent() ? "about " + rows(rows.getAsLong()) : "rows unknown");
        Optional<String> size = bytes.isPresent() ? Optional.of(bytes(bytes.getAsLong())) : Optional.empty();
        size.ifPresent(known -> text.append(", ").append(known));
        if (seconds.isPresent()) {
            text.append(", ").append(time(seconds.getAsDouble()));
        }
        return text.toString();
    }
}

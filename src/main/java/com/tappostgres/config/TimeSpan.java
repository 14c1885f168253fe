package com.tappostgres.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people write them: {@code 500ms}, {@code 90s}, {@code 10min} or {@code 10m}, {@code 12h}, {@code 7d}. */
public final class TimeSpan {
    /** In words that follow "must be". */
    public static final String WANTED = "a time such as 90s, 10min, 12h or 7d";

    private static final Pattern TIME = Pattern.compile("(\\d{1,9}) ?(ms|s|min|m|h|d)");

    private TimeSpan() {}

    /** Reads one; empty if the text is none. */
    public static Optional<Duration> parse(String text) {
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(time.group(1));
        return Optional.of(
                switch (time.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "h" -> Duration.ofHours(number);
                    case "d" -> Duration.ofDays(number);
                    default -> Duration.ofMinutes(number);
                });
    }
}

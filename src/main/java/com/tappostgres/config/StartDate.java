package com.tappostgres.config;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a point in time as ISO 8601 and other taps write it. */
final class StartDate {
    /** In words that follow "must be". */
    static final String WANTED = "a date or a time such as 2024-01-31 or 2024-01-31T12:00:00Z";

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern LOCAL = Pattern.compile(DATE + "[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?");

    private static final DateTimeFormatter PRINTED = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .appendLiteral("+00")
            .toFormatter(Locale.ROOT);

    private StartDate() {}

    /** The time in UTC as PostgreSQL writes a timestamptz, with UTC where no offset is given; empty if the text is none. */
    static Optional<String> parse(String written) {
        String text = written.strip();
        try {
            OffsetDateTime time;
            if (DATE.matcher(text).matches()) {
                time = LocalDateTime.parse(text + "T00:00:00").atOffset(ZoneOffset.UTC);
            } else if (LOCAL.matcher(text).matches()) {
                time = LocalDateTime.parse(text.replace(' ', 'T')).atOffset(ZoneOffset.UTC);
            } else {
                time = OffsetDateTime.parse(text.replace(' ', 'T')).withOffsetSameInstant(ZoneOffset.UTC);
            }
            return time.getYear() >= 1 && time.getYear() <= 9999 ? Optional.of(PRINTED.format(time)) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

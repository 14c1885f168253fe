package com.tappostgres.progress;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;

/** The instant that a replication key value stands for; one without a time zone is taken for UTC. */
final class BookmarkTime {
    private static final DateTimeFormatter WITH_ZONE = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXXXX][X]")
            .toFormatter(Locale.ROOT);

    private BookmarkTime() {}

    /**
     * Reads a value.
     *
     * @param type its SQL type
     * @return empty if it is no time of the years 1 to 9999
     */
    static Optional<Instant> of(String value, String type) {
        String text = value.replace(' ', 'T');
        try {
            return switch (type) {
                case "timestamp with time zone" ->
                    Optional.of(OffsetDateTime.parse(text, WITH_ZONE).toInstant());
                case "timestamp without time zone" ->
                    Optional.of(LocalDateTime.parse(text.replaceFirst("(Z|[+-]\\d\\d(:?\\d\\d)?)$", ""))
                            .toInstant(ZoneOffset.UTC));
                case "date" ->
                    Optional.of(
                            LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
                default -> Optional.empty();
            };
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

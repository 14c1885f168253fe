package com.tappostgres.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BookmarkTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-22 21:13:03.389845+00, timestamp with time zone, 2026-11-22T21:13:03.389845Z",
        "2026-11-22 21:13:03+00, timestamp with time zone, 2026-11-22T21:13:03Z",
        "2026-11-22 21:13:03+05:30, timestamp with time zone, 2026-11-22T15:43:03Z",
        "2026-11-22T21:13:03+00:00, timestamp with time zone, 2026-11-22T21:13:03Z",
        "2026-11-22T21:13:03Z, timestamp with time zone, 2026-11-22T21:13:03Z",
        "2026-11-22 21:13:03.5, timestamp without time zone, 2026-11-22T21:13:03.500Z",
        "2026-11-22T21:13:03+00:00, timestamp without time zone, 2026-11-22T21:13:03Z",
        "2026-11-22, date, 2026-11-22T00:00:00Z"
    })
    void readsWhatTheServerPrints(String value, String type, Instant instant) {
        assertThat(BookmarkTime.of(value, type)).hasValue(instant);
    }

    @ParameterizedTest
    @CsvSource({
        "42, integer",
        "2026-11-22, text",
        "infinity, timestamp with time zone",
        "0044-03-15 00:00:00+00 BC, timestamp with time zone",
        "10000-01-01 00:00:00, timestamp without time zone",
        "2026-13-01, date",
        "'', date",
        "x, ''"
    })
    void isNoTimeWhereThereIsNone(String value, String type) {
        assertThat(BookmarkTime.of(value, type)).isEmpty();
    }
}

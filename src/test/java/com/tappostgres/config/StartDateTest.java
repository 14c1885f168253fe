package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StartDateTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "2024-01-31, 2024-01-31 00:00:00+00",
        "' 2024-01-31 ', 2024-01-31 00:00:00+00",
        "2024-01-31T12:30:00Z, 2024-01-31 12:30:00+00",
        "2024-01-31T12:30, 2024-01-31 12:30:00+00",
        "2024-01-31 12:30:00, 2024-01-31 12:30:00+00",
        "2024-01-31T00:30:00+02:00, 2024-01-30 22:30:00+00",
        "2024-01-31 00:30:00-02:00, 2024-01-31 02:30:00+00",
        "2022-11-30T00:00:00.123456789+00:00, 2022-11-30 00:00:00.123456+00",
        "2024-02-29T23:59:59.5Z, 2024-02-29 23:59:59.5+00",
        "0001-01-01, 0001-01-01 00:00:00+00"
    })
    void readsTimes(String written, String read) {
        assertThat(StartDate.parse(written)).contains(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now",
                "31.01.2024",
                "2024-1-31",
                "2023-02-29",
                "2024-01-31T25:00:00Z",
                "1706659200",
                "0000-12-31",
                "10000-01-01",
                "9999-12-31T23:59:59-01:00",
                "2024-01-31'; drop table t; --",
                "infinity"
            })
    void refusesWhatIsNone(String written) {
        assertThat(StartDate.parse(written)).isEmpty();
        assertThat(new ConfigCase(folder)
                        .config("{\"start_date\": \"" + written + "\"}")
                        .problems())
                .isEqualTo("\"start_date\" must be a date or a time such as 2024-01-31 or 2024-01-31T12:00:00Z, not \""
                        + written + "\"");
    }

    @Test
    void isLeftOutByDefault() {
        assertThat(new ConfigCase(folder).explain().config().sync().startDate()).isNull();
        assertThat(new ConfigCase(folder)
                        .config("{\"start_date\": \"\"}")
                        .explain()
                        .config()
                        .sync()
                        .startDate())
                .isNull();
        assertThat(new ConfigCase(folder)
                        .variable("TAP_POSTGRES_START_DATE", "2024-01-31")
                        .explain()
                        .config()
                        .sync()
                        .startDate())
                .isEqualTo("2024-01-31 00:00:00+00");
    }
}

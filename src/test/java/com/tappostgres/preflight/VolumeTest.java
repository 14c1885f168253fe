package com.tappostgres.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class VolumeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "999, 999 bytes",
        "1000, 1.0 kB",
        "9940, 9.9 kB",
        "9960, 10 kB",
        "999499, 999 kB",
        "999999, 1.0 MB",
        "340000000, 340 MB",
        "1240000000, 1.2 GB",
        "9223372036854775807, 9223 PB"
    })
    void bytes(long bytes, String expected) {
        assertThat(Volume.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0.4, less than 1 s",
        "1, 1 s",
        "119, 119 s",
        "120, 2 min",
        "7199, 120 min",
        "7200, 2 h",
        "172800, 2 days"
    })
    void time(double seconds, String expected) {
        assertThat(Volume.time(seconds)).isEqualTo(expected);
    }

    @Test
    void aRateIsNoFasterThanItsLimit() {
        ReadRate rate = new ReadRate(85e6, true);
        assertThat(rate.toString()).isEqualTo("85 MB/s");
        assertThat(rate.atMost(0)).isEqualTo(rate);
        assertThat(rate.atMost(100)).isEqualTo(rate);
        assertThat(rate.atMost(2)).isEqualTo(new ReadRate(2e6, true));
        assertThat(rate.atMost(2).seconds(20_000_000)).isEqualTo(10);
    }

    @Test
    void theSummarySaysWhatItDoesNotKnow() {
        Summary.Builder summary = new Summary.Builder();
        assertThat(summary.build().inWords()).isEqualTo("0 streams");
        summary.addUnknown();
        assertThat(summary.build().inWords()).isEqualTo("1 stream of unknown size");
        summary.add(new Estimate(
                java.util.OptionalLong.of(1_203_400),
                java.util.OptionalLong.of(60_000_000_000L),
                java.util.OptionalDouble.empty()));
        assertThat(summary.build().inWords())
                .isEqualTo(
                        "2 streams, about 1,203,400 rows, 60 GB, 20 min at 50 MB/s (assumed), and 1 of unknown size");
        summary.setRate(new ReadRate(85e6, true));
        assertThat(summary.build().inWords()).contains(", 12 min at 85 MB/s, and ");
    }
}

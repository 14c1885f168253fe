package com.tappostgres.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PaceTest {
    private final Pace pace = new Pace(TimeUnit.SECONDS.toNanos(5));

    private double rowsPerSecond(long since, long second, long rows) {
        return pace.at(new Moment(
                        List.of("s"),
                        false,
                        0,
                        1,
                        rows,
                        rows * 10,
                        OptionalLong.empty(),
                        TimeUnit.SECONDS.toNanos(second),
                        TimeUnit.SECONDS.toNanos(since),
                        null))
                .rows();
    }

    @Test
    void countsFromTheBeginningAtFirst() {
        assertThat(rowsPerSecond(100, 102, 200)).isEqualTo(100);
    }

    @Test
    void forgetsWhatIsLongAgo() {
        rowsPerSecond(0, 1, 1_000_000);
        for (int second = 2; second < 20; second++) {
            rowsPerSecond(0, second, 1_000_000 + 10 * second);
        }
        assertThat(rowsPerSecond(0, 20, 1_000_200)).isEqualTo(10);
    }

    @Test
    void fallsToZeroWhereNothingComes() {
        rowsPerSecond(0, 1, 500);
        rowsPerSecond(0, 10, 500);
        assertThat(rowsPerSecond(0, 20, 500)).isZero();
    }

    @Test
    void beginsAnewWithOtherStreams() {
        rowsPerSecond(0, 10, 1_000_000);
        assertThat(rowsPerSecond(10, 12, 20)).isEqualTo(10);
    }

    @Test
    void isNothingWithinNoTime() {
        assertThat(rowsPerSecond(7, 7, 5)).isZero();
    }
}

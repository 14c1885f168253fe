package com.tappostgres.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgressTextTest {
    private static final Pace.Speed SPEED = new Pace.Speed(1000, 2_000_000);

    private static Moment moment(List<String> names, long rows, OptionalLong expected) {
        return new Moment(
                names,
                false,
                2,
                12,
                rows,
                rows * 100,
                expected,
                TimeUnit.SECONDS.toNanos(130),
                TimeUnit.SECONDS.toNanos(10),
                new Moment.StateAge(true, TimeUnit.SECONDS.toNanos(12)));
    }

    private static ProgressText text(long rows, OptionalLong expected) {
        return new ProgressText(moment(List.of("public-orders"), rows, expected), SPEED);
    }

    @Test
    void tellsAllThatIsKnown() {
        assertThat(text(1_250_000, OptionalLong.of(5_000_000)).line())
                .isEqualTo("public-orders, stream 3 of 12: 1,250,000 rows, 25%, 1 h 2 min left, 1,000 rows/s, 2.0 MB/s,"
                        + " state saved 12 s ago");
    }

    @Test
    void tellsNoPercentOfWhatNobodyKnows() {
        assertThat(text(7, OptionalLong.empty()).line())
                .isEqualTo("public-orders, stream 3 of 12: 7 rows, 1,000 rows/s, 2.0 MB/s, state saved 12 s ago");
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "1, 0", "11, 10", "1, -1"})
    void tellsNoTimeThatIsLeftWithoutReason(long rows, long expected) {
        ProgressText text =
                new ProgressText(moment(List.of("s"), rows, OptionalLong.of(expected)), new Pace.Speed(0, 0));
        assertThat(text.secondsLeft()).isEmpty();
        assertThat(text.line()).doesNotContain("left");
    }

    @Test
    void neverTellsAHundredPercentTooEarly() {
        assertThat(text(999_999, OptionalLong.of(1_000_000)).percent()).hasValue(99);
        assertThat(text(1_000_001, OptionalLong.of(1_000_000)).percent()).isEmpty();
    }

    @Test
    void saysHowLongItWaitsForTheFirstRow() {
        assertThat(text(0, OptionalLong.empty()).line())
                .isEqualTo("public-orders, stream 3 of 12: no row yet after 2 min, state saved 12 s ago");
    }

    @Test
    void countsSeveralStreams() {
        ProgressText text = new ProgressText(moment(List.of("a", "b", "c"), 1, OptionalLong.empty()), SPEED);
        assertThat(text.line()).startsWith("3 streams, 2 of 12 done: 1 row, ");
        assertThat(text.fields().get("streams")).hasSize(3);
    }

    @Test
    void tellsOfALoaderThatIsStillAtWork() {
        Moment moment = new Moment(
                List.of("target-x"),
                true,
                0,
                0,
                0,
                0,
                OptionalLong.empty(),
                TimeUnit.SECONDS.toNanos(100),
                TimeUnit.SECONDS.toNanos(60),
                null);
        ProgressText text = new ProgressText(moment, Pace.Speed.NONE);
        assertThat(text.line()).isEqualTo("all is read, waiting for target-x for 40 s");
        assertThat(text.choices()).containsExactly(text.line());
    }

    @Test
    void getsShorterChoiceByChoice() {
        List<String> choices = text(5, OptionalLong.of(10)).choices();
        assertThat(choices).hasSizeGreaterThan(5);
        for (int i = 1; i < choices.size(); i++) {
            assertThat(choices.get(i)).hasSizeLessThan(choices.get(i - 1).length());
        }
        assertThat(choices).last().isEqualTo("5 rows public-orders");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min", "3599, 59 min", "3600, 1 h 0 min", "360000, 100 h 0 min"})
    void writesTimesAsPeopleDo(long seconds, String text) {
        assertThat(ProgressText.time(TimeUnit.SECONDS.toNanos(seconds))).isEqualTo(text);
    }
}

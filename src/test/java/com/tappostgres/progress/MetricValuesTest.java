package com.tappostgres.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.Exposition;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricValuesTest {
    private static final String STREAM = "stream";
    private static final String ODD = "we\"ird\\na{me}, \\\\x=\"y\"\n\u8868 # 1";

    private final MetricValues values = new MetricValues();

    @ParameterizedTest
    @ValueSource(strings = {"plain", ODD, "", "\\", "\"", "\n", "a\\"})
    void comesBackAsItWas(String name) {
        values.set(Metric.ROWS, STREAM, name, 12);
        values.set(Metric.ROWS, STREAM, "other", 13.25);
        values.set(Metric.RUNNING, 1);
        String text = values.print(name);
        assertThat(Exposition.parse(text).value("rows_total", STREAM, name)).isEqualTo(12);
        assertThat(Exposition.parse(text).value("running")).isEqualTo(1);
        MetricValues parsed = MetricValues.parse(text);
        assertThat(parsed.get(Metric.ROWS, STREAM, name)).hasValue(12);
        assertThat(parsed.get(Metric.ROWS, STREAM, "other")).hasValue(13.25);
        assertThat(parsed.print(name)).isEqualTo(text);
    }

    @Test
    void largeCountersStayWhole() {
        values.set(Metric.BYTES, STREAM, "s", 1e15 + 1);
        assertThat(values.print("t")).contains("} 1000000000000001\n");
        assertThat(MetricValues.parse(values.print("t")).get(Metric.BYTES, STREAM, "s"))
                .hasValue(1e15 + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tap_postgres_rows_total",
                "tap_postgres_rows_total 5",
                "tap_postgres_rows_total{tap=\"t\",stream=\"s\"} five",
                "tap_postgres_rows_total{tap=\"t\",stream=\"s\"} NaN",
                "tap_postgres_rows_total{tap=\"t\",stream=\"s} 5",
                "tap_postgres_rows_total{tap=\"t\",stream=\"s\"} 1e999",
                "other_rows_total{tap=\"t\",stream=\"s\"} 5",
                "# HELP tap_postgres_rows_total{tap=\"t\",stream=\"s\"} 5"
            })
    void leavesOutWhatIsNoneOfIts(String line) {
        assertThat(MetricValues.parse(line + "\n").print("t")).isEmpty();
    }

    @Test
    void forgetsStreamsThatAreGone() {
        values.set(Metric.ROWS, STREAM, "kept", 1);
        values.set(Metric.ROWS, STREAM, "gone", 2);
        values.retain(Metric.ROWS, STREAM, Set.of("kept"));
        assertThat(values.get(Metric.ROWS, STREAM, "kept")).hasValue(1);
        assertThat(values.get(Metric.ROWS, STREAM, "gone")).isEmpty();
        values.remove(Metric.ROWS, STREAM, "kept");
        assertThat(values.print("t")).isEmpty();
    }
}

package com.tappostgres.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.JsonBuffer;
import com.tappostgres.types.TypeOptions.OutOfRange;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScalarEncodersTest {
    private static final String LEAST = "0001-01-01T00:00:00+00:00";
    private static final String GREATEST = "9999-12-31T23:59:59.999999+00:00";

    @ParameterizedTest
    @CsvSource({
        "2024-01-31 12:00:00, 2024-01-31T12:00:00",
        "2024-01-31 12:00:00.123456, 2024-01-31T12:00:00.123456",
        "2024-01-31 12:00:00.1, 2024-01-31T12:00:00.1",
        "0001-01-01 00:00:00, 0001-01-01T00:00:00",
        "9999-12-31 23:59:59.999999, 9999-12-31T23:59:59.999999"
    })
    void timestampsThatFit(String text, String expected) {
        assertThat(Encoded.json(timestamp(OutOfRange.ERROR, true), text)).isEqualTo(quoted(expected + "+00:00"));
        assertThat(Encoded.json(timestamptz(OutOfRange.ERROR, true), text + "+00"))
                .isEqualTo(quoted(expected + "+00:00"));
    }

    @ParameterizedTest
    @CsvSource({
        "infinity, " + GREATEST,
        "-infinity, " + LEAST,
        "10000-01-01 00:00:00, " + GREATEST,
        "294276-12-31 23:59:59.999999, " + GREATEST,
        "0044-03-15 12:00:00 BC, " + LEAST,
        "4713-01-01 00:00:00.5 BC, " + LEAST
    })
    void timestampsThatDoNot(String text, String nearest) {
        ColumnReport report = new ColumnReport("at", false);
        String withZone = text.endsWith("y") ? text : text.replaceFirst("( BC)?$", "+00$1");
        assertThat(Encoded.json(new TimestampEncoder(report, OutOfRange.CLAMP, false), text))
                .isEqualTo(quoted(nearest));
        assertThat(Encoded.json(new TimestampEncoder(report, OutOfRange.CLAMP, true), withZone))
                .isEqualTo(quoted(nearest));
        assertThat(report.clamped()).isEqualTo(2);
        assertThat(report.nulled()).isZero();
        assertThat(Encoded.json(timestamp(OutOfRange.TEXT, true), text)).isEqualTo(quoted(text));
        assertThat(Encoded.json(timestamptz(OutOfRange.NULL, false), withZone)).isEqualTo("null");
    }

    @ParameterizedTest
    @CsvSource({
        "infinity, 9999-12-31",
        "-infinity, 0001-01-01",
        "10000-01-01, 9999-12-31",
        "5874897-12-31, 9999-12-31",
        "0044-03-15 BC, 0001-01-01"
    })
    void dates(String text, String nearest) {
        ColumnReport report = new ColumnReport("day", false);
        assertThat(Encoded.json(new DateEncoder(report, OutOfRange.CLAMP), text))
                .isEqualTo(quoted(nearest));
        assertThat(Encoded.json(new DateEncoder(report, OutOfRange.NULL), text)).isEqualTo("null");
        assertThat(Encoded.json(new DateEncoder(report, OutOfRange.TEXT), text)).isEqualTo(quoted(text));
        assertThat(report.clamped()).isEqualTo(1);
        assertThat(report.nulled()).isEqualTo(1);
    }

    @Test
    void aDateThatFitsIsNeverCounted() {
        ColumnReport report = new ColumnReport("day", true);
        assertThat(Encoded.json(new DateEncoder(report, OutOfRange.ERROR), "2024-01-31"))
                .isEqualTo("\"2024-01-31\"");
        assertThat(report.clamped() + report.nulled()).isZero();
    }

    @Test
    void theHourThatOnlyPostgresKnows() {
        ColumnReport report = new ColumnReport("opens", false);
        assertThat(Encoded.json(new TimeEncoder(report, OutOfRange.CLAMP), "24:00:00"))
                .isEqualTo("\"23:59:59.999999\"");
        assertThat(Encoded.json(new TimeEncoder(report, OutOfRange.NULL), "24:00:00"))
                .isEqualTo("null");
        assertThat(Encoded.json(new TimeEncoder(report, OutOfRange.TEXT), "24:00:00"))
                .isEqualTo("\"24:00:00\"");
        assertThat(Encoded.json(new TimeEncoder(report, OutOfRange.ERROR), "23:59:59.999999"))
                .isEqualTo("\"23:59:59.999999\"");
        assertThat(Encoded.json(new TimeEncoder(report, OutOfRange.ERROR), "20:04:00"))
                .isEqualTo("\"20:04:00\"");
    }

    @Test
    void theStreamFailsWhereTheUserWantsIt() {
        assertRefused(timestamp(OutOfRange.ERROR, false), "infinity", "\"out_of_range\" is \"error\"");
        assertRefused(timestamptz(OutOfRange.ERROR, false), "-infinity", "\"out_of_range\" is \"error\"");
        assertRefused(
                new DateEncoder(new ColumnReport("c", false), OutOfRange.ERROR), "0044-03-15 BC", "column \"c\" holds");
        assertRefused(new TimeEncoder(new ColumnReport("c", false), OutOfRange.ERROR), "24:00:00", "the time 24:00:00");
    }

    @Test
    void noValueOfAKeyIsAltered() {
        for (OutOfRange choice : new OutOfRange[] {OutOfRange.CLAMP, OutOfRange.NULL}) {
            assertRefused(timestamp(choice, true), "infinity", "key column \"c\"");
            assertRefused(timestamptz(choice, true), "-infinity", "key column \"c\"");
            assertRefused(new DateEncoder(new ColumnReport("c", true), choice), "infinity", "key column \"c\"");
            assertRefused(new TimeEncoder(new ColumnReport("c", true), choice), "24:00:00", "key column \"c\"");
        }
        assertRefused(new NumberEncoder(new ColumnReport("c", true), false), "NaN", "key column \"c\"");
        assertThat(Encoded.json(timestamp(OutOfRange.TEXT, true), "infinity")).isEqualTo("\"infinity\"");
    }

    @Test
    void numbersAreTheServersDigits() {
        ColumnReport report = new ColumnReport("n", false);
        NumberEncoder encoder = new NumberEncoder(report, false);
        for (String digits : new String[] {"0", "-1.50", "1e+20", "1e-07", "-1.7976931348623157e+308", "123.4560"}) {
            assertThat(Encoded.json(encoder, digits)).isEqualTo(digits);
            assertThat(Encoded.json(new NumberEncoder(report, true), digits)).isEqualTo(quoted(digits));
        }
        assertThat(report.nulled()).isZero();
        for (String text : new String[] {"NaN", "Infinity", "-Infinity"}) {
            assertThat(Encoded.json(encoder, text)).isEqualTo("null");
            assertThat(Encoded.json(new NumberEncoder(report, true), text)).isEqualTo(quoted(text));
        }
        assertThat(report.nulled()).isEqualTo(3);
    }

    @Test
    void aServerThatPrintsAnotherZoneIsRefused() {
        for (String text : new String[] {"2024-01-31 12:00:00+02", "2024-01-31 12:00:00-00", "2024-01-31 12:00:00"}) {
            assertRefused(timestamptz(OutOfRange.CLAMP, false), text, "did not print in UTC");
        }
    }

    @Test
    void whatJsonHoldsByItself() {
        BiFunction<ValueEncoder, String, String> json = Encoded::json;
        assertThat(json.apply(ScalarEncoders.BOOLEAN, "t")).isEqualTo("true");
        assertThat(json.apply(ScalarEncoders.BOOLEAN, "f")).isEqualTo("false");
        assertThat(json.apply(ScalarEncoders.BIT, "1")).isEqualTo("true");
        assertThat(json.apply(ScalarEncoders.BIT, "0")).isEqualTo("false");
        assertThat(json.apply(ScalarEncoders.BYTEA, "\\x00ff")).isEqualTo("\"AP8=\"");
        assertThat(json.apply(ScalarEncoders.BYTEA, "\\x")).isEqualTo("\"\"");
        assertThat(json.apply(ScalarEncoders.JSON, "{\n\"a\" : 1}")).isEqualTo("{ \"a\" : 1}");
    }

    @Test
    void byteaMayComeInTheEscapeFormat() {
        assertThat(Encoded.json(ScalarEncoders.BYTEA, "abc")).isEqualTo("\"YWJj\"");
        assertThat(Encoded.json(ScalarEncoders.BYTEA, "")).isEqualTo("\"\"");
        assertThat(Encoded.json(ScalarEncoders.BYTEA, "\\000\\377\\\\x")).isEqualTo("\"AP9ceA==\"");
    }

    @Test
    void aSingleByteAbove127IsOctal() {
        SingleByteEncoder encoder = new SingleByteEncoder(StandardCharsets.UTF_8);
        JsonBuffer out = new JsonBuffer();
        encoder.encode(new byte[] {'#', (byte) 0xe4, '#'}, 1, 1, out);
        assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8)).isEqualTo("\"\\\\344\"");
        assertThat(Encoded.json(encoder, "a")).isEqualTo("\"a\"");
        assertThat(Encoded.json(encoder, "")).isEqualTo("\"\"");
        assertThat(Encoded.json(encoder, "\\344")).isEqualTo("\"\\\\344\"");
        assertThat(Encoded.json(new SingleByteEncoder(StandardCharsets.ISO_8859_1), "ä"))
                .isEqualTo("\"\\\\344\"");
        assertThat(Encoded.json(new SingleByteEncoder(Charset.forName("windows-1252")), "€"))
                .isEqualTo("\"\\\\200\"");
    }

    private static TimestampEncoder timestamp(OutOfRange choice, boolean key) {
        return new TimestampEncoder(new ColumnReport("c", key), choice, false);
    }

    private static TimestampEncoder timestamptz(OutOfRange choice, boolean key) {
        return new TimestampEncoder(new ColumnReport("c", key), choice, true);
    }

    private static void assertRefused(ValueEncoder encoder, String text, String message) {
        assertThatThrownBy(() -> Encoded.json(encoder, text))
                .as(text)
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        TapException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE));
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}

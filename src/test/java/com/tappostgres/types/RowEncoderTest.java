package com.tappostgres.types;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.json.JsonBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowEncoderTest {
    private final JsonBuffer out = new JsonBuffer(1);

    @Test
    void columnsStandInOrderAndNullIsNull() {
        RowEncoder encoder = new RowEncoder(
                List.of("id", "na\"me\n", "größe"),
                List.of(ScalarEncoders.DIGITS, ScalarEncoders.TEXT, ScalarEncoders.TEXT),
                List.of());
        assertThat(encoder.encode(row("1", null, ""), out)).isFalse();
        assertThat(text()).isEqualTo("{\"id\":1,\"na\\\"me\\n\":null,\"größe\":\"\"}");
    }

    @Test
    void aRowWithoutColumnsIsAnEmptyObject() {
        RowEncoder encoder = new RowEncoder(List.of(), List.of(), List.of());
        assertThat(encoder.encode(row(), out)).isFalse();
        assertThat(text()).isEqualTo("{}");
    }

    @Test
    void tellsOnceThatTheSchemaMustBePrintedAgain() {
        ColumnReport first = new ColumnReport("a", false);
        ColumnReport second = new ColumnReport("b", false);
        RowEncoder encoder = new RowEncoder(
                List.of("a", "b"),
                List.of(
                        new ArrayEncoder(ScalarEncoders.DIGITS, ',', 1, first),
                        new ArrayEncoder(ScalarEncoders.DIGITS, ',', 1, second)),
                List.of(first, second));
        assertThat(encoder.encode(row("{1}", "{}"), out)).isFalse();
        assertThat(encoder.encode(row("{{1}}", "{{2}}"), out)).isTrue();
        assertThat(encoder.encode(row("{{1}}", "{{2}}"), out)).isFalse();
        assertThat(encoder.encode(row("{1}", "{{{2}}}"), out)).isTrue();
        assertThat(encoder.encode(row(null, null), out)).isFalse();
    }

    @Test
    void aTextRowKnowsNullFromEmpty() {
        TextRow row = row(null, "", "é");
        assertThat(row.fields()).isEqualTo(3);
        assertThat(row.text(0)).isNull();
        assertThat(row.text(1)).isEmpty();
        assertThat(row.text(2)).isEqualTo("é");
    }

    private String text() {
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private static TextRow row(@Nullable String... fields) {
        TextRow row = new TextRow(fields.length);
        StringBuilder all = new StringBuilder("#");
        for (int i = 0; i < fields.length; i++) {
            int offset = all.toString().getBytes(StandardCharsets.UTF_8).length;
            String field = fields[i];
            if (field != null) {
                all.append(field).append('#');
                row.set(i, offset, field.getBytes(StandardCharsets.UTF_8).length);
            } else {
                row.set(i, offset, TextRow.NULL);
            }
        }
        row.start(all.toString().getBytes(StandardCharsets.UTF_8));
        return row;
    }
}

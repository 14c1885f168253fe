package com.tappostgres.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class Utf8RepairTest {
    private static final byte[] LATIN1 = "grün|ok|höh|".getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void onlyWhatIsNoUtf8IsReplaced() {
        List<ColumnReport> reports =
                List.of(new ColumnReport("a", false), new ColumnReport("b", true), new ColumnReport("c", false));
        TextRow row = row();
        new Utf8Repair(reports).apply(row);
        assertThat(row.text(0)).isEqualTo("gr\uFFFDn");
        assertThat(row.text(1)).isEqualTo("ok");
        assertThat(row.text(2)).isEqualTo("h\uFFFDh");
        assertThat(reports).extracting(ColumnReport::repaired).containsExactly(1L, 0L, 1L);
    }

    @Test
    void aKeyIsNotRepaired() {
        Utf8Repair repair = new Utf8Repair(List.of(new ColumnReport("a", true)));
        assertThatThrownBy(() -> repair.apply(row())).hasMessageContaining("key column \"a\" holds bytes that are no");
    }

    @Test
    void nullHasNoBytes() {
        TextRow row = new TextRow(1);
        row.start(LATIN1);
        row.set(0, 0, TextRow.NULL);
        new Utf8Repair(List.of(new ColumnReport("a", true))).apply(row);
        assertThat(row.text(0)).isNull();
    }

    private static TextRow row() {
        TextRow row = new TextRow(3);
        row.start(LATIN1.clone());
        row.set(0, 0, 4);
        row.set(1, 5, 2);
        row.set(2, 8, 3);
        return row;
    }
}

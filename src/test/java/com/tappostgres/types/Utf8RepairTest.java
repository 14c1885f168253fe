package com.tappostgres.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.json.JsonBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class Utf8RepairTest {
    private static final byte[] LATIN1 = "grün|ok|höh|".getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void onlyWhatIsNoUtf8IsReplaced() {
        ColumnReport report = new ColumnReport("a", false);
        Utf8Repair repair = new Utf8Repair(ScalarEncoders.TEXT, report);
        JsonBuffer out = new JsonBuffer();
        repair.encode(LATIN1, 0, 4, out);
        repair.encode(LATIN1, 5, 2, out);
        repair.encode(LATIN1, 8, 3, out);
        assertThat(new String(out.toByteArray(), StandardCharsets.UTF_8)).isEqualTo("\"gr\ufffdn\"\"ok\"\"h\ufffdh\"");
        assertThat(report.repaired()).isEqualTo(2);
    }

    @Test
    void aKeyIsNotRepaired() {
        Utf8Repair repair = new Utf8Repair(ScalarEncoders.TEXT, new ColumnReport("a", true));
        JsonBuffer out = new JsonBuffer();
        repair.encode(LATIN1, 5, 2, out);
        assertThatThrownBy(() -> repair.encode(LATIN1, 0, 4, out))
                .hasMessageContaining("key column \"a\" holds bytes that are no");
    }
}

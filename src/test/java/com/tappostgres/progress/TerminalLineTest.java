package com.tappostgres.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TerminalLineTest {
    private static final List<String> CHOICES = List.of("a long text", "a text", "text");

    @Test
    void takesTheFirstThatFits() {
        assertThat(TerminalLine.of(CHOICES, 80).text()).isEqualTo("a long text");
        assertThat(TerminalLine.of(CHOICES, 12).text()).isEqualTo("a long text");
        assertThat(TerminalLine.of(CHOICES, 11).text()).isEqualTo("a text");
        assertThat(TerminalLine.of(CHOICES, 5).text()).isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
    void isNeverWiderThanTheTerminal(int columns) {
        assertThat(TerminalLine.of(List.of("123456789012"), columns).text()).hasSizeLessThan(Math.max(1, columns));
    }

    @Test
    void cutsWhatIsTooLong() {
        assertThat(TerminalLine.of(List.of("1234567890"), 9).text()).isEqualTo("12345...");
    }

    @Test
    void knowsThatSomeLettersAreTwoColumnsWide() {
        assertThat(TerminalLine.of(List.of("\u8868\u8868\u8868\u8868", "wide"), 9)
                        .text())
                .isEqualTo("\u8868\u8868\u8868\u8868");
        assertThat(TerminalLine.of(List.of("\u8868\u8868\u8868\u8868", "wide"), 8)
                        .text())
                .isEqualTo("wide");
        assertThat(TerminalLine.of(List.of("\u8868\u8868\u8868\u8868\u8868"), 8).text())
                .isEqualTo("\u8868\u8868...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b[2J", "\n", "\r", "\u0007", "\u009b", "\u202e", "\u200b", "\t"})
    void aNameCannotCommandTheTerminal(String letters) throws IOException {
        TerminalLine line = TerminalLine.of(List.of("a" + letters + "b"), 80);
        assertThat(line.text()).startsWith("a?").endsWith("b").doesNotContain(letters);
        ByteArrayOutputStream painted = new ByteArrayOutputStream();
        line.paint(painted);
        assertThat(painted.toString(StandardCharsets.UTF_8))
                .isEqualTo("\r\u001b[?7l" + line.text() + "\u001b[K\r\u001b[?7h");
    }
}

package com.tappostgres.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonBufferTest {
    private static final JsonMapper JACKSON = new JsonMapper();
    private static final int KIBI = 1024;

    @Test
    void growsFromNothing() {
        JsonBuffer buffer = new JsonBuffer(0);
        for (int i = 0; i < 10_000; i++) {
            buffer.append((byte) ('a' + i % 26));
        }
        assertThat(buffer.length()).isEqualTo(10_000);
        assertThat(text(buffer)).startsWith("abc").hasSize(10_000);
    }

    @Test
    void reserveLeavesRoomForWholeWords() {
        JsonBuffer buffer = new JsonBuffer(64);
        buffer.append(new byte[50]);
        buffer.reserve(14);
        assertThat(buffer.bytes().length).isGreaterThanOrEqualTo(50 + 14 + JsonBuffer.SLACK);
    }

    @Test
    void refusesALineThatNoArrayHolds() {
        JsonBuffer buffer = new JsonBuffer(16);
        buffer.append((byte) 'a');
        assertThatThrownBy(() -> buffer.reserve(Integer.MAX_VALUE))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessageContaining("one line of output");
        assertThat(text(buffer)).isEqualTo("a");
    }

    @Test
    void truncateForgetsTheEnd() {
        JsonBuffer buffer = new JsonBuffer();
        buffer.append("abcdef".getBytes(StandardCharsets.US_ASCII));
        buffer.truncate(2);
        buffer.append((byte) 'X');
        assertThat(text(buffer)).isEqualTo("abX");
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.truncate(4));
        assertThatIllegalArgumentException().isThrownBy(() -> buffer.truncate(-1));
    }

    @Test
    void clearGivesTheMemoryOfAHugeLineBack() {
        JsonBuffer buffer = new JsonBuffer();
        int usual = buffer.bytes().length;
        buffer.append(new byte[200 * KIBI]);
        int larger = buffer.bytes().length;
        buffer.clear();
        assertThat(buffer.length()).isZero();
        assertThat(buffer.bytes().length)
                .as("kept, as lines of that size may follow")
                .isEqualTo(larger);
        buffer.append(new byte[8_000 * KIBI]);
        buffer.clear();
        assertThat(buffer.bytes().length).isEqualTo(usual);
    }

    @Test
    void theCopyDoesNotChange() {
        JsonBuffer buffer = new JsonBuffer();
        buffer.appendNull();
        byte[] copy = buffer.toByteArray();
        buffer.clear();
        buffer.append((byte) '#');
        assertThat(new String(copy, StandardCharsets.US_ASCII)).isEqualTo("null");
    }

    @Test
    void stringsLongerThanAPieceAreWhole() throws Exception {
        int piece = 64 * KIBI;
        for (int length : new int[] {0, 1, piece - 1, piece, piece + 1, 2 * piece, 3 * piece + 7}) {
            String text = RandomText.of(new Random(length), length);
            JsonBuffer buffer = new JsonBuffer(16);
            buffer.appendString(text);
            assertThat(JACKSON.readValue(text(buffer), String.class))
                    .as("%d code points", length)
                    .isEqualTo(text);
        }
    }

    @Test
    void aCharacterMayStandAcrossTwoPieces() throws Exception {
        for (int before = 64 * KIBI - 4; before <= 64 * KIBI; before++) {
            String text = "a".repeat(before) + "\uD83D\uDE00\"";
            JsonBuffer buffer = new JsonBuffer();
            buffer.appendString(text);
            assertThat(JACKSON.readValue(text(buffer), String.class))
                    .as("%d bytes before", before)
                    .isEqualTo(text);
        }
    }

    @Test
    void aLargeTextTakesItsSizeAndNotSixTimes() {
        JsonBuffer buffer = new JsonBuffer();
        byte[] text = new byte[32 * KIBI * KIBI];
        Arrays.fill(text, (byte) 'a');
        buffer.appendString(text, 0, text.length);
        assertThat(buffer.length()).isEqualTo(text.length + 2);
        assertThat(buffer.bytes().length).isLessThan(3 * text.length);
    }

    @Test
    void appendsEachKindOfValue() {
        JsonBuffer buffer = new JsonBuffer(1);
        byte[] source = "#2024-01-31#".getBytes(StandardCharsets.US_ASCII);
        buffer.appendQuoted(source, 1, 10);
        byte[] json = "{\n\"a\":1}".getBytes(StandardCharsets.US_ASCII);
        buffer.appendJson(json, 0, json.length);
        byte[] hex = "\\x00ff".getBytes(StandardCharsets.US_ASCII);
        buffer.appendBase64(hex, 2, 4);
        buffer.appendBase64(hex, 2, 0);
        assertThat(text(buffer)).isEqualTo("\"2024-01-31\"{ \"a\":1}\"AP8=\"\"\"");
    }

    private static String text(JsonBuffer buffer) {
        return new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.UTF_8);
    }
}

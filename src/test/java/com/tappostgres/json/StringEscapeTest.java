package com.tappostgres.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StringEscapeTest {
    private static final JsonMapper JACKSON =
            JsonMapper.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

    /** More than four words, so that whole words, their mix and the rest behind them all occur. */
    private static final int LENGTHS = 40;

    @Test
    void everyByteAtEveryPositionOfAWord() {
        for (int value = 0; value < 256; value++) {
            for (int position = 0; position < 2 * Long.BYTES; position++) {
                byte[] text = filled(2 * Long.BYTES, 'a');
                text[position] = (byte) value;
                byte[] expected = expected(text);
                assertThat(escaped(text, 0, text.length, 0))
                        .as("byte %d at %d", value, position)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void everyLengthAtEveryOffset() {
        for (int offset = 0; offset < Long.BYTES; offset++) {
            for (int length = 0; length <= LENGTHS; length++) {
                byte[] text = filled(offset + length + Long.BYTES, '"');
                Arrays.fill(text, offset, offset + length, (byte) 'x');
                assertThat(escaped(text, offset, offset + length, offset))
                        .as("offset %d, length %d", offset, length)
                        .isEqualTo(filled(length, 'x'));
                byte[] quotes = filled(offset + length, '"');
                assertThat(new String(escaped(quotes, offset, offset + length, 3), StandardCharsets.US_ASCII))
                        .as("quotes at offset %d, length %d", offset, length)
                        .isEqualTo("\\\"".repeat(length));
            }
        }
    }

    @Test
    void neighboursOfSpecialBytesInOneWord() {
        // The zero-byte test may mark a byte above a real hit, never one below it; none may be lost.
        byte[] candidates = {0, 0x1f, ' ', '!', '"', '#', '[', '\\', ']', 0x7f, (byte) 0x80, (byte) 0xff};
        for (byte first : candidates) {
            for (byte second : candidates) {
                byte[] text = {'a', 'b', first, second, 'c', 'd', 'e', 'f'};
                assertThat(escaped(text, 0, text.length, 0))
                        .as("%d before %d", first, second)
                        .isEqualTo(expected(text));
            }
        }
    }

    @Test
    void randomTextsAsJacksonPrintsThem() throws Exception {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            String text = RandomText.of(random, random.nextInt(200));
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int offset = random.nextInt(Long.BYTES);
            byte[] source = new byte[offset + utf8.length];
            System.arraycopy(utf8, 0, source, offset, utf8.length);
            String json = '"'
                    + new String(
                            escaped(source, offset, source.length, random.nextInt(Long.BYTES)), StandardCharsets.UTF_8)
                    + '"';
            assertThat(json).as("seed %d", seed).isEqualTo(JACKSON.writeValueAsString(text));
            assertThat(JACKSON.readValue(json, String.class))
                    .as("seed %d", seed)
                    .isEqualTo(text);
        }
    }

    @Test
    void separatorsThatJavaScriptOnceRefusedAreLegal() {
        byte[] text = "\u2028\u2029\uD83D\uDE00\u007f".getBytes(StandardCharsets.UTF_8);
        assertThat(escaped(text, 0, text.length, 0)).isEqualTo(text);
    }

    @Test
    void foldMakesControlCharactersSpaces() {
        for (int offset = 0; offset < Long.BYTES; offset++) {
            for (int length = 0; length <= LENGTHS; length++) {
                Random random = new Random(offset * 1_000L + length);
                byte[] source = new byte[offset + length];
                random.nextBytes(source);
                byte[] expected = new byte[length];
                for (int i = 0; i < length; i++) {
                    int value = source[offset + i] & 0xff;
                    expected[i] = (byte) (value < ' ' ? ' ' : value);
                }
                byte[] target = filled(offset + length + JsonBuffer.SLACK, '#');
                StringEscape.fold(source, offset, offset + length, target, offset);
                assertThat(Arrays.copyOfRange(target, offset, offset + length))
                        .as("offset %d, length %d", offset, length)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void foldKeepsTheDocument() throws Exception {
        String document = "{\n\t\"a\" :\r\n [1,\n2, \"\\n\\u2028\u2028\"],\n\"b\":\"\uD83D\uDE00\"}\n";
        byte[] source = document.getBytes(StandardCharsets.UTF_8);
        byte[] target = new byte[source.length + JsonBuffer.SLACK];
        StringEscape.fold(source, 0, source.length, target, 0);
        String folded = new String(target, 0, source.length, StandardCharsets.UTF_8);
        assertThat(folded).doesNotContain("\n", "\r", "\t");
        assertThat(JACKSON.readTree(folded)).isEqualTo(JACKSON.readTree(document));
    }

    /** The escaped bytes; also holds the kernel to its promises of room and of leaving what stands before. */
    private static byte[] escaped(byte[] source, int from, int to, int position) {
        byte[] before = source.clone();
        byte[] target = filled(position + 6 * (to - from) + JsonBuffer.SLACK, '#');
        int end = StringEscape.escape(source, from, to, target, position);
        assertThat(StringEscape.escapedLength(source, from, to)).isEqualTo(end - position);
        assertThat(Arrays.copyOf(target, position)).isEqualTo(filled(position, '#'));
        assertThat(source).isEqualTo(before);
        return Arrays.copyOfRange(target, position, end);
    }

    /** Byte by byte, as RFC 8259 says. */
    private static byte[] expected(byte[] text) {
        StringBuilder latin1 = new StringBuilder();
        for (byte each : text) {
            int value = each & 0xff;
            switch (value) {
                case '"' -> latin1.append("\\\"");
                case '\\' -> latin1.append("\\\\");
                case '\b' -> latin1.append("\\b");
                case '\f' -> latin1.append("\\f");
                case '\n' -> latin1.append("\\n");
                case '\r' -> latin1.append("\\r");
                case '\t' -> latin1.append("\\t");
                default -> latin1.append(value < ' ' ? String.format("\\u%04x", value) : (char) value);
            }
        }
        return latin1.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] filled(int length, char value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}

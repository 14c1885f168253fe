package com.tappostgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.tappostgres.json.RandomText;
import com.tappostgres.types.TextRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CopyLineTest {
    @Test
    void plainFields() {
        assertThat(split("1\tab\t\n", 3)).containsExactly("1", "ab", "");
        assertThat(split("1\tab\t", 3)).containsExactly("1", "ab", "");
        assertThat(split("\n", 1)).containsExactly("");
        assertThat(split("", 1)).containsExactly("");
        assertThat(split("\t\t\n", 3)).containsExactly("", "", "");
    }

    @Test
    void aRowWithoutColumns() {
        assertThat(split("\n", 0)).isEmpty();
        assertThat(split("", 0)).isEmpty();
    }

    @Test
    void nullIsNotTheTextOfItsSign() {
        assertThat(split("\\N\n", 1)).containsExactly((String) null);
        assertThat(split("\\\\N\n", 1)).containsExactly("\\N");
        assertThat(split("N\tNULL\t\\N\t\\\\N\t\\N\n", 5)).containsExactly("N", "NULL", null, "\\N", null);
        assertThat(split("a\\\\N\n", 1)).containsExactly("a\\N");
    }

    @Test
    void everyEscape() {
        assertThat(split("\\b\\f\\n\\r\\t\\v\\\\\\x\n", 1)).containsExactly("\b\f\n\r\t\u000b\\x");
        assertThat(split("a\\tb\tc\\nd\n", 2)).containsExactly("a\tb", "c\nd");
        assertThat(split("\\\\x00ff\t\\\\x\n", 2)).containsExactly("\\x00ff", "\\x");
        assertThat(split("\\\\\\\\\n", 1)).containsExactly("\\\\");
        assertThat(split("\\\\\\n\t\\\\\n", 2)).containsExactly("\\\n", "\\");
    }

    @Test
    void aSpecialByteAtEveryPositionOfAWord() {
        for (int before = 0; before <= 24; before++) {
            for (int after = 0; after <= 9; after++) {
                String first = "x".repeat(before);
                String second = "y".repeat(after);
                assertThat(split(first + "\t" + second + "\n", 2))
                        .as("%d, %d", before, after)
                        .containsExactly(first, second);
                assertThat(split(first + "\\n" + second + "\t" + second + "\n", 2))
                        .as("%d, %d", before, after)
                        .containsExactly(first + "\n" + second, second);
            }
        }
    }

    @Test
    void bytesBesideTheSpecialOnesAreText() {
        String text = "\u0008\n\u000b[]\u0089\u00dc".replace("\n", "");
        assertThat(split(text + text + "\n", 1)).containsExactly(text + text);
    }

    @Test
    void anotherNumberOfFieldsIsRejected() {
        assertThatIllegalStateException()
                .isThrownBy(() -> split("1\t2\n", 3))
                .withMessage("a row of 2 fields instead of 3");
        assertThatIllegalStateException()
                .isThrownBy(() -> split("1\t2\t3\n", 2))
                .withMessage("a row of more than 2 fields");
        assertThatIllegalStateException().isThrownBy(() -> split("1\t\n", 1));
        assertThatIllegalStateException().isThrownBy(() -> split("\\N\t\n", 1));
        assertThatIllegalStateException().isThrownBy(() -> split("\\n\t\n", 1));
        assertThatIllegalStateException().isThrownBy(() -> split("1\n", 0));
        assertThatIllegalStateException().isThrownBy(() -> split("\n", 2));
    }

    @Test
    void randomRowsAsTheServerPrintsThem() {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            List<@Nullable String> row = new ArrayList<>();
            for (int field = random.nextInt(8); field >= 0; field--) {
                row.add(random.nextInt(5) == 0 ? null : RandomText.of(random, random.nextInt(40)));
            }
            assertThat(split(printed(row), row.size())).as("seed %d", seed).isEqualTo(row);
        }
    }

    @Test
    void randomLinesAsAParserOfSingleBytesReadsThem() {
        String alphabet = "\t\t\\\\\\\\\\NNbfnrtvx0 'a\u00e9\u2028";
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder line = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String text = withoutWhatNoServerPrints(line.toString());
            List<@Nullable String> expected = parsed(text);
            assertThat(split(text + "\n", expected.size()))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(expected);
        }
    }

    /** An N escaped elsewhere than alone in its field, and a backslash that escapes nothing. */
    private static String withoutWhatNoServerPrints(String line) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            if (each == '\\') {
                i++;
                if (i == line.length() || line.charAt(i) == 'N' || line.charAt(i) == '\t') {
                    continue;
                }
                text.append(each).append(line.charAt(i));
            } else {
                text.append(each);
            }
        }
        return text.toString();
    }

    /** The reference: one character after the other. */
    private static List<@Nullable String> parsed(String line) {
        List<@Nullable String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            if (each == '\t') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (each == '\\') {
                i++;
                int letter = "bfnrtv".indexOf(line.charAt(i));
                field.append(letter < 0 ? line.charAt(i) : "\b\f\n\r\t\u000b".charAt(letter));
            } else {
                field.append(each);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    /** As CopyAttributeOutText of the server prints a row. */
    private static String printed(List<@Nullable String> row) {
        List<String> fields = new ArrayList<>();
        for (String field : row) {
            fields.add(field == null ? "\\N" : escaped(field));
        }
        return String.join("\t", fields) + "\n";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            int letter = "\b\f\n\r\t\u000b\\".indexOf(each);
            escaped.append(letter < 0 ? String.valueOf(each) : "\\" + "bfnrtv\\".charAt(letter));
        }
        return escaped.toString();
    }

    private static List<@Nullable String> split(String line, int fields) {
        TextRow row = new TextRow(fields);
        CopyLine.split(line.getBytes(StandardCharsets.UTF_8), row);
        List<@Nullable String> texts = new ArrayList<>();
        for (int field = 0; field < fields; field++) {
            texts.add(row.text(field));
        }
        return texts;
    }
}

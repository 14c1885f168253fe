package com.tappostgres.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ComparisonTest {
    @Test
    void findsNothingWhereBothSayTheSame() {
        Map<Integer, String> expected = new HashMap<>(Map.of(1, "{\"a\":[1.50,null]}", 2, "\"é\""));
        expected.put(3, null);

        Comparison comparison = Comparison.of(expected, Map.of(1, "{\"a\":[1.50,null]}", 2, "\"é\"", 3, "null"));

        assertThat(comparison).isEqualTo(new Comparison(2, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = ';',
            value = {
                "1; 2",
                "1.5; 1.50",
                "1; '\"1\"'",
                "'\"a\"'; '\"b\"'",
                "null; '\"null\"'",
                "'[1]'; '[1,null]'",
                "true; false",
                "'\"a\\nb\"'; '\"a\\u000ab\"'",
                "'{\"a\":1,\"a\":2}'; '{\"a\":3,\"a\":2}'",
                "'{'; '{'",
                "'1 2'; '1 2'"
            })
    void findsEveryOtherWord(String server, String program) {
        assertThat(Comparison.of(Map.of(7, server), Map.of(7, program)).differences())
                .singleElement()
                .asString()
                .contains("row 7", server, program);
    }

    @Test
    void findsRowsThatAreMissingOrTooMany() {
        assertThat(Comparison.of(Map.of(1, "0", 2, "0"), Map.of(2, "0", 3, "0")).differences())
                .hasSize(2)
                .anyMatch(line -> line.contains("nobody inserted: [3]"))
                .anyMatch(line -> line.contains("row 1") && line.contains("(nothing)"));
    }

    @Test
    void countsNoNulls() {
        Map<Integer, String> expected = new HashMap<>();
        expected.put(1, null);

        assertThat(Comparison.of(expected, Map.of(1, "null"))).isEqualTo(new Comparison(0, List.of()));
    }

    @Test
    void mutationsAreOtherTexts() {
        assertThat(Mutations.of("\"ab1\""))
                .containsExactly("null", "[\"ab1\"]", "\"-\"", "", "\"`b1\"", "\"ac1\"", "\"ab0\"");
    }
}

package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            email       | email    | true
            email       | emails   | false
            email       | Email    | false
            *           | x        | true
            *mail*      | e-mail_2 | true
            *a*a*a*b    | aaaaaaaa | false
            *ab         | aab      | true
            a*          | ba       | false
            ?           | 表        | true
            ?           | 😀       | true
            ??          | 😀       | false
            a.b/c       | a.b/c    | true
            "*"         | *        | true
            "*"         | x        | false
            a"?"*       | a?b      | true
            a"?"*       | axb      | false
            """)
    void meansNames(String pattern, String name, boolean matches) {
        assertThat(glob(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void aLongNameTakesNoTime() {
        assertThat(glob("*a".repeat(50) + "b").matches("a".repeat(10_000))).isFalse();
    }

    @Test
    void isLiteralWhereNothingStandsForAnother() {
        assertThat(glob("a\"*?\"b").isLiteral()).isTrue();
        assertThat(glob("a?").isLiteral()).isFalse();
        assertThat(Glob.literal("a*")).isEqualTo(glob("\"a*\"")).isNotEqualTo(glob("a*"));
    }

    @Test
    void ofAMalformedOneMatchesNothing() {
        List<String> problems = new ArrayList<>();
        assertThat(Glob.parse("\"a", problems::add).matches("a")).isFalse();
        assertThat(problems).containsExactly("the pattern \"\"a\" has a double quote without its end");
    }

    private static Glob glob(String text) {
        return Glob.parse(text, problem -> {
            throw new AssertionError(problem);
        });
    }
}

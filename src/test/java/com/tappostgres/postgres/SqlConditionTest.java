package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlConditionTest {
    private static SqlCondition parse(String text) {
        return SqlCondition.parse(text, "\"where\" of orders");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = 1",
                "a = ')' and b = E'\\')' and \"c)\" is null",
                "a = $x$ ) $y$ ( $x$",
                "a = /* ) /* nested ) */ ) */ 1",
                "a = 1 -- )",
                "a = ANY ('{1,2}'::int[]) and (b or (c))",
                "a = U&'d\\0061t)'",
                "a = 'x'\n  ')'",
                "a % 2 = 1 and b ->> 'k' = 'v' and c[1] = 2"
            })
    void takesOneExpression(String text) {
        assertThat(parse(text).inParentheses()).startsWith("(" + text).endsWith(")");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "--",
                "/* */",
                "a)",
                "(a",
                "true) or (true",
                "a = 'x",
                "a = E'\\'",
                "a = \"x",
                "a = $x$ $y$",
                "/* a",
                "/* /* */ a = 1",
                "a; b",
                "a = '\\') or (true --'"
            })
    void refusesWhatCouldEndItsParentheses(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        TapException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CONFIGURATION))
                .hasMessageStartingWith("\"where\" of orders ");
    }

    @Test
    void aCommentAtItsEndDoesNotTakeTheParenthesis() {
        assertThat(parse("a -- b").inParentheses()).isEqualTo("(a -- b\n)");
    }

    @Test
    void knowsWhetherItMayChangeItsMind() {
        Set<String> names = Set.of("orders", "a", "At", "now");
        for (String constant : new String[] {
            "a = 1", "\"At\" > '2025-01-01'", "lower(a::text) like 'x%'", "orders.a is not null", "a in (1, 2)"
        }) {
            assertThat(parse(constant).dependsOnlyOn(names)).as(constant).isTrue();
        }
        for (String moving : new String[] {
            "a > now()",
            "\"At\" > current_date - 1",
            "a in (select b from t)",
            "\"At\" > 'yesterday'",
            "my_function(a)",
            "b = 1",
            "random() < 0.5",
            "a::my_type = 1"
        }) {
            assertThat(parse(moving).dependsOnlyOn(names)).as(moving).isFalse();
        }
    }

    @Test
    void knowsWhichColumnsItSpeaksOf() {
        assertThat(parse("Status = 'total'").mentions("status")).isTrue();
        assertThat(parse("\"Status\" = 1").mentions("status")).isFalse();
        assertThat(parse("\"Status\" = 1").mentions("Status")).isTrue();
        assertThat(parse("a = 'status'").mentions("status")).isFalse();
    }
}

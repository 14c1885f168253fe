package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamPatternTest {
    private static StreamPattern parse(String text) {
        return StreamPattern.parse(text, problem -> {
                    throw new AssertionError(problem);
                })
                .orElseThrow();
    }

    private static StreamAddress address(String database, String schema, String table) {
        return new StreamAddress(database, schema, table, schema + "-" + table, database + "-" + schema + "-" + table);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "public.orders | true",
                "public.* | true",
                "*.* | true",
                "pub?ic.ord*s | true",
                "* | true",
                "public.order | false",
                "Public.orders | false",
                "public.orders.total | true",
                "shop/public.orders | true",
                "sho?/*.* | true",
                "crm/public.orders | false",
                "public-orders | true",
                "shop-public-orders | true",
                "public-orders.total | true",
                "public-* | true",
                "\"public\".\"orders\" | true",
                "\"pub*\".orders | false",
                "!public.orders | true"
            })
    void meansATable(String pattern, boolean matches) {
        assertThat(parse(pattern).matches(address("shop", "public", "orders"))).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"a.b\".\"c*d\" | a.b | c*d",
                "\"a-b\".c | a-b | c",
                "\"a\"\"b\".\"c/d\" | a\"b | c/d",
                "Ünï.* | Ünï | 表"
            })
    void meansOddNames(String pattern, String schema, String table) {
        assertThat(parse(pattern).matches(address("shop", schema, table))).isTrue();
        assertThat(parse(pattern).matches(address("shop", "public", "other"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "!", "a.b.c.d", "a..b", ".a", "a.", "\"a", "a/b/c.d", "a.b/c", "!!a.b", "\"\".a"})
    void refusesWhatIsNone(String pattern) {
        List<String> problems = new ArrayList<>();
        assertThat(StreamPattern.parse(pattern, problems::add)).as(pattern).isEmpty();
        assertThat(problems).singleElement().asString().contains("\"" + pattern + "\"");
    }
}

package com.tappostgres.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyOrderTest {
    @ParameterizedTest
    @CsvSource({
        "integer, bigint, true",
        "integer, numeric, true",
        "numeric, double precision, true",
        "bigint, integer, false",
        "numeric, bigint, false",
        "double precision, real, false",
        "character varying, text, true",
        "date, timestamp without time zone, true",
        "uuid, uuid, true",
        "integer, text, false",
        "text, integer, false",
        "text, citext, false",
        "timestamp with time zone, timestamp without time zone, false",
        "timestamp without time zone, timestamp with time zone, false"
    })
    void bookmarksOutliveOnlyATypeOfTheSameOrder(String before, String now, boolean same) {
        assertThat(KeyOrder.isSame(before, now)).isEqualTo(same);
    }
}

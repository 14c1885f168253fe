package com.tappostgres.singer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StreamIdTest {
    @ParameterizedTest
    @CsvSource({
        "{schema}-{table}, sales-orders",
        "{table}, orders",
        "{database}.{schema}.{table}, shop.sales.orders",
        "pg_{table}_{table}, pg_orders_orders",
        "{table}{schema}, orderssales"
    })
    void theTemplateNamesTheStream(String template, String name) {
        assertThat(StreamId.of("shop", "sales", "orders", template).streamName())
                .isEqualTo(name);
    }

    @Test
    void namesThatLookLikeTheTemplateAreOnlyNames() {
        assertThat(StreamId.of("{schema}", "{table}", "{database}", "{database}-{schema}-{table}")
                        .streamName())
                .isEqualTo("{schema}-{table}-{database}");
        assertThat(StreamId.of("d", "$1", "\\", "{schema}-{table}").streamName())
                .isEqualTo("$1-\\");
    }

    @Test
    void theIdIsTheWholePlace() {
        StreamId id = StreamId.of("shop", "sales", "orders", "{table}");
        assertThat(id).hasToString("shop-sales-orders");
    }
}

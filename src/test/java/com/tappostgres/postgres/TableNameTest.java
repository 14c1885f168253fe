package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableNameTest {
    @Test
    void namesAreEqualWhereBothPartsAre() {
        TableName name = new TableName("a", "b");
        assertThat(name).isEqualTo(new TableName("a", "b")).hasSameHashCodeAs(new TableName("a", "b"));
        assertThat(name)
                .isNotEqualTo(new TableName("b", "a"))
                .isNotEqualTo(new TableName("a", "c"))
                .isNotEqualTo(new TableName("c", "b"))
                .isNotEqualTo(null)
                .isNotEqualTo("a.b");
    }
}

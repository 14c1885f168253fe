package com.tappostgres.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.types.ColumnType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TableIndexTest {
    /** Columns a (1), b (2), c (3) are never NULL; n (4) may be; column 5 is not readable. */
    private static final Map<Integer, Column> READABLE =
            Map.of(1, column("a", false), 2, column("b", false), 3, column("c", false), 4, column("n", true));

    @Test
    void thePrimaryKeyCountsMostAndKeepsItsOrder() {
        assertThat(TableIndex.key(List.of(unique(3), primary(2, 1)), READABLE)).containsExactly("b", "a");
    }

    @Test
    void ofUniqueIndexesTheOneWithTheFewestColumnsThenTheFirst() {
        assertThat(TableIndex.key(List.of(unique(1, 2), unique(3), unique(2)), READABLE))
                .containsExactly("c");
    }

    @Test
    void whatIsNoKey() {
        TableIndex plain = new TableIndex(false, false, true, List.of(1));
        assertThat(TableIndex.key(List.of(plain, unique(4), unique(1, 4), unique(5), unique(0)), READABLE))
                .isEmpty();
        assertThat(TableIndex.key(List.of(primary(1, 5), unique(2, 3)), READABLE))
                .containsExactly("b", "c");
        assertThat(TableIndex.key(List.of(), READABLE)).isEmpty();
    }

    @Test
    void leadingColumnsAreThoseThatRowsCanBeOrderedBy() {
        TableIndex hash = new TableIndex(false, false, false, List.of(3));
        TableIndex expression = new TableIndex(false, false, true, List.of(0, 1));
        TableIndex nullable = new TableIndex(false, false, true, List.of(4, 1));
        assertThat(TableIndex.leading(List.of(hash, expression, nullable, primary(2, 1), unique(5)), READABLE))
                .containsExactlyInAnyOrder("n", "b");
    }

    private static TableIndex primary(Integer... columns) {
        return new TableIndex(true, true, true, List.of(columns));
    }

    private static TableIndex unique(Integer... columns) {
        return new TableIndex(false, true, true, List.of(columns));
    }

    private static Column column(String name, boolean nullable) {
        return new Column(1, name, new ColumnType(23, -1, 0, nullable), "integer", "integer", false);
    }
}

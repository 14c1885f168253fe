package com.tappostgres.differential;

import com.tappostgres.testing.PostgresVersion;
import net.jqwik.api.Arbitrary;
import org.jspecify.annotations.Nullable;

/**
 * One type under test: where its values come from and who knows what they must become.
 *
 * @param name what the report calls it
 * @param type its name in SQL
 * @param since the first server that knows it
 * @param oracle says the JSON of a value
 * @param literals makes PostgreSQL's text of random values; null where {@code query} has them
 * @param query gives numbered values; null where {@code literals} makes them
 */
record Subject(
        String name,
        String type,
        PostgresVersion since,
        Oracle oracle,
        @Nullable Arbitrary<String> literals,
        @Nullable String query) {
    static Subject of(String type, Oracle oracle, Arbitrary<String> literals) {
        return new Subject(type, type, PostgresVersion.V9_3, oracle, literals, null);
    }

    /** Takes the values that a query finds, such as {@code select i, i::"char" from generate_series(0, 127) i}. */
    static Subject of(String type, Oracle oracle, String query) {
        return new Subject(type, type, PostgresVersion.V9_3, oracle, null, query);
    }

    Subject from(PostgresVersion first) {
        return new Subject(name, type, first, oracle, literals, query);
    }

    Subject named(String other) {
        return new Subject(other, type, since, oracle, literals, query);
    }
}

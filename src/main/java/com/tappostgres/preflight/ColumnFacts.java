package com.tappostgres.preflight;

import java.util.Optional;

/**
 * What the catalogs say of the values of a column.
 *
 * @param nullFraction how many are NULL, 0 to 1; empty where there are no statistics that the role may read
 * @param notANumber whether statistics show NaN among them
 * @param sequence whether a sequence numbers them
 * @param collation by which they are ordered; empty for types without
 */
record ColumnFacts(Optional<Double> nullFraction, boolean notANumber, boolean sequence, Optional<String> collation) {
    static final ColumnFacts UNKNOWN = new ColumnFacts(Optional.empty(), false, false, Optional.empty());
}

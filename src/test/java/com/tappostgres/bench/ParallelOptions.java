package com.tappostgres.bench;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a comparison of several readers compares.
 *
 * @param readers how many, ascending; one is always among them, because the others are held against it
 * @param keys whether the tables have a primary key
 */
record ParallelOptions(List<Integer> readers, Set<PrimaryKey> keys) {
    static final List<Integer> USUAL_READERS = List.of(1, 2, 4);

    ParallelOptions {
        Set<Integer> numbers = new TreeSet<>(readers);
        numbers.add(1);
        readers = List.copyOf(numbers);
        keys = Set.copyOf(keys);
        if (readers.get(0) < 1) {
            throw new IllegalArgumentException("--parallel must be numbers of readers, 1 or more");
        }
    }
}

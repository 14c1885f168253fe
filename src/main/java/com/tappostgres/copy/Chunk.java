package com.tappostgres.copy;

import com.tappostgres.postgres.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a stream that one statement reads.
 *
 * @param heap where its rows are
 * @param split what the range counts
 * @param range which part of the heap
 * @param onlyNew whether it was read before, so that only what is new since then is wanted
 * @param bytes about so many
 */
public record Chunk(Heap heap, Split split, NumberRange range, boolean onlyNew, long bytes) {
    /** What a heap is split by. */
    public enum Split {
        /** Blocks of the heap, through ranges of ctid, which PostgreSQL 14 and newer scan without reading the rest. */
        BLOCKS,
        /** Values of an integer key. */
        KEY
    }

    /** Whether it is all that the heap holds. */
    public boolean isWhole() {
        return range.from() == NumberRange.LOWEST && range.to() == NumberRange.OPEN && !onlyNew;
    }

    /** The SQL condition of its range; empty for all rows. */
    public String condition() {
        List<String> bounds = new ArrayList<>();
        if (range.from() != NumberRange.LOWEST) {
            bounds.add(number() + " >= " + value(range.from()));
        }
        if (range.to() != NumberRange.OPEN) {
            bounds.add(number() + " < " + value(range.to()));
        }
        return String.join(" AND ", bounds);
    }

    private String number() {
        return switch (split) {
            case BLOCKS -> "ctid";
            case KEY -> Sql.identifier(heap.key().orElseThrow().column());
        };
    }

    private String value(long bound) {
        return switch (split) {
            case BLOCKS -> "'(" + bound + ",0)'::tid";
            case KEY -> Long.toString(bound);
        };
    }
}

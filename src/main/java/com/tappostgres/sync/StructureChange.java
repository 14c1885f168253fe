package com.tappostgres.sync;

/**
 * What is otherwise with a table than when its catalog was made.
 *
 * @param text in words that stand behind the stream's name
 */
public record StructureChange(Kind kind, String text) {
    /** What changed. */
    public enum Kind {
        NEW_COLUMN,
        OTHER_TYPE,
        LOST_COLUMN,
        OTHER_KEY
    }
}

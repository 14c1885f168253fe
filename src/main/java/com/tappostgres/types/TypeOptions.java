package com.tappostgres.types;

/**
 * What the user chose where a type leaves a choice.
 *
 * @param decimalsAsText numeric as JSON strings instead of numbers
 * @param jsonAsText json and jsonb as JSON strings instead of embedded
 * @param outOfRange what becomes of a date that JSON Schema's formats cannot hold
 */
public record TypeOptions(boolean decimalsAsText, boolean jsonAsText, OutOfRange outOfRange) {
    /** What becomes of infinity, BC and years beyond 9999. */
    public enum OutOfRange {
        /** The nearest date that the format holds. */
        CLAMP,
        NULL,
        /** The server's text; the schema then has no format. */
        TEXT,
        /** The stream fails. */
        ERROR
    }

    /** What holds when nothing is configured. */
    public static final TypeOptions DEFAULT = new TypeOptions(false, false, OutOfRange.CLAMP);
}

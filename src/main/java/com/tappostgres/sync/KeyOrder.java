package com.tappostgres.sync;

/** Tells whether a bookmark of one SQL type can be compared with a column that has become another one. */
final class KeyOrder {
    private KeyOrder() {}

    /** Whether both types order the same values alike, and read each other's text. */
    static boolean isSame(String before, String now) {
        return order(before).equals(order(now));
    }

    private static String order(String type) {
        return switch (type) {
            case "smallint", "integer", "bigint", "oid", "numeric", "real", "double precision" -> "number";
            case "text", "character varying", "bpchar", "name" -> "text";
            // The bookmark of a timestamp is no later date; one of a timestamptz is UTC, and another thing.
            case "date", "timestamp without time zone" -> "local time";
            default -> type;
        };
    }
}

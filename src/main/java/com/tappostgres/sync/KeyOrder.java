package com.tappostgres.sync;

/** Tells whether a bookmark of one SQL type can be compared with a column that has become another one. */
final class KeyOrder {
    private KeyOrder() {}

    /** Whether both types order the same values alike, and the one now reads every text of the one before. */
    static boolean isSame(String before, String now) {
        return order(before).equals(order(now)) && range(now) >= range(before);
    }

    /** Which numbers a type takes: a bookmark of 5.5 is no integer, and would fail each run. */
    private static int range(String type) {
        return switch (type) {
            case "smallint" -> 1;
            case "integer" -> 2;
            case "oid" -> 3;
            case "bigint" -> 4;
            case "real" -> 5;
            case "double precision", "numeric" -> 6;
            default -> 0;
        };
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

package com.tappostgres.config;

import java.util.OptionalLong;

/** Reads whole numbers within bounds. */
final class WholeNumber {
    static final int MAX_PORT = 65_535;

    private WholeNumber() {}

    /** The number; empty where the text is none, or none within the bounds. */
    static OptionalLong parse(String text, long least, long greatest) {
        try {
            long number = Long.parseLong(text.strip());
            return number >= least && number <= greatest ? OptionalLong.of(number) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** What {@link #parse} takes, for messages. */
    static String wanted(long least, long greatest) {
        return "a whole number from " + least + (greatest == Long.MAX_VALUE ? "" : " to " + greatest);
    }
}

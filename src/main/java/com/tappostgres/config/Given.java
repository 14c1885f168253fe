package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A value that something gives to a setting.
 *
 * @param source what gives it: {@code config.json}, {@code PGHOST}, {@code url in config.json}
 * @param quotable whether a message may hold it: a part of a URL that was taken apart wrongly may be a password
 */
record Given(JsonNode value, String source, boolean quotable) {
    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return "given by " + source;
    }
}

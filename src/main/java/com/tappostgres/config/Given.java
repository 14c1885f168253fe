package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A value that something gives to a setting.
 *
 * @param source what gives it: {@code config.json}, {@code PGHOST}
 */
record Given(JsonNode value, String source) {}

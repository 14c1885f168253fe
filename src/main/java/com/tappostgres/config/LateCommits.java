package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an INCREMENTAL stream does about rows that commit after the bookmark moved past their key.
 *
 * @param exact whether all rows that are new since the last run are sent, whatever their key
 * @param lookback how far below the bookmark each run begins, as an interval or a number; null for none
 */
public record LateCommits(boolean exact, @Nullable String lookback) {
    /** What such a setting must be, in words that follow "must be". */
    public static final String WANTED =
            "\"off\", \"exact\", or {\"lookback\": a time such as \"10 minutes\" or a number}";

    private static final LateCommits OFF = new LateCommits(false, null);
    private static final LateCommits EXACT = new LateCommits(true, null);
    private static final String LOOKBACK = "lookback";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{1,9})?");

    /** As PostgreSQL's intervals have them. */
    private static final Pattern TIME =
            Pattern.compile("\\d{1,9} ?(s|secs?|seconds?|mins?|minutes?|h|hours?|d|days?|weeks?)");

    /** Reads what a user wrote; empty if it is something else. */
    public static Optional<LateCommits> of(JsonNode written) {
        JsonNode value = written;
        if (written.isTextual() && written.asText().strip().startsWith("{")) {
            try {
                value = Json.parse(written.asText());
            } catch (Json.ReadException e) {
                return Optional.empty();
            }
        }
        if (value.isObject()) {
            String lookback = value.path(LOOKBACK).asText().strip();
            boolean fits =
                    NUMBER.matcher(lookback).matches() || TIME.matcher(lookback).matches();
            return fits && value.size() == 1 ? Optional.of(new LateCommits(false, lookback)) : Optional.empty();
        }
        return switch (value.asText()) {
            case "off" -> Optional.of(OFF);
            case "exact" -> Optional.of(EXACT);
            default -> Optional.empty();
        };
    }

    /** Whether the lookback is a number rather than a time. */
    public boolean isNumber() {
        return lookback != null && NUMBER.matcher(lookback).matches();
    }
}

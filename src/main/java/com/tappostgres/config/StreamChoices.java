package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is chosen about streams beside which are read; null and empty leave a choice as it is.
 *
 * @param method FULL_TABLE or INCREMENTAL
 * @param key the replication key; alone it means INCREMENTAL
 * @param where SQL that holds of the rows to read
 * @param limit how many rows a run reads, at most
 * @param columns only these are read
 * @param keyProperties the columns that tell rows apart
 * @param masks what is sent in place of columns' values
 * @param lateCommits as the setting of that name has it
 */
public record StreamChoices(
        @Nullable String method,
        @Nullable String key,
        @Nullable String where,
        @Nullable Long limit,
        List<String> columns,
        List<String> keyProperties,
        List<Mask> masks,
        @Nullable JsonNode lateCommits) {
    public static final String FULL_TABLE = "FULL_TABLE";
    public static final String INCREMENTAL = "INCREMENTAL";

    public StreamChoices {
        columns = List.copyOf(columns);
        keyProperties = List.copyOf(keyProperties);
        masks = List.copyOf(masks);
    }

    /**
     * What is sent in place of the values of some columns.
     *
     * @param value "null", "sha256" or an object of "fixed"; null for the values themselves
     */
    public record Mask(Glob column, @Nullable JsonNode value) {}

    /**
     * The choices for the streams of a pattern.
     *
     * @param streams means whole streams, and excludes none
     */
    public record Rule(StreamPattern streams, StreamChoices choices) {}
}

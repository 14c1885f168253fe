package com.tappostgres.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A small loader: upserts rows by their key, drops other versions when one is activated, and confirms each STATE. Rows of a
 * BATCH have no version, and are dropped by whatever version is activated, as targets of the Meltano SDK do.
 */
public final class ModelLoader {
    private static final long NO_VERSION = -1;

    private record Row(String record, @Nullable Long version) {}

    private final Map<String, List<String>> keys = new LinkedHashMap<>();
    private final Map<String, Map<String, Row>> tables = new LinkedHashMap<>();
    private @Nullable JsonNode state;
    private long appended;
    private long records;

    /** Loads what a run printed; the last line may be cut. */
    public ModelLoader load(String text) {
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1)) {
            if (!line.isEmpty()) {
                load(TapRun.parse(line));
            }
        }
        return this;
    }

    /** Loads one message. */
    public void load(JsonNode message) {
        String stream = message.path("stream").asText();
        switch (message.path("type").asText()) {
            case "SCHEMA" -> {
                List<String> key = new ArrayList<>();
                message.path("key_properties").forEach(name -> key.add(name.asText()));
                keys.put(stream, key);
                tables.computeIfAbsent(stream, name -> new TreeMap<>());
            }
            case "RECORD" -> {
                JsonNode version = message.get("version");
                put(stream, message.path("record"), version == null ? null : version.longValue());
            }
            case "BATCH" -> BatchMessage.rows(message).forEach(row -> put(stream, row, NO_VERSION));
            case "ACTIVATE_VERSION" -> {
                long version = message.path("version").longValue();
                table(stream).values().removeIf(row -> row.version() != null && row.version() != version);
            }
            case "STATE" -> state = message.path("value");
            default -> throw new AssertionError("no message: " + message);
        }
    }

    private void put(String stream, JsonNode record, @Nullable Long version) {
        records++;
        table(stream).put(key(stream, record), new Row(record.toString(), version));
    }

    private Map<String, Row> table(String stream) {
        Map<String, Row> table = tables.get(stream);
        if (table == null) {
            throw new AssertionError("a message of \"" + stream + "\" before its SCHEMA");
        }
        return table;
    }

    private String key(String stream, JsonNode record) {
        List<String> names = keys.getOrDefault(stream, List.of());
        if (names.isEmpty()) {
            // Without a key nothing is replaced.
            return String.format("%012d", appended++);
        }
        StringBuilder key = new StringBuilder();
        names.forEach(name -> key.append(record.path(name)).append('\n'));
        return key.toString();
    }

    /** The last STATE; null before the first. */
    public @Nullable JsonNode state() {
        return state;
    }

    /** Makes it go on from another state than the one that it confirmed. */
    public void setState(JsonNode changed) {
        state = changed;
    }

    /** How many rows it got. */
    public long records() {
        return records;
    }

    /** The rows of a stream, ordered by key. */
    public List<String> rows(String stream) {
        return tables.getOrDefault(stream, Map.of()).values().stream()
                .map(Row::record)
                .sorted()
                .toList();
    }
}

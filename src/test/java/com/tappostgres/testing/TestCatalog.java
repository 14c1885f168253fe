package com.tappostgres.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** A discovered catalog in which a user makes choices; streams go by their name in messages. Choices alter it. */
public final class TestCatalog {
    private final ObjectNode json;

    private TestCatalog(ObjectNode json) {
        this.json = json;
    }

    public static TestCatalog parse(String text) {
        return new TestCatalog((ObjectNode) TapRun.parse(text));
    }

    public ObjectNode json() {
        return json;
    }

    public TestCatalog copy() {
        return new TestCatalog(json.deepCopy());
    }

    public List<String> streams() {
        List<String> names = new ArrayList<>();
        json.get("streams").forEach(stream -> names.add(stream.get("stream").asText()));
        return names;
    }

    public ObjectNode stream(String name) {
        for (JsonNode stream : json.get("streams")) {
            if (stream.get("stream").asText().equals(name)) {
                return (ObjectNode) stream;
            }
        }
        throw new NoSuchElementException(name + " is not among " + streams());
    }

    public String id(String name) {
        return stream(name).get("tap_stream_id").asText();
    }

    public TestCatalog selectAll() {
        streams().forEach(this::fullTable);
        return this;
    }

    public TestCatalog fullTable(String... names) {
        for (String name : names) {
            root(name).put("selected", true).put("replication-method", "FULL_TABLE");
        }
        return this;
    }

    public TestCatalog incremental(String name, String key) {
        root(name)
                .put("selected", true)
                .put("replication-method", "INCREMENTAL")
                .put("replication-key", key);
        return this;
    }

    public TestCatalog selectColumn(String name, String column, boolean selected) {
        column(name, column).put("selected", selected);
        return this;
    }

    /** The metadata of a stream, to be altered. */
    public ObjectNode root(String name) {
        return metadata(name, List.of());
    }

    /** The metadata of a column, to be altered. */
    public ObjectNode column(String name, String column) {
        return metadata(name, List.of("properties", column));
    }

    private ObjectNode metadata(String name, List<String> breadcrumb) {
        for (JsonNode entry : (ArrayNode) stream(name).get("metadata")) {
            List<String> path = new ArrayList<>();
            entry.get("breadcrumb").forEach(part -> path.add(part.asText()));
            if (path.equals(breadcrumb)) {
                return (ObjectNode) entry.get("metadata");
            }
        }
        throw new NoSuchElementException(name + " has no metadata of " + breadcrumb);
    }
}

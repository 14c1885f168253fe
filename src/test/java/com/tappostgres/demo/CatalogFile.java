package com.tappostgres.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

/** A catalog on disk, in which streams are selected the way an editor or a tool would do it. */
final class CatalogFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    CatalogFile(Path file) {
        this.file = file;
    }

    /** Adds {@code settings} to the root metadata of each stream whose id is wanted; gives the number of such streams. */
    int select(Predicate<String> wanted, Map<String, Object> settings) throws IOException {
        JsonNode catalog = JSON.readTree(file.toFile());
        int selected = 0;
        for (JsonNode stream : catalog.path("streams")) {
            if (wanted.test(stream.path("tap_stream_id").asText())) {
                JSON.updateValue(rootMetadata(stream), settings);
                selected++;
            }
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), catalog);
        return selected;
    }

    private static ObjectNode rootMetadata(JsonNode stream) {
        for (JsonNode entry : stream.path("metadata")) {
            if (entry.path("breadcrumb").isEmpty()) {
                return (ObjectNode) entry.path("metadata");
            }
        }
        throw new DemoFailure("the catalog has no root metadata for " + stream.path("tap_stream_id"));
    }
}

package com.tappostgres.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The streams of a catalog file.
 *
 * @param streams in the file's order
 */
public record Catalog(List<CatalogStream> streams) {
    private static final String HINT = "Make one with: tap-postgres --config config.json --discover > catalog.json";

    public Catalog {
        streams = List.copyOf(streams);
    }

    /**
     * Reads a catalog file.
     *
     * @throws TapException of kind CONFIGURATION if the file is missing, no JSON, or of another shape
     */
    public static Catalog read(Path file) {
        return of(parse(readBytes(file), file), file.toString());
    }

    static byte[] readBytes(Path file) {
        try {
            return Json.bytes(file);
        } catch (Json.ReadException e) {
            throw unreadable(file, e);
        }
    }

    static JsonNode parse(byte[] content, Path file) {
        try {
            return Json.parse(content);
        } catch (Json.ReadException e) {
            throw unreadable(file, e);
        }
    }

    private static TapException unreadable(Path file, Json.ReadException e) {
        return new TapException(
                ErrorKind.CONFIGURATION, "the catalog file \"" + file + "\" " + e.getMessage(), HINT, e);
    }

    static Catalog of(JsonNode document, String file) {
        if (!document.path("streams").isArray()) {
            throw malformed(file, "it has no \"streams\" array");
        }
        List<CatalogStream> streams = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode node : document.path("streams")) {
            String place = "streams[" + streams.size() + "]";
            if (!(node instanceof ObjectNode stream)) {
                throw malformed(file, place + " is no object");
            }
            JsonNode id = stream.path("tap_stream_id");
            if (!id.isTextual() || id.asText().isEmpty()) {
                throw malformed(file, place + " has no \"tap_stream_id\"");
            }
            checkMetadata(stream.path("metadata"), place + ".metadata", file);
            CatalogStream entry = new CatalogStream(stream);
            // Schemas and tables with dashes in their names can share an id; that matters only where both are read.
            if (entry.isSelected() && !ids.add(entry.id())) {
                throw malformed(file, "the selected stream \"" + entry.id() + "\" stands in it twice");
            }
            streams.add(entry);
        }
        return new Catalog(streams);
    }

    /**
     * The catalog of streams that come from no file.
     *
     * @throws TapException of kind CONFIGURATION if two selected ones have one id
     */
    public static Catalog of(List<EditableStream> streams) {
        List<CatalogStream> entries = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (EditableStream stream : streams) {
            CatalogStream entry = stream.stream();
            if (entry.isSelected() && !ids.add(entry.id())) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        "two selected tables both have the id \"" + entry.id() + "\"",
                        "Dashes in their names make them alike: deselect one of them.");
            }
            entries.add(entry);
        }
        return new Catalog(entries);
    }

    private static void checkMetadata(JsonNode metadata, String place, String file) {
        if (!metadata.isArray() && !metadata.isMissingNode()) {
            throw malformed(file, place + " is no array");
        }
        for (int i = 0; i < metadata.size(); i++) {
            if (!metadata.path(i).path("breadcrumb").isArray()) {
                throw malformed(file, place + "[" + i + "] has no \"breadcrumb\" array");
            }
        }
    }

    private static TapException malformed(String file, String what) {
        return new TapException(ErrorKind.CONFIGURATION, "\"" + file + "\" is no Singer catalog: " + what, HINT);
    }
}

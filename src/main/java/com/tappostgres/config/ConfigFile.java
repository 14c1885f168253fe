package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.nio.file.Path;

/** Reads a config file: one JSON object of settings. */
final class ConfigFile {
    private final Path file;
    private final Problems problems;

    ConfigFile(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * What the file gives.
     *
     * @throws TapException of kind CONFIGURATION if it cannot be read or is no JSON
     */
    Layer read() {
        JsonNode document = document();
        if (!document.isObject()) {
            problems.add("\"" + file + "\" holds no JSON object");
        }
        Layer layer = new Layer();
        new PeerSettings(document, layer, file.toString()).read();
        // Last, so that in one file our own name wins whatever the order.
        document.properties().forEach(field -> readField(field.getKey(), field.getValue(), layer));
        return layer;
    }

    private JsonNode document() {
        try {
            return Json.read(file);
        } catch (Json.ReadException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the config file \"" + file + "\" " + e.getMessage(),
                    "A config file is one JSON object: {\"host\": \"...\", \"user\": \"...\", \"password\": \"...\","
                            + " \"dbname\": \"...\"}",
                    e);
        }
    }

    private void readField(String key, JsonNode value, Layer layer) {
        Setting setting = Setting.ofKey(key).orElse(null);
        if (setting != null) {
            layer.put(setting, value, file.toString());
        } else if (!PeerSettings.isKnown(key)) {
            problems.add("\"" + key + "\" is no setting" + NearestName.suggestion(key));
        }
    }
}

package com.tappostgres.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;

/** The JSON Schema of a config file, made from {@link Setting}. */
public final class ConfigSchema {
    /** By this key a config file names its schema to an editor. */
    static final String REFERENCE = "$schema";

    private ConfigSchema() {}

    /** All settings, as tools read them that ask a tap what it can be told. */
    public static ObjectNode settings() {
        ObjectNode schema = Json.NODES.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (Setting setting : Setting.values()) {
            properties.set(setting.key(), SettingSchema.of(setting));
        }
        schema.putArray("required");
        return schema;
    }

    /** What a config file may hold: the settings, and under the names of other taps what is understood of theirs. */
    public static ObjectNode file() {
        ObjectNode document = Json.NODES
                .objectNode()
                .put(REFERENCE, "http://json-schema.org/draft-07/schema#")
                .put("title", "Config file of tap-postgres");
        document.setAll(settings());
        ObjectNode properties = (ObjectNode) document.get("properties");
        properties
                .putObject(REFERENCE)
                .put("description", "this schema, for editors")
                .put("type", "string");
        PeerSettings.notes()
                .forEach((name, note) ->
                        properties.putObject(name).put("description", note).put("deprecated", true));
        return document.put("additionalProperties", false);
    }
}

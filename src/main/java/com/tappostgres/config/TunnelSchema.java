package com.tappostgres.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The JSON Schemas of the settings that are objects, and the fields of {@code ssh_tunnel}. */
final class TunnelSchema {
    private TunnelSchema() {}

    /** One field of {@code ssh_tunnel}. */
    private enum Field {
        ENABLE("false leaves the tunnel out", "true"),
        HOST("name, address or Host entry of ~/.ssh/config", null),
        PORT("port of the SSH host; default: that of ~/.ssh/config, else 22", null),
        USERNAME("user there; default: that of ~/.ssh/config, else the operating system's user", null),
        PRIVATE_KEY("file or text of the private key; default: those of ~/.ssh", null),
        PRIVATE_KEY_PASSWORD("what the private key is encrypted with", null),
        PASSWORD("password on the SSH host", null),
        AGENT("true: there must be an ssh-agent, and its keys are tried; false: they are not", null),
        KNOWN_HOSTS("file of the host keys to trust", "~/.ssh/known_hosts"),
        HOST_KEY("the only host key to trust: its SHA256:... fingerprint, or its line of known_hosts", null),
        JUMP("hosts to go through before this one: an array of such objects or of user@host:port", null);

        private final String description;
        private final @Nullable String defaultValue;

        Field(String description, @Nullable String defaultValue) {
            this.description = description;
            this.defaultValue = defaultValue;
        }

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        private ObjectNode schema() {
            ObjectNode schema = Json.NODES.objectNode().put("description", description);
            schema.setAll(
                    switch (this) {
                        case ENABLE, AGENT -> SettingSchema.flag();
                        case PORT -> SettingSchema.number(1, WholeNumber.MAX_PORT);
                        case HOST, USERNAME, PRIVATE_KEY, PRIVATE_KEY_PASSWORD, PASSWORD, KNOWN_HOSTS, HOST_KEY ->
                            SettingSchema.text();
                        case JUMP -> SettingSchema.ofTypes("array", "string");
                    });
            if (defaultValue != null && this == ENABLE) {
                schema.put("default", true);
            } else if (defaultValue != null) {
                schema.put("default", defaultValue);
            }
            if (this == PRIVATE_KEY || this == PRIVATE_KEY_PASSWORD || this == PASSWORD) {
                SettingSchema.markSecret(schema);
            }
            return schema;
        }
    }

    static List<String> fieldNames() {
        return Arrays.stream(Field.values()).map(Field::key).toList();
    }

    /** The setting {@code ssh_tunnel}: the hosts before it are of the same kind. */
    static ObjectNode tunnel() {
        ObjectNode schema = host(SettingSchema.ofTypes("object", "string").put("pattern", SettingSchema.OBJECT));
        ObjectNode jump = (ObjectNode) schema.path("properties").path(Field.JUMP.key());
        // Unrolled once, without a reference: that would lead nowhere where the schema is part of another document.
        jump.set("items", host(Json.NODES.objectNode()));
        ((ObjectNode) jump.get("items")).putArray("type").add("string").add("object");
        return schema;
    }

    private static ObjectNode host(ObjectNode schema) {
        ObjectNode properties = schema.putObject("properties");
        for (Field field : Field.values()) {
            properties.set(field.key(), field.schema());
        }
        schema.put("additionalProperties", false);
        ArrayNode either = schema.putArray("anyOf");
        either.addObject().putArray("required").add(Field.HOST.key());
        ObjectNode off = either.addObject();
        off.putArray("required").add(Field.ENABLE.key());
        off.putObject("properties")
                .putObject(Field.ENABLE.key())
                .putArray("enum")
                .add(false)
                .add("false");
        return schema;
    }

    /** The setting {@code replica}. */
    static ObjectNode replica() {
        ObjectNode schema = SettingSchema.ofTypes("object", "string").put("pattern", SettingSchema.OBJECT);
        ObjectNode properties = schema.putObject("properties");
        properties.set("host", SettingSchema.text().put("description", "name or address of the server to read from"));
        properties.set(
                "port",
                SettingSchema.number(1, WholeNumber.MAX_PORT)
                        .put("description", "its port; default: that of the first host"));
        schema.putArray("required").add("host");
        return schema.put("additionalProperties", false);
    }
}

package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Knows which values are secret, and how settings are shown without them. */
public final class Secrets {
    private static final String MASK = "***";
    private static final String PEM_BEGIN = "-----BEGIN";

    /** A private key is longer than this, a path shorter than that. */
    private static final int LESS_THAN_A_KEY = 40;

    private static final int MAX_PATH = 255;

    /** Settings that hold a file's name or its text, which may be a private key by mistake. */
    private static final Set<Setting> TLS_TEXTS =
            Set.of(Setting.SSLROOTCERT, Setting.SSLCERT, Setting.SSLKEY, Setting.SSLCRL);

    private static final Set<String> PASSWORDS_OF_TUNNEL = Set.of("password", "private_key_password");
    private static final Set<String> FILES_OF_TUNNEL = Set.of("private_key", "known_hosts");

    private Secrets() {}

    /** Whether whoever reads this value has learnt a secret. */
    static boolean areIn(Setting setting, JsonNode value) {
        if (setting == Setting.SSH_TUNNEL) {
            return !masked(value).equals(parsed(value));
        }
        if (setting == Setting.SSLKEY) {
            return isKeyText(value);
        }
        return (setting == Setting.PASSWORD || setting == Setting.SSLPASSWORD || setting == Setting.MASK_SALT)
                && !value.asText().isEmpty();
    }

    /** The value as it may be shown to anybody. */
    static String shown(Setting setting, JsonNode value) {
        if (setting.isSecret() || (setting == Setting.SSLKEY && isKeyText(value))) {
            return MASK;
        }
        if (setting == Setting.SSH_TUNNEL) {
            return print(masked(value));
        }
        if (value.isContainerNode()) {
            return print(value);
        }
        String text = value.asText();
        if (text.contains(PEM_BEGIN)) {
            return "PEM text";
        }
        return TLS_TEXTS.contains(setting) && mayBeKey(text) ? MASK : text;
    }

    private static boolean isKeyText(JsonNode value) {
        return mayBeKey(value.asText());
    }

    /** Whether it is a private key and not surely the path of one, so that no message may quote it; Base64 has no dots. */
    public static boolean mayBeKey(String text) {
        boolean pathLike = text.startsWith("/") || text.startsWith("~") || text.contains(".");
        boolean path = text.length() <= (pathLike ? MAX_PATH : LESS_THAN_A_KEY);
        return !path || text.contains("\n") || text.contains(PEM_BEGIN);
    }

    private static JsonNode masked(JsonNode tunnel) {
        JsonNode copy = parsed(tunnel).deepCopy();
        mask(copy);
        return copy.isContainerNode() || copy.isNull() ? copy : Json.NODES.textNode(MASK);
    }

    private static void mask(JsonNode node) {
        if (node instanceof ArrayNode array) {
            array.forEach(Secrets::mask);
        } else if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> {
                if (isSecret(field.getKey(), field.getValue())) {
                    field.setValue(Json.NODES.textNode(MASK));
                } else {
                    mask(field.getValue());
                }
            });
        }
    }

    private static boolean isSecret(String key, JsonNode value) {
        if (value.isNull()) {
            return false;
        }
        if (FILES_OF_TUNNEL.contains(key)) {
            return value.isContainerNode() || isKeyText(value);
        }
        // Whatever has taken a key by mistake.
        if (value.asText().contains(PEM_BEGIN)) {
            return true;
        }
        return PASSWORDS_OF_TUNNEL.contains(key)
                && !(value.isTextual() && value.asText().isEmpty());
    }

    /** An object may come as its text, which it does from the environment. */
    private static JsonNode parsed(JsonNode value) {
        try {
            return value.isTextual() ? Json.parse(value.asText()) : value;
        } catch (Json.ReadException e) {
            return value;
        }
    }

    private static String print(JsonNode node) {
        return new String(Json.print(node), StandardCharsets.UTF_8);
    }
}

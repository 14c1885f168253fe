package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one source gives: a file, a URL, a service, or the variables of one kind. */
final class Layer {
    private final Map<Setting, Given> values = new EnumMap<>(Setting.class);

    /** Gives a setting its value, in place of one that this source gave before; JSON's null gives nothing. */
    void put(Setting setting, JsonNode value, String source) {
        if (!value.isNull()) {
            values.put(setting, new Given(value, source, true));
        }
    }

    /** Gives a setting a value that no message may hold. */
    void putUnquotable(Setting setting, String value, String source) {
        values.put(setting, new Given(Json.NODES.textNode(value), source, false));
    }

    @Nullable
    Given get(Setting setting) {
        return values.get(setting);
    }

    /** The text of a setting; empty where this source gives none or an empty one. */
    Optional<String> text(Setting setting) {
        Given given = values.get(setting);
        return given == null
                ? Optional.empty()
                : Optional.of(given.value().asText()).filter(text -> !text.isEmpty());
    }

    void remove(Setting setting) {
        values.remove(setting);
    }

    boolean holdsSecret() {
        return values.entrySet().stream()
                .anyMatch(
                        entry -> Secrets.areIn(entry.getKey(), entry.getValue().value()));
    }
}

package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one source gives: a file, or the variables of one kind. */
final class Layer {
    private final Map<Setting, Given> values = new EnumMap<>(Setting.class);

    /** Gives a setting its value, in place of one that this source gave before; JSON's null gives nothing. */
    void put(Setting setting, JsonNode value, String source) {
        if (!value.isNull()) {
            values.put(setting, new Given(value, source));
        }
    }

    @Nullable
    Given get(Setting setting) {
        return values.get(setting);
    }
}

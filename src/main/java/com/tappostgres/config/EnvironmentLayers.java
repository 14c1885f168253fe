package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import java.util.Map;

/** What environment variables give; an empty one counts as not set. */
final class EnvironmentLayers {
    private final Map<String, String> environment;
    private final Problems problems;

    EnvironmentLayers(Map<String, String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** What the variables {@code TAP_POSTGRES_...} give. */
    Layer own() {
        Layer layer = new Layer();
        for (Setting setting : Setting.values()) {
            String variable = setting.environmentVariable();
            String text = environment.getOrDefault(variable, "");
            if (!text.isEmpty()) {
                layer.put(setting, value(setting, text), variable);
            }
        }
        return layer;
    }

    /** What the variables of PostgreSQL's own programs give. */
    Layer libpq() {
        Layer layer = new Layer();
        for (Setting setting : Setting.values()) {
            setting.libpqVariable().ifPresent(variable -> {
                String text = environment.getOrDefault(variable, "");
                if (!text.isEmpty()) {
                    layer.put(setting, Json.NODES.textNode(text), variable);
                }
            });
        }
        return layer;
    }

    /** Lists in the environment may be JSON arrays; a password may well begin with a bracket. */
    private JsonNode value(Setting setting, String text) {
        if (!setting.isList() || !text.startsWith("[")) {
            return Json.NODES.textNode(text);
        }
        try {
            return Json.parse(text);
        } catch (Json.ReadException e) {
            problems.add(setting.environmentVariable() + " " + e.getMessage());
            return Json.NODES.nullNode();
        }
    }
}

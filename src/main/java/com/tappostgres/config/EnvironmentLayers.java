package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import java.util.Map;
import java.util.TreeSet;

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
            String text = text(variable);
            if (!text.isEmpty() && setting != Setting.URL) {
                layer.put(setting, value(setting, text), variable);
            }
        }
        return layer;
    }

    /** What the URL in a variable gives. */
    Layer url() {
        String variable = Setting.URL.environmentVariable();
        String text = text(variable);
        return text.isEmpty() ? new Layer() : ConnectionUrl.read(text, variable, problems);
    }

    /** What the variables of PostgreSQL's own programs give. */
    Layer libpq() {
        Layer layer = new Layer();
        for (Setting setting : Setting.values()) {
            setting.libpqVariable().ifPresent(variable -> {
                String text = text(variable);
                if (!text.isEmpty()) {
                    layer.put(setting, Json.NODES.textNode(text), variable);
                }
            });
        }
        // An old name of PGSSLMODE=require, which libpq still heeds where there is no PGSSLMODE.
        if (text("PGREQUIRESSL").startsWith("1") && text("PGSSLMODE").isEmpty()) {
            layer.put(Setting.SSL, Json.NODES.booleanNode(true), "PGREQUIRESSL");
        }
        for (String variable : new TreeSet<>(ConnectionParameters.refusedVariables())) {
            ConnectionParameters.refusalOfVariable(variable, text(variable)).ifPresent(problems::add);
        }
        return layer;
    }

    private String text(String variable) {
        return environment.getOrDefault(variable, "");
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

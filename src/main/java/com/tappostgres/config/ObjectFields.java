package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a setting that is an object, noting every one that does not fit, under its path. */
final class ObjectFields {
    private final String path;
    private final JsonNode object;
    private final Problems problems;

    private ObjectFields(String path, JsonNode object, Problems problems) {
        this.path = path;
        this.object = object;
        this.problems = problems;
    }

    /**
     * An object, or the text of one, as it comes from the environment.
     *
     * @param path what it is called in messages: {@code ssh_tunnel.jump[0]}
     */
    static Optional<ObjectFields> read(String path, JsonNode value, Problems problems) {
        JsonNode object = value;
        try {
            object = value.isTextual() && value.asText().strip().startsWith("{") ? Json.parse(value.asText()) : value;
        } catch (Json.ReadException e) {
            problems.add("\"" + path + "\" " + e.getMessage());
            return Optional.empty();
        }
        if (!object.isObject()) {
            problems.add("\"" + path + "\" must be an object");
            return Optional.empty();
        }
        return Optional.of(new ObjectFields(path, object, problems));
    }

    /** Notes every field of another name. */
    void allowOnly(List<String> names) {
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                String suggestion = NearestName.suggestion(name, names);
                problems.add(called(name) + " is no setting"
                        + (suggestion.isEmpty() ? "; \"" + path + "\" has " + String.join(", ", names) : suggestion));
            }
        });
    }

    /** The names of all fields, in the order in which they are written. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The name by which messages call a field: {@code "ssh_tunnel.host"}. */
    String called(String name) {
        return "\"" + pathOf(name) + "\"";
    }

    String pathOf(String name) {
        return path + "." + name;
    }

    /** A field as it is; null where it is left out. */
    @Nullable
    JsonNode get(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    boolean isEmpty() {
        return object.isEmpty();
    }

    /** An object within it; empty where it is left out. */
    Optional<ObjectFields> object(String name) {
        JsonNode value = get(name);
        return value == null ? Optional.empty() : read(pathOf(name), value, problems);
    }

    /** A text; empty where it is left out or empty. */
    Optional<String> text(String name) {
        JsonNode value = get(name);
        if (value != null && value.isContainerNode()) {
            problems.add(called(name) + " must be a single value, not an " + (value.isArray() ? "array" : "object"));
            return Optional.empty();
        }
        return value == null ? Optional.empty() : Optional.of(value.asText()).filter(text -> !text.isEmpty());
    }

    /** Names, as an array or a comma list; empty where it is left out. */
    List<String> texts(String name) {
        JsonNode value = get(name);
        List<String> texts = new ArrayList<>();
        if (value != null && value.isArray()) {
            for (JsonNode each : value) {
                if (!each.isTextual() || each.asText().isEmpty()) {
                    problems.add(called(name) + " must hold names only, not " + each);
                }
                texts.add(each.asText());
            }
        } else {
            for (String each : text(name).orElse("").split(",", -1)) {
                if (!each.isBlank()) {
                    texts.add(each.strip());
                }
            }
        }
        if (value != null && texts.isEmpty()) {
            problems.add(called(name) + " must name at least one column");
        }
        return texts;
    }

    OptionalInt port(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        int port = (int) WholeNumber.parse(text.get(), 1, WholeNumber.MAX_PORT).orElse(0);
        if (port == 0) {
            problems.add(called(name) + " must be " + WholeNumber.wanted(1, WholeNumber.MAX_PORT) + ", not \""
                    + text.get() + "\"");
            return OptionalInt.empty();
        }
        return OptionalInt.of(port);
    }

    Optional<Boolean> flag(String name) {
        Optional<String> text = text(name).map(value -> value.toLowerCase(Locale.ROOT));
        text.filter(value -> !value.equals("true") && !value.equals("false"))
                .ifPresent(value -> problems.add(called(name) + " must be true or false, not \"" + value + "\""));
        return text.map("true"::equals);
    }
}

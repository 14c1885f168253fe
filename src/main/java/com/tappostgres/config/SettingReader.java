package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads settings as the types that they have, noting every value that does not fit. */
final class SettingReader {
    private static final Pattern DURATION = Pattern.compile("\\d{1,9} ?(us|ms|s|min|h|d)?");

    private final Layers layers;
    private final Problems problems;

    SettingReader(Layers layers, Problems problems) {
        this.layers = layers;
        this.problems = problems;
    }

    /** The value as text; numbers and booleans often come as strings, and the other way round. */
    Optional<String> text(Setting setting) {
        Given given = layers.get(setting);
        if (given == null) {
            return setting.defaultValue();
        }
        JsonNode value = given.value();
        if (value.isContainerNode()) {
            problems.add("\"" + setting.key() + "\" must be a single value, not an "
                    + (value.isArray() ? "array" : "object"));
            return setting.defaultValue();
        }
        return Optional.of(value.asText());
    }

    String required(Setting setting) {
        return text(setting).orElse("");
    }

    String choice(Setting setting) {
        String value = required(setting);
        for (String allowed : setting.allowed()) {
            if (allowed.equalsIgnoreCase(value)) {
                return allowed;
            }
        }
        wrong(setting, "one of " + String.join(", ", setting.allowed()), value);
        return setting.defaultValue().orElseThrow();
    }

    boolean flag(Setting setting) {
        String value = required(setting).toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            wrong(setting, "true or false", value);
        }
        return value.equals("true");
    }

    long number(Setting setting, long least, long greatest) {
        String value = required(setting);
        try {
            long number = Long.parseLong(value.strip());
            if (number >= least && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with numbers out of range.
        }
        wrong(setting, "a whole number from " + least + (greatest == Long.MAX_VALUE ? "" : " to " + greatest), value);
        return least;
    }

    String duration(Setting setting) {
        String value = required(setting).strip();
        if (!DURATION.matcher(value).matches()) {
            wrong(setting, "a time such as 500ms, 10s or 5min", value);
        }
        return value;
    }

    List<String> names(Setting setting) {
        Given given = layers.get(setting);
        List<String> names = new ArrayList<>();
        if (given != null && given.value().isArray()) {
            for (JsonNode name : given.value()) {
                if (!name.isTextual()) {
                    problems.add("\"" + setting.key() + "\" must hold names only, not " + name);
                }
                names.add(name.asText());
            }
        } else {
            text(setting).ifPresent(list -> {
                for (String name : list.split(",", -1)) {
                    if (!name.isBlank()) {
                        names.add(name.strip());
                    }
                }
            });
        }
        return names;
    }

    private void wrong(Setting setting, String wanted, String value) {
        problems.add("\"" + setting.key() + "\" must be " + wanted + ", not \"" + value + "\"");
    }
}

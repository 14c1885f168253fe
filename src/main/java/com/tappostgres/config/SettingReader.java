package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
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

    /** The value as text; empty where nothing gives it or what is given is empty, which libpq takes for left out. */
    Optional<String> given(Setting setting) {
        return layers.get(setting) == null ? Optional.empty() : text(setting).filter(value -> !value.isEmpty());
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
        return number(setting, required(setting), least, greatest);
    }

    /** A number of which the setting may hold several. */
    long number(Setting setting, String value, long least, long greatest) {
        OptionalLong number = WholeNumber.parse(value, least, greatest);
        if (number.isEmpty()) {
            wrong(setting, WholeNumber.wanted(least, greatest), value);
        }
        return number.orElse(least);
    }

    /** A time that may be left out: then it is nothing. */
    Duration optionalTime(Setting setting) {
        return given(setting).isPresent() ? time(setting) : Duration.ZERO;
    }

    /** A time that may be a plain number of milliseconds, as in PostgreSQL's own settings. */
    Duration timeOrMillis(Setting setting) {
        OptionalLong number = WholeNumber.parse(required(setting), 0, Integer.MAX_VALUE);
        return number.isPresent() ? Duration.ofMillis(number.getAsLong()) : time(setting);
    }

    /** A time in seconds. */
    long seconds(Setting setting) {
        return time(setting).toSeconds();
    }

    private Duration time(Setting setting) {
        String value = required(setting);
        return TimeSpan.parse(value).orElseGet(() -> {
            wrong(setting, TimeSpan.WANTED, value);
            return Duration.ZERO;
        });
    }

    /** The value of {@link Setting#LATE_COMMITS}. */
    LateCommits lateCommits() {
        Given given = layers.get(Setting.LATE_COMMITS);
        JsonNode value = given == null ? Json.NODES.textNode("off") : given.value();
        return LateCommits.of(value).orElseGet(() -> {
            problems.add("\"" + Setting.LATE_COMMITS.key() + "\" must be " + LateCommits.WANTED + ", not " + value);
            return new LateCommits(false, null);
        });
    }

    /** The value of {@link Setting#START_DATE}, as PostgreSQL reads a timestamptz; empty where it is left out. */
    Optional<String> startDate() {
        Optional<String> written = given(Setting.START_DATE);
        Optional<String> read = written.flatMap(StartDate::parse);
        if (written.isPresent() && read.isEmpty()) {
            wrong(Setting.START_DATE, StartDate.WANTED, written.get());
        }
        return read;
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

    /** A problem with a setting; what it is about is left out where it may be a secret. */
    void wrong(Setting setting, String wanted, String value) {
        Given given = layers.get(setting);
        if (given != null && !given.quotable()) {
            problems.add(given.source() + ": " + setting.key() + " must be " + wanted);
        } else {
            problems.add("\"" + setting.key() + "\" must be " + wanted
                    + (setting.isSecret() ? "" : ", not \"" + value + "\""));
        }
    }

    /** The object that a setting holds; in the environment it is JSON. */
    Optional<ObjectFields> object(Setting setting) {
        Given given = layers.get(setting);
        return given == null ? Optional.empty() : ObjectFields.read(setting.key(), given.value(), problems);
    }

    boolean isGiven(Setting setting) {
        return layers.get(setting) != null;
    }

    /** How many sources stand above the one that gives a setting. */
    int rank(Setting setting) {
        return layers.rank(setting);
    }
}

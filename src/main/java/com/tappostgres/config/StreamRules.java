package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads the setting {@code streams}: an object of patterns, each with an object of choices. */
final class StreamRules {
    static final String METHOD = "method";
    static final String KEY = "key";
    static final String WHERE = "where";
    static final String LIMIT = "limit";
    static final String COLUMNS = "columns";
    static final String KEY_PROPERTIES = "key_properties";
    static final String MASK = "mask";
    static final String LATE_COMMITS = "late_commits";

    private static final List<String> FIELDS =
            List.of(METHOD, KEY, WHERE, LIMIT, COLUMNS, KEY_PROPERTIES, MASK, LATE_COMMITS);
    private static final String MASKS = "\"null\", \"sha256\" or {\"fixed\": \"a text\"}";

    private final Problems problems;

    StreamRules(Problems problems) {
        this.problems = problems;
    }

    /** The rules in the order in which they are written. */
    List<StreamChoices.Rule> read(ObjectFields streams) {
        List<StreamChoices.Rule> rules = new ArrayList<>();
        for (String text : streams.names()) {
            Optional<StreamPattern> pattern = pattern(text);
            JsonNode value = streams.get(text);
            if (value == null) {
                continue;
            }
            Optional<StreamChoices> choices =
                    ObjectFields.read(streams.pathOf(text), value, problems).map(this::choices);
            if (pattern.isPresent() && choices.isPresent()) {
                rules.add(new StreamChoices.Rule(pattern.get(), choices.get()));
            }
        }
        return rules;
    }

    private Optional<StreamPattern> pattern(String text) {
        Optional<StreamPattern> pattern = StreamPattern.parse(text, problem -> problems.add("\"streams\": " + problem));
        if (pattern.isPresent() && pattern.get().isExclusion()) {
            problems.add("\"streams\": the pattern \"" + text + "\" excludes, which only \"select\" does");
            return Optional.empty();
        }
        if (pattern.isPresent() && pattern.get().column().isPresent()) {
            problems.add("\"streams\": the pattern \"" + text + "\" means columns; here it must mean streams, such as"
                    + " schema.table");
            return Optional.empty();
        }
        return pattern;
    }

    private StreamChoices choices(ObjectFields fields) {
        fields.allowOnly(FIELDS);
        return new StreamChoices(
                method(fields),
                fields.text(KEY).orElse(null),
                fields.text(WHERE).orElse(null),
                limit(fields),
                fields.texts(COLUMNS),
                fields.texts(KEY_PROPERTIES),
                masks(fields),
                lateCommits(fields));
    }

    private @Nullable String method(ObjectFields fields) {
        Optional<String> text = fields.text(METHOD);
        if (text.isEmpty()) {
            return null;
        }
        String method = text.get().toUpperCase(Locale.ROOT).replace('-', '_');
        if (!method.equals(StreamChoices.FULL_TABLE) && !method.equals(StreamChoices.INCREMENTAL)) {
            problems.add(fields.called(METHOD) + " must be one of " + StreamChoices.FULL_TABLE + ", "
                    + StreamChoices.INCREMENTAL + ", not \"" + text.get() + "\"");
        }
        return method;
    }

    private @Nullable Long limit(ObjectFields fields) {
        Optional<String> text = fields.text(LIMIT);
        if (text.isEmpty()) {
            return null;
        }
        OptionalLong rows = WholeNumber.parse(text.get(), 1, Long.MAX_VALUE);
        if (rows.isEmpty()) {
            problems.add(fields.called(LIMIT) + " must be " + WholeNumber.wanted(1, Long.MAX_VALUE) + ", not \""
                    + text.get() + "\"");
            return null;
        }
        return rows.getAsLong();
    }

    private List<StreamChoices.Mask> masks(ObjectFields fields) {
        JsonNode value = fields.get(MASK);
        if (value == null) {
            return List.of();
        }
        List<StreamChoices.Mask> masks = new ArrayList<>();
        ObjectFields.read(fields.pathOf(MASK), value, problems).ifPresent(columns -> {
            for (String column : columns.names()) {
                Glob glob = Glob.parse(column, problem -> problems.add(fields.called(MASK) + ": " + problem));
                JsonNode mask = columns.get(column);
                if (mask == null || !isMask(mask)) {
                    problems.add(columns.called(column) + " must be " + MASKS + ", not " + mask);
                } else {
                    masks.add(new StreamChoices.Mask(glob, mask));
                }
            }
        });
        return masks;
    }

    private static boolean isMask(JsonNode mask) {
        if (mask.isObject()) {
            return mask.size() == 1 && mask.path("fixed").isTextual();
        }
        return mask.isTextual() && Arrays.asList("null", "sha256").contains(mask.asText());
    }

    private @Nullable JsonNode lateCommits(ObjectFields fields) {
        JsonNode value = fields.get(LATE_COMMITS);
        if (value != null && LateCommits.of(value).isEmpty()) {
            problems.add(fields.called(LATE_COMMITS) + " must be " + LateCommits.WANTED + ", not " + value);
        }
        return value;
    }
}

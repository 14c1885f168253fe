package com.tappostgres.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.config.Glob;
import com.tappostgres.config.StreamChoices;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.postgres.SqlCondition;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how selected streams are read. */
final class ChoiceOptions {
    private static final String FIXED = "fixed:";

    /** What the shell completes behind --method. */
    static final class Methods implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(StreamChoices.FULL_TABLE, StreamChoices.INCREMENTAL)
                    .map(method -> method.toLowerCase(Locale.ROOT))
                    .iterator();
        }
    }

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            completionCandidates = Methods.class,
            description = "full_table or incremental.")
    private @Nullable String method;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            description = "The replication key; without --method it means incremental.")
    private @Nullable String key;

    @Option(names = "--where", paramLabel = "SQL", description = "Read only rows of which this holds; '' for all.")
    private @Nullable String where;

    @Option(names = "--limit", paramLabel = "N", description = "Read so many rows a run, at most; 0 for all.")
    private @Nullable Long limit;

    @Option(
            names = "--columns",
            paramLabel = "A,B",
            split = ",",
            hideParamSyntax = true,
            description = "Read these columns only.")
    private List<String> columns = new ArrayList<>();

    @Option(
            names = "--key-properties",
            paramLabel = "A,B",
            split = ",",
            hideParamSyntax = true,
            description = "The columns that tell rows apart, for views and tables without a key.")
    private List<String> keyProperties = new ArrayList<>();

    @Option(
            names = "--mask",
            paramLabel = "COLUMN=MASK",
            description =
                    "What is sent in place of the values of columns: null, sha256, fixed:TEXT; none for the values.")
    private List<String> masks = new ArrayList<>();

    boolean any() {
        return method != null
                || key != null
                || where != null
                || limit != null
                || !columns.isEmpty()
                || !keyProperties.isEmpty()
                || !masks.isEmpty();
    }

    StreamChoices choices() {
        if (limit != null && limit < 0) {
            throw usage("--limit must be a whole number from 0, not " + limit, "--limit 1000");
        }
        String chosen = method();
        if (StreamChoices.FULL_TABLE.equals(chosen) && key != null) {
            throw usage("--key is for incremental, and --method says full_table", "Leave one of them out.");
        }
        if (where != null && !where.isBlank()) {
            SqlCondition.parse(where, "--where");
        }
        return new StreamChoices(
                chosen,
                key,
                where,
                limit,
                columns,
                keyProperties,
                masks.stream().map(ChoiceOptions::mask).toList(),
                null);
    }

    private @Nullable String method() {
        if (method == null) {
            return null;
        }
        String name = method.toUpperCase(Locale.ROOT).replace('-', '_');
        if (!name.equals(StreamChoices.FULL_TABLE) && !name.equals(StreamChoices.INCREMENTAL)) {
            throw usage("--method must be full_table or incremental, not \"" + method + "\"", "--method incremental");
        }
        return name;
    }

    private static StreamChoices.Mask mask(String text) {
        int equals = text.lastIndexOf('=');
        int fixed = text.indexOf("=" + FIXED);
        int at = fixed > 0 ? fixed : equals;
        if (at <= 0) {
            throw badMask(text);
        }
        Glob column = Glob.parse(text.substring(0, at), problem -> {
            throw usage("--mask: " + problem, "--mask email=sha256");
        });
        return new StreamChoices.Mask(column, value(text.substring(at + 1), text));
    }

    private static @Nullable JsonNode value(String mask, String text) {
        if (mask.startsWith(FIXED)) {
            return Json.NODES.objectNode().put("fixed", mask.substring(FIXED.length()));
        }
        return switch (mask) {
            case "none" -> null;
            case "null", "sha256" -> Json.NODES.textNode(mask);
            default -> throw badMask(text);
        };
    }

    private static TapException badMask(String text) {
        return usage(
                "--mask must be COLUMN=null, COLUMN=sha256, COLUMN=fixed:TEXT or COLUMN=none, not \"" + text + "\"",
                "--mask email=sha256");
    }

    private static TapException usage(String message, String hint) {
        return new TapException(ErrorKind.USAGE, message, hint);
    }
}

package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns {@code batch_config} into its record; its fields are those of the Meltano SDK. */
final class BatchBuilder {
    static final List<String> COMPRESSIONS = List.of("gzip", "zstd", "none");
    static final int DEFAULT_ROWS = 10_000;
    private static final String SCHEME = "file://";
    private static final String WANTED = "a local folder, such as \"file:///var/spool/tap-postgres\"";

    private static final Pattern OTHER_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):/.*", Pattern.DOTALL);

    /** What some loaders decode, or take for the end of a path, and others do not. */
    private static final Pattern AMBIGUOUS = Pattern.compile("[%?#\\p{Cntrl}]");

    private static final Pattern NEVER_IN_A_PREFIX = Pattern.compile("[/%?#\\p{Cntrl}]");
    private static final int LONGEST_PREFIX = 100;

    private final HomeFolder home;
    private final Problems problems;

    BatchBuilder(HomeFolder home, Problems problems) {
        this.home = home;
        this.problems = problems;
    }

    /** The batches; empty where the object is, which turns them off. */
    Optional<TapConfig.Batches> build(ObjectFields fields) {
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        fields.allowOnly(List.of("encoding", "storage", "batch_size"));
        Optional<ObjectFields> encoding = fields.object("encoding");
        Optional<ObjectFields> storage = fields.object("storage");
        encoding.ifPresent(this::checkFormat);
        storage.ifPresent(each -> each.allowOnly(List.of("root", "prefix")));
        return Optional.of(new TapConfig.Batches(
                folder(fields, storage),
                storage.map(this::prefix).orElse(""),
                encoding.map(this::compression).orElse(COMPRESSIONS.get(0)),
                rows(fields)));
    }

    private void checkFormat(ObjectFields encoding) {
        encoding.allowOnly(List.of("format", "compression"));
        encoding.text("format")
                .filter(format -> !format.equals("jsonl"))
                .ifPresent(
                        format -> problems.add(encoding.called("format") + " must be jsonl, not \"" + format + "\""));
    }

    private String compression(ObjectFields encoding) {
        String value = encoding.text("compression").orElse(COMPRESSIONS.get(0));
        if (!COMPRESSIONS.contains(value)) {
            problems.add(encoding.called("compression") + " must be one of " + String.join(", ", COMPRESSIONS)
                    + ", not \"" + value + "\"");
        }
        return value;
    }

    private Path folder(ObjectFields fields, Optional<ObjectFields> storage) {
        String called = "\"" + fields.pathOf("storage.root") + "\"";
        String root = storage.flatMap(each -> each.text("root")).orElse("");
        if (root.isEmpty() || root.equals(SCHEME)) {
            problems.add(called + " is missing: name " + WANTED);
            return Path.of("");
        }
        String path = root.startsWith(SCHEME) ? root.substring(SCHEME.length()) : home.expand(root);
        problemOf(path).ifPresent(problem -> problems.add(called + " " + problem));
        try {
            return Path.of(path).normalize();
        } catch (InvalidPathException e) {
            problems.add(called + " is no path on this machine: " + e.getReason());
            return Path.of("");
        }
    }

    /** Quotes nothing: the URL of a bucket may hold a key. */
    private static Optional<String> problemOf(String path) {
        if (OTHER_SCHEME.matcher(path).matches()) {
            return Optional.of("must be " + WANTED + ": nothing else can be written to than local files");
        }
        if (!path.startsWith("/")) {
            return Optional.of("must be an absolute path, such as \"file:///var/spool/tap-postgres\" (three slashes)");
        }
        return AMBIGUOUS.matcher(path).find()
                ? Optional.of("must not hold %, ? or #, which not all loaders read in the same way")
                : Optional.empty();
    }

    private String prefix(ObjectFields storage) {
        String prefix = storage.text("prefix").orElse("");
        if (NEVER_IN_A_PREFIX.matcher(prefix).find()) {
            problems.add(storage.called("prefix") + " begins the names of files: it must not hold /, %, ? or #");
        } else if (prefix.length() > LONGEST_PREFIX) {
            problems.add(storage.called("prefix") + " must have no more than " + LONGEST_PREFIX + " characters");
        }
        return prefix;
    }

    private int rows(ObjectFields fields) {
        @Nullable JsonNode value = fields.get("batch_size");
        if (value == null) {
            return DEFAULT_ROWS;
        }
        OptionalLong rows = WholeNumber.parse(value.asText(), 1, Integer.MAX_VALUE);
        if (rows.isEmpty()) {
            problems.add(fields.called("batch_size") + " must be " + WholeNumber.wanted(1, Integer.MAX_VALUE) + ", not "
                    + value);
        }
        return (int) rows.orElse(DEFAULT_ROWS);
    }
}

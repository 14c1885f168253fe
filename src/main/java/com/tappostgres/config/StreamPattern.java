package com.tappostgres.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of streams, or of columns of streams.
 *
 * <p>{@code schema.table}, {@code schema.table.column}, or the stream's own name or id: alone, or with a column where a
 * dash outside of quotes tells it from a schema. A {@code database/} may stand in front, and before all a {@code !} that
 * turns it into its opposite.
 */
public final class StreamPattern {
    private static final int SCHEMA_TABLE_COLUMN = 3;

    private final String text;
    private final boolean exclusion;
    private final @Nullable Glob database;
    private final @Nullable Glob schema;
    private final Glob name;
    private final @Nullable Glob column;

    private StreamPattern(
            String text,
            boolean exclusion,
            @Nullable Glob database,
            @Nullable Glob schema,
            Glob name,
            @Nullable Glob column) {
        this.text = text;
        this.exclusion = exclusion;
        this.database = database;
        this.schema = schema;
        this.name = name;
        this.column = column;
    }

    /**
     * Reads a pattern.
     *
     * @param problems told what is wrong with it, where it is empty
     */
    public static Optional<StreamPattern> parse(String text, Consumer<String> problems) {
        try {
            return Optional.of(parse(text));
        } catch (MalformedPatternException e) {
            problems.accept("the pattern \"" + text + "\" " + e.reason());
            return Optional.empty();
        }
    }

    private static StreamPattern parse(String text) throws MalformedPatternException {
        String whole = text.strip();
        boolean exclusion = whole.startsWith("!");
        if (whole.startsWith("!!")) {
            throw new MalformedPatternException(
                    "has two ! in front: put double quotes around a name that begins with one");
        }
        List<PatternScanner.Part> parts = PatternScanner.scan(exclusion ? whole.substring(1) : whole, "./");
        Glob database = parts.get(0).end() == '/' ? parts.get(0).glob() : null;
        List<PatternScanner.Part> rest = database == null ? parts : parts.subList(1, parts.size());
        if (rest.stream().anyMatch(part -> part.end() == '/')) {
            throw new MalformedPatternException(
                    "has a slash that is not behind a database: put double quotes around a part that holds slashes or"
                            + " dots");
        }
        if (rest.size() > SCHEMA_TABLE_COLUMN) {
            throw new MalformedPatternException(
                    "has more parts than schema.table.column: put double quotes around a part that holds dots");
        }
        boolean byStream = rest.size() == 1 || (rest.size() == 2 && rest.get(0).dashed());
        int at = byStream ? 0 : 1;
        return new StreamPattern(
                whole,
                exclusion,
                database,
                byStream ? null : rest.get(0).glob(),
                rest.get(at).glob(),
                rest.size() > at + 1 ? rest.get(at + 1).glob() : null);
    }

    /** Whether it means this stream, or columns of it. */
    public boolean matches(StreamAddress stream) {
        if (database != null && !database.matches(stream.database())) {
            return false;
        }
        return schema == null
                ? name.matches(stream.stream()) || name.matches(stream.id())
                : schema.matches(stream.schema()) && name.matches(stream.table());
    }

    /** Whether a {@code !} stands in front. */
    public boolean isExclusion() {
        return exclusion;
    }

    public Optional<Glob> database() {
        return Optional.ofNullable(database);
    }

    /** Empty where it goes by the stream's name. */
    public Optional<Glob> schema() {
        return Optional.ofNullable(schema);
    }

    /** The table; without a schema the stream's name or id. */
    public Glob name() {
        return name;
    }

    /** Empty where it means whole streams. */
    public Optional<Glob> column() {
        return Optional.ofNullable(column);
    }

    /** As it was written. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamPattern pattern && text.equals(pattern.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}

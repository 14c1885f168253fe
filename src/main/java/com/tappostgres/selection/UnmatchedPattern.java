package com.tappostgres.selection;

import com.tappostgres.config.Glob;
import com.tappostgres.config.NearestName;
import com.tappostgres.config.StreamAddress;
import com.tappostgres.config.StreamPattern;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Says of a pattern that matches nothing which part of it does not, and what was meant perhaps. */
public final class UnmatchedPattern {
    private static final int MOST = 5;

    private final StreamPattern pattern;

    public UnmatchedPattern(StreamPattern pattern) {
        this.pattern = pattern;
    }

    /** In words: {@code the pattern "public.ordres" matches no table (did you mean "public.orders"?)}. */
    public String words(List<SelectableStream> all) {
        Set<String> databases = new LinkedHashSet<>();
        all.forEach(each -> databases.add(each.address().database()));
        return words(all, databases);
    }

    /**
     * The same where more databases are known than those of the streams.
     *
     * @param databases all that a pattern can name
     */
    String words(List<SelectableStream> all, Set<String> databases) {
        String start = "the pattern \"" + pattern.text() + "\" matches ";
        List<SelectableStream> streams = all;
        if (pattern.database().isPresent()) {
            Glob database = pattern.database().get();
            if (databases.stream().noneMatch(database::matches)) {
                return start + "no database" + suggestion(database.text(), databases);
            }
            streams = among(streams, StreamAddress::database, database);
            if (streams.isEmpty()) {
                return start + "no table that the role may read";
            }
        }
        Optional<Glob> schema = pattern.schema();
        if (schema.isPresent()) {
            List<SelectableStream> ofSchema = among(streams, StreamAddress::schema, schema.get());
            if (ofSchema.isEmpty()) {
                return start + "no schema" + nearest(schema.get(), streams, StreamAddress::schema);
            }
            streams = ofSchema;
        }
        List<SelectableStream> matched =
                streams.stream().filter(each -> pattern.matches(each.address())).toList();
        if (matched.isEmpty()) {
            return start + (schema.isPresent() ? tables(streams) : streams(streams));
        }
        Glob column = pattern.column().orElse(Glob.literal(""));
        return start + "no column" + suggestion(column.text(), columns(matched));
    }

    private String tables(List<SelectableStream> streams) {
        Glob name = pattern.name();
        boolean isColumn = pattern.column().isEmpty()
                && streams.stream().anyMatch(each -> each.columns().stream().anyMatch(name::matches));
        if (isColumn) {
            return "no table; as columns of all tables they are \"" + (pattern.isExclusion() ? "!" : "") + "*.*."
                    + name.text() + "\"";
        }
        return "no table" + nearest(name, streams, StreamAddress::table);
    }

    private String streams(List<SelectableStream> streams) {
        boolean isSchema = pattern.column().isPresent()
                && streams.stream()
                        .anyMatch(each -> pattern.name().matches(each.address().schema()));
        if (isSchema) {
            return "no stream; a schema that has a dash stands in double quotes: \""
                    + pattern.name().text() + "\"." + pattern.column().get().text();
        }
        return "no stream" + nearest(pattern.name(), streams, StreamAddress::stream);
    }

    private static List<SelectableStream> among(
            List<SelectableStream> streams, Function<StreamAddress, String> part, Glob glob) {
        return streams.stream()
                .filter(each -> glob.matches(part.apply(each.address())))
                .toList();
    }

    private static String nearest(Glob glob, List<SelectableStream> streams, Function<StreamAddress, String> part) {
        Set<String> names = new LinkedHashSet<>();
        streams.forEach(each -> names.add(part.apply(each.address())));
        return suggestion(glob.text(), names);
    }

    private static Set<String> columns(List<SelectableStream> streams) {
        Set<String> names = new LinkedHashSet<>();
        streams.forEach(each -> names.addAll(each.columns()));
        return names;
    }

    /** The nearest of some names, or some of them. */
    static String suggestion(String name, Set<String> names) {
        String nearest = NearestName.suggestion(name, List.copyOf(names));
        return nearest.isEmpty() && !names.isEmpty() ? ": there are " + some(names) : nearest;
    }

    /** The first few of some names. */
    static String some(Set<String> names) {
        List<String> first = new ArrayList<>(names).subList(0, Math.min(MOST, names.size()));
        return String.join(", ", first) + (names.size() > MOST ? " and " + (names.size() - MOST) + " more" : "");
    }
}

package com.tappostgres.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's texts of values that are made of others: arrays, composites, ranges. */
final class Literals {
    private Literals() {}

    /** Arrays of that many dimensions, some empty, some with lower bounds other than 1, some with NULL elements. */
    static Arbitrary<String> arrays(Arbitrary<String> element, int dimensions) {
        return arrays(element, dimensions, ",");
    }

    static Arbitrary<String> arrays(Arbitrary<String> element, int dimensions, String delimiter) {
        Arbitrary<List<Integer>> sizes =
                Arbitraries.integers().between(1, 4 - dimensions / 2).list().ofSize(dimensions);
        Arbitrary<Integer> lowerBound = Arbitraries.of(1, 1, 1, 0, -3, 5);
        Arbitrary<String> filled = Combinators.combine(sizes, lowerBound)
                .flatAs((lengths, bound) -> element.injectNull(0.1)
                        .list()
                        .ofSize(lengths.stream().reduce(1, Math::multiplyExact))
                        .map(elements -> bounds(lengths, bound) + nested(elements, lengths, delimiter)));
        return Arbitraries.oneOf(filled, filled, filled, filled, filled, filled, filled, Arbitraries.just("{}"));
    }

    private static String bounds(List<Integer> lengths, int lowerBound) {
        return lowerBound == 1
                ? ""
                : lengths.stream()
                        .map(length -> "[" + lowerBound + ":" + (lowerBound + length - 1) + "]")
                        .collect(Collectors.joining("", "", "="));
    }

    private static String nested(List<@Nullable String> elements, List<Integer> lengths, String delimiter) {
        if (lengths.isEmpty()) {
            String only = elements.get(0);
            return only == null ? "NULL" : '"' + only.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
        int parts = lengths.get(0);
        int length = elements.size() / parts;
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            texts.add(nested(
                    elements.subList(i * length, (i + 1) * length), lengths.subList(1, lengths.size()), delimiter));
        }
        return "{" + String.join(delimiter, texts) + "}";
    }

    /** Composites of these attributes, each of which may be NULL. */
    static Arbitrary<String> rows(List<Arbitrary<String>> attributes) {
        List<Arbitrary<String>> nullable =
                attributes.stream().map(each -> each.injectNull(0.15)).toList();
        return Combinators.combine(nullable).as(Literals::row);
    }

    private static String row(List<@Nullable String> fields) {
        return fields.stream()
                .map(field ->
                        field == null ? "" : '"' + field.replace("\\", "\\\\").replace("\"", "\"\"") + '"')
                .collect(Collectors.joining(",", "(", ")"));
    }

    /** Ranges between two numbers or days, of which {@code text} makes the bounds; open ones and the empty one too. */
    static Arbitrary<String> ranges(Arbitrary<Long> bounds, LongFunction<String> text) {
        Arbitrary<String> openings = Arbitraries.of("[", "(");
        Arbitrary<String> closings = Arbitraries.of("]", ")");
        Arbitrary<String> bounded = Combinators.combine(openings, bounds, bounds, closings)
                .as((opening, one, other, closing) ->
                        opening + text.apply(Math.min(one, other)) + "," + text.apply(Math.max(one, other)) + closing);
        Arbitrary<String> open = Combinators.combine(bounds, Arbitraries.of("[V,)", "(,V]", "(,)", "empty"))
                .as((bound, form) -> form.replace("V", text.apply(bound)));
        return Arbitraries.oneOf(bounded, bounded, bounded, open);
    }

    static Arbitrary<String> multiranges(Arbitrary<String> ranges) {
        return ranges.list().ofMaxSize(5).map(parts -> "{" + String.join(",", parts) + "}");
    }
}

package com.tappostgres.cli;

import com.tappostgres.config.StreamChoices;
import com.tappostgres.config.StreamPattern;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.selection.ChoiceCheck;
import com.tappostgres.selection.ChoiceWriter;
import com.tappostgres.selection.PatternSelector;
import com.tappostgres.selection.SelectableStream;
import com.tappostgres.selection.UnmatchedPattern;
import com.tappostgres.sync.MaskCheck;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The change of a catalog's streams by patterns and choices, in memory: all of it, or an error that names every problem. */
final class CatalogEdit {
    private final List<SelectableStream> streams;
    private final List<StreamPattern> patterns;

    CatalogEdit(List<SelectableStream> streams, List<StreamPattern> patterns) {
        this.streams = streams;
        this.patterns = patterns;
    }

    /** The streams of which a pattern means something; fails where one means nothing. */
    List<SelectableStream> requireMatches() {
        List<String> problems = new ArrayList<>();
        for (StreamPattern pattern : patterns) {
            if (streams.stream().noneMatch(stream -> means(pattern, stream))) {
                problems.add(new UnmatchedPattern(pattern).words(streams));
            }
        }
        fail(problems);
        return streams.stream()
                .filter(stream -> patterns.stream().anyMatch(pattern -> means(pattern, stream)))
                .toList();
    }

    /**
     * Changes the streams.
     *
     * @return what became of each that is another now
     */
    Map<SelectableStream, List<String>> apply(StreamChoices choices) {
        IdentityHashMap<SelectableStream, Map<String, String>> before = new IdentityHashMap<>();
        streams.forEach(stream -> before.put(stream, CatalogDiff.choices(stream)));
        List<String> problems = new ArrayList<>();
        for (StreamPattern pattern : new PatternSelector(patterns).apply(streams)) {
            problems.add(new UnmatchedPattern(pattern).words(streams));
        }
        List<SelectableStream> chosen = streams.stream()
                .filter(stream -> stream.stream().isSelected())
                .filter(stream ->
                        patterns.stream().anyMatch(pattern -> !pattern.isExclusion() && means(pattern, stream)))
                .toList();
        if (problems.isEmpty()) {
            problems.addAll(new ChoiceCheck(choices).problems(chosen));
        }
        fail(problems);
        chosen.forEach(new ChoiceWriter(choices)::write);
        if (!choices.masks().isEmpty()
                || choices.method() != null
                || choices.key() != null
                || !choices.keyProperties().isEmpty()) {
            chosen.forEach(stream ->
                    MaskCheck.requireFit(stream.stream(), stream.address().pattern()));
        }
        Map<SelectableStream, List<String>> changes = new LinkedHashMap<>();
        for (SelectableStream stream : streams) {
            List<String> lines =
                    CatalogDiff.lines(Objects.requireNonNull(before.get(stream)), CatalogDiff.choices(stream));
            if (!lines.isEmpty()) {
                changes.put(stream, lines);
            }
        }
        return changes;
    }

    private static boolean means(StreamPattern pattern, SelectableStream stream) {
        return pattern.matches(stream.address())
                && pattern.column()
                        .map(column -> stream.columns().stream().anyMatch(column::matches))
                        .orElse(true);
    }

    private static void fail(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    String.join("; ", problems),
                    "Nothing was changed; tap-postgres select CATALOG --list shows what there is.");
        }
    }
}

package com.tappostgres.selection;

import com.tappostgres.config.Glob;
import com.tappostgres.config.StreamChoices;
import com.tappostgres.config.StreamPattern;
import com.tappostgres.config.TapConfig;
import com.tappostgres.singer.EditableStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the settings {@code select} and {@code streams} choose, written into the streams of a catalog. */
public final class ConfiguredSelection {
    private final TapConfig.Selection selection;
    private final DiscoveryScope scope;
    private final Set<String> databases = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<StreamPattern> unmatched = new ArrayList<>();

    public ConfiguredSelection(TapConfig config) {
        this.selection = config.selection();
        this.scope = DiscoveryScope.of(config);
    }

    /** Writes the choices into the streams of a file, which may have selected some of them. */
    public SelectionReport onTopOf(List<EditableStream> file) {
        List<SelectableStream> streams = selectable(file);
        streams.forEach(stream -> databases.add(stream.address().database()));
        return apply(streams, selection.patterns());
    }

    /**
     * Writes the choices into the streams of a server.
     *
     * @param names those of the databases that the role may connect to
     */
    public SelectionReport inPlaceOfFile(List<EditableStream> found, Set<String> names) {
        databases.addAll(names);
        return apply(selectable(found), DiscoveryScope.selecting(selection));
    }

    private List<SelectableStream> selectable(List<EditableStream> editable) {
        List<SelectableStream> streams = new ArrayList<>();
        editable.forEach(stream -> streams.add(SelectableStream.of(stream, scope.defaultDatabase())));
        return streams;
    }

    private SelectionReport apply(List<SelectableStream> streams, List<StreamPattern> patterns) {
        String setting = selection.patterns().isEmpty() ? "\"streams\": " : "\"select\": ";
        for (StreamPattern pattern : new PatternSelector(patterns, this::means).apply(streams)) {
            unmatched.add(pattern);
            warnings.add(setting + new UnmatchedPattern(pattern).words(inScope(pattern, streams), databases));
        }
        List<SelectableStream> selected =
                streams.stream().filter(stream -> stream.stream().isSelected()).toList();
        for (StreamChoices.Rule rule : selection.rules()) {
            write(rule, selected, streams);
        }
        return new SelectionReport(warnings, problems, unmatched, selected.size(), SelectionReport.names(streams));
    }

    private boolean means(StreamPattern pattern, SelectableStream stream) {
        return scope.means(pattern, stream.address().database()) && pattern.matches(stream.address());
    }

    private List<SelectableStream> inScope(StreamPattern pattern, List<SelectableStream> streams) {
        return pattern.database().isPresent()
                ? streams
                : streams.stream()
                        .filter(stream -> scope.means(pattern, stream.address().database()))
                        .toList();
    }

    private void write(StreamChoices.Rule rule, List<SelectableStream> selected, List<SelectableStream> all) {
        List<SelectableStream> meant = selected.stream()
                .filter(stream -> means(rule.streams(), stream))
                .toList();
        meant.forEach(new ChoiceWriter(rule.choices())::write);
        String name = "\"streams\": ";
        if (meant.isEmpty()) {
            if (unmatched.contains(rule.streams())) {
                return;
            }
            boolean exists = all.stream().anyMatch(stream -> means(rule.streams(), stream));
            if (!exists) {
                unmatched.add(rule.streams());
            }
            warnings.add(name
                    + (exists
                            ? "the pattern \"" + rule.streams().text() + "\" matches no selected stream"
                            : new UnmatchedPattern(rule.streams()).words(inScope(rule.streams(), all), databases)));
            return;
        }
        Set<String> columns = new LinkedHashSet<>();
        meant.forEach(stream -> columns.addAll(stream.columns()));
        for (String column : rule.choices().columns()) {
            if (!columns.contains(column)) {
                problems.add(name + "the column \"" + column + "\" of \""
                        + rule.streams().text() + "\" does not exist or is not readable"
                        + UnmatchedPattern.suggestion(column, columns));
            }
        }
        rule.choices().masks().forEach(mask -> checkMask(mask.column(), rule, columns));
    }

    /** What was to be hidden must not be sent since its column is called otherwise by now. */
    private void checkMask(Glob mask, StreamChoices.Rule rule, Set<String> columns) {
        if (columns.stream().anyMatch(mask::matches)) {
            return;
        }
        String what = "\"streams\": the mask of \"" + mask.text() + "\" in \""
                + rule.streams().text() + "\" matches no column" + UnmatchedPattern.suggestion(mask.text(), columns);
        (mask.isLiteral() ? problems : warnings).add(what);
    }
}

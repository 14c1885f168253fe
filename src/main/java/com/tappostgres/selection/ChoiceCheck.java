package com.tappostgres.selection;

import com.tappostgres.config.NearestName;
import com.tappostgres.config.StreamChoices;
import com.tappostgres.singer.CatalogStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether choices fit the streams that they are for; notes everything that does not. */
public final class ChoiceCheck {
    private static final String XMIN = "xmin";

    private final StreamChoices choices;
    private final List<String> problems = new ArrayList<>();

    public ChoiceCheck(StreamChoices choices) {
        this.choices = choices;
    }

    /** What is wrong with the choices for these streams, before they are written. */
    public List<String> problems(List<SelectableStream> streams) {
        Set<String> columns = new LinkedHashSet<>();
        for (SelectableStream stream : streams) {
            columns.addAll(stream.columns());
            checkKey(stream);
            checkColumns(stream, choices.columns());
            checkColumns(stream, choices.keyProperties());
        }
        for (StreamChoices.Mask mask : choices.masks()) {
            if (columns.stream().noneMatch(mask.column()::matches)) {
                problems.add("the mask of \"" + mask.column().text() + "\" matches no column"
                        + UnmatchedPattern.suggestion(mask.column().text(), columns));
            }
        }
        return problems;
    }

    private void checkColumns(SelectableStream stream, List<String> columns) {
        for (String column : columns) {
            if (!stream.columns().contains(column)) {
                problems.add(stream.address().pattern() + " has no column \"" + column + "\""
                        + NearestName.suggestion(column, stream.columns()));
            }
        }
    }

    private void checkKey(SelectableStream stream) {
        if (!StreamChoices.INCREMENTAL.equals(ChoiceWriter.method(choices))) {
            return;
        }
        CatalogStream before = stream.stream();
        String name = stream.address().pattern();
        String key =
                choices.key() != null ? choices.key() : before.replicationKey().orElse(null);
        if (key == null) {
            problems.add(name + ": INCREMENTAL needs a key" + valid(before));
        } else if (key.equals(XMIN)) {
            if (before.isView()) {
                problems.add(name + ": a view has no \"xmin\"" + valid(before));
            }
        } else if (!stream.columns().contains(key)) {
            problems.add(name + " has no column \"" + key + "\"" + NearestName.suggestion(key, stream.columns())
                    + valid(before));
        } else if (before.validReplicationKeys()
                .filter(valid -> !valid.contains(key))
                .isPresent()) {
            problems.add(name + ": \"" + key + "\""
                    + before.sqlDatatype(key).map(type -> " (" + type + ")").orElse("") + " has no order to go on from"
                    + valid(before));
        }
    }

    private static String valid(CatalogStream stream) {
        List<String> valid = stream.validReplicationKeys().orElse(List.of());
        if (!valid.isEmpty()) {
            return "; valid are " + String.join(", ", valid);
        }
        return stream.validReplicationKeys().isPresent() ? "; none of its columns is valid" : "";
    }
}

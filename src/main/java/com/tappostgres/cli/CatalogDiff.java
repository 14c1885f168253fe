package com.tappostgres.cli;

import com.tappostgres.selection.SelectableStream;
import com.tappostgres.singer.CatalogStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What differs between the choices of one stream at two moments. */
final class CatalogDiff {
    private static final String NONE = "none";

    private CatalogDiff() {}

    /** Everything that is chosen of a stream, in words. */
    static Map<String, String> choices(SelectableStream each) {
        CatalogStream stream = each.stream();
        Map<String, String> choices = new LinkedHashMap<>();
        choices.put("selected", stream.isSelected() ? "yes" : "no");
        choices.put("method", stream.replicationMethod().orElse("default"));
        choices.put("key", stream.replicationKey().orElse(NONE));
        choices.put("where", stream.where().orElse(NONE));
        choices.put("limit", stream.limit().map(limit -> limit.asText()).orElse(NONE));
        choices.put("key properties", stream.viewKey().isEmpty() ? NONE : String.join(", ", stream.viewKey()));
        choices.put("late commits", stream.lateCommits().map(Object::toString).orElse(NONE));
        for (String column : each.columns()) {
            choices.put("column " + column, stream.isSelected(column) ? "read" : "left out");
        }
        for (String column : each.columns()) {
            choices.put(
                    "mask of " + column,
                    stream.mask(column).map(Object::toString).orElse(NONE));
        }
        return choices;
    }

    /** A line for each choice that differs. */
    static List<String> lines(Map<String, String> before, Map<String, String> after) {
        List<String> lines = new ArrayList<>();
        after.forEach((choice, now) -> {
            String then = before.getOrDefault(choice, NONE);
            if (!now.equals(then)) {
                lines.add(OneLineStream.onOneLine(choice + ": " + then + " -> " + now));
            }
        });
        return lines;
    }
}

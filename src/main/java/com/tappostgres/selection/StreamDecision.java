package com.tappostgres.selection;

import com.tappostgres.config.Glob;
import com.tappostgres.config.StreamPattern;
import com.tappostgres.singer.CatalogStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a list of patterns, one after the other, comes to for one stream. */
final class StreamDecision {
    private static final Logger LOG = LoggerFactory.getLogger(StreamDecision.class);

    private final SelectableStream stream;
    private final CatalogStream before;
    private final Map<String, Boolean> columns = new LinkedHashMap<>();
    private boolean selected;

    StreamDecision(SelectableStream stream) {
        this.stream = stream;
        this.before = stream.stream();
        this.selected = before.isSelected();
    }

    /**
     * Takes the next pattern, which matches the stream.
     *
     * @return false where it means columns and the stream has none of them
     */
    boolean take(StreamPattern pattern) {
        if (pattern.column().isEmpty()) {
            selected = !pattern.isExclusion();
            columns.clear();
            return true;
        }
        List<String> meant = meant(pattern.column().get());
        if (meant.isEmpty()) {
            return false;
        }
        if (!pattern.isExclusion() && !selected) {
            // Whoever names columns of a table that nothing selected so far wants these only.
            selected = true;
            stream.columns().forEach(column -> columns.put(column, false));
        }
        meant.forEach(column -> columns.put(column, !pattern.isExclusion()));
        if (pattern.isExclusion() && pattern.column().get().isLiteral() && before.isAutomatic(meant.get(0))) {
            LOG.warn(
                    "{}: the column \"{}\" is read in any case, as it belongs to the key; a mask hides its values",
                    stream.address().pattern(),
                    meant.get(0));
        }
        return true;
    }

    private List<String> meant(Glob glob) {
        List<String> meant = new ArrayList<>();
        for (String column : stream.columns()) {
            if (glob.matches(column)) {
                meant.add(column);
            }
        }
        return meant;
    }

    /** Writes into the catalog what is decided otherwise than it says. */
    void write() {
        if (selected != before.isSelected()) {
            stream.editable().select(selected);
        }
        columns.forEach((column, chosen) -> {
            if (chosen != before.isSelected(column) && !before.isAutomatic(column)) {
                stream.editable().selectColumn(column, chosen);
            }
        });
    }
}

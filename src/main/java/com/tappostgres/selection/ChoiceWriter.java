package com.tappostgres.selection;

import com.tappostgres.config.StreamChoices;
import com.tappostgres.singer.CatalogStream;
import com.tappostgres.singer.EditableStream;
import org.jspecify.annotations.Nullable;

/** Writes choices into the metadata of a stream. */
public final class ChoiceWriter {
    private final StreamChoices choices;

    public ChoiceWriter(StreamChoices choices) {
        this.choices = choices;
    }

    public void write(SelectableStream stream) {
        EditableStream editable = stream.editable();
        String key = choices.key();
        String method = method(choices);
        String where = choices.where();
        Long limit = choices.limit();
        if (method != null) {
            editable.setReplicationMethod(method);
        }
        if (key != null) {
            editable.setReplicationKey(key);
        }
        if (where != null) {
            editable.setWhere(where.isBlank() ? null : where);
        }
        if (limit != null) {
            editable.setLimit(limit == 0 ? null : limit);
        }
        if (!choices.keyProperties().isEmpty()) {
            editable.setKey(choices.keyProperties());
        }
        if (choices.lateCommits() != null) {
            editable.setLateCommits(choices.lateCommits());
        }
        writeColumns(stream);
    }

    private void writeColumns(SelectableStream stream) {
        CatalogStream before = stream.stream();
        for (String column : stream.columns()) {
            boolean chosen = choices.columns().contains(column);
            boolean free = !choices.columns().isEmpty() && !before.isAutomatic(column);
            if (free && chosen != before.isSelected(column)) {
                stream.editable().selectColumn(column, chosen);
            }
            for (StreamChoices.Mask mask : choices.masks()) {
                if (mask.column().matches(column)) {
                    stream.editable().setMask(column, mask.value());
                }
            }
        }
    }

    /** A key alone means that it is used. */
    static @Nullable String method(StreamChoices choices) {
        return choices.method() == null && choices.key() != null ? StreamChoices.INCREMENTAL : choices.method();
    }
}

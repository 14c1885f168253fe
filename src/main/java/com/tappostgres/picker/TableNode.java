package com.tappostgres.picker;

import com.tappostgres.singer.CatalogStream;
import com.tappostgres.singer.EditableStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A table, with what is chosen for it; a choice is written into its stream only where it differs from what holds. */
final class TableNode implements Node {
    private final EditableStream stream;
    private final GroupNode schema;
    private final String name;
    private final List<ColumnNode> columns = new ArrayList<>();
    private CatalogStream now;
    private Choices choices;
    private Choices saved;

    TableNode(EditableStream stream, GroupNode schema) {
        this.stream = stream;
        this.schema = schema;
        this.now = stream.stream();
        this.name = now.tableName().orElse(now.name());
        for (String column : now.columnNames()) {
            columns.add(new ColumnNode(this, column, now.sqlDatatype(column).orElse("")));
        }
        this.choices = chosen();
        this.saved = choices;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public GroupNode parent() {
        return schema;
    }

    /** The name for people. */
    String qualifiedName() {
        return schema.name() + "." + name;
    }

    /** What the catalog says of it now. */
    CatalogStream now() {
        return now;
    }

    List<ColumnNode> columns() {
        return columns;
    }

    @Override
    public Check check() {
        if (!choices.selected()) {
            return Check.NONE;
        }
        return choices.leftOut().isEmpty() ? Check.ALL : Check.PARTLY;
    }

    boolean isSelected() {
        return choices.selected();
    }

    void select(boolean selected) {
        if (selected != choices.selected()) {
            stream.select(selected);
            refresh();
        }
    }

    boolean reads(String column) {
        return !choices.leftOut().contains(column);
    }

    /** How many columns are read where the table is. */
    int columnsRead() {
        return columns.size() - choices.leftOut().size();
    }

    /** Whether a column is read whatever is chosen: it is part of the key, or the replication key. */
    boolean isAutomatic(String column) {
        Reading reading = choices.reading();
        return now.isAutomatic(column)
                || now.viewKey().contains(column)
                || (reading.isIncremental() && column.equals(reading.key()));
    }

    /** Chooses whether to read a column that is neither automatic nor unsupported. */
    void selectColumn(String column, boolean selected) {
        if (selected != reads(column)) {
            stream.selectColumn(column, selected);
            refresh();
        }
    }

    Reading reading() {
        return choices.reading();
    }

    void read(Reading reading) {
        if (!reading.equals(choices.reading())) {
            stream.setReplicationMethod(reading.method());
            stream.setReplicationKey(reading.key());
            refresh();
        }
    }

    OptionalLong rowCount() {
        return now.rowCount();
    }

    /** Whether what is chosen differs from what was saved last. */
    boolean isChanged() {
        return !choices.equals(saved);
    }

    /** Notes that what is chosen was saved. */
    void saved() {
        saved = choices;
    }

    private void refresh() {
        now = stream.stream();
        choices = chosen();
    }

    private Choices chosen() {
        Reading reading = new Reading(
                now.replicationMethod().orElse(null), now.replicationKey().orElse(null));
        Set<String> always = new HashSet<>(now.viewKey());
        if (reading.isIncremental() && reading.key() != null) {
            always.add(reading.key());
        }
        Set<String> leftOut = new HashSet<>();
        for (ColumnNode column : columns) {
            if (!now.isSelected(column.name()) && !always.contains(column.name())) {
                leftOut.add(column.name());
            }
        }
        return new Choices(now.isSelected(), reading, leftOut);
    }
}

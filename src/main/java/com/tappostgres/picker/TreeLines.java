package com.tappostgres.picker;

import java.util.List;
import java.util.OptionalLong;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** Draws the lines of the tree, in columns that line up. */
final class TreeLines {
    private static final int COUNT = 9;
    private static final int ROWS = 11;
    private static final int GAPS = 3;
    /** Of the indent, the mark that opens, and the check box of a table. */
    private static final int BEFORE_TABLE = 11;

    private static final int LEAST_NAME = 16;
    private static final int WIDEST_READING = 40;

    private final Theme theme;
    private final Tree tree;
    private final int longestName;

    TreeLines(Theme theme, Tree tree) {
        this.theme = theme;
        this.tree = tree;
        int longest = 0;
        for (TableNode table : tree.tables()) {
            longest = Math.max(longest, new AttributedString(table.name()).columnLength());
            for (ColumnNode column : table.columns()) {
                longest = Math.max(longest, column.name().length() + 2);
            }
        }
        this.longestName = longest;
    }

    AttributedString heading(int width) {
        return new Line(theme)
                .cell("   what", nameWidth(width) + 1, theme.faint())
                .right("columns", COUNT, theme.faint())
                .cell("", 2, theme.faint())
                .cell("read by", readingWidth(width), theme.faint())
                .right("rows", ROWS, theme.faint())
                .end(width);
    }

    AttributedString line(Node node, boolean highlighted, int width) {
        Line line = new Line(theme, highlighted ? theme.highlight() : null);
        String mark = node instanceof ColumnNode ? " " : tree.isOpen(node) ? theme.open() : theme.closed();
        line.add(" " + "  ".repeat(node.depth()) + mark + " ", theme.faint());
        if (node instanceof GroupNode group) {
            return group(line, group, width);
        }
        return node instanceof TableNode table ? table(line, table, width) : column(line, (ColumnNode) node, width);
    }

    private AttributedString group(Line line, GroupNode group, int width) {
        box(line, group.check(), true);
        List<TableNode> tables = group.tables();
        long selected = tables.stream().filter(TableNode::isSelected).count();
        return line.cell(group.name(), nameWidth(width) - line.used(), theme.bold())
                .add(" ", theme.plain())
                .add(group.isDatabase() ? "database, " : "schema, ", theme.faint())
                .add(Counts.number(selected) + " of " + Counts.tables(tables.size()), theme.faint())
                .end(width);
    }

    private AttributedString table(Line line, TableNode table, int width) {
        box(line, table.check(), true);
        AttributedStyle style = table.isSelected() ? theme.plain() : theme.faint();
        String count = table.columnsRead() + "/" + table.columns().size();
        return line.cell(table.name(), nameWidth(width) - line.used(), theme.plain())
                .add(" ", theme.plain())
                .right(count, COUNT, table.check() == Check.PARTLY ? theme.partly() : style)
                .add("  ", theme.plain())
                .cell(reading(table), readingWidth(width), style)
                .right(rows(table), ROWS, theme.faint())
                .end(width);
    }

    private static String reading(TableNode table) {
        // What is not selected and has no choice says nothing.
        return !table.isSelected() && table.reading().method() == null
                ? ""
                : table.reading().toString();
    }

    private static String rows(TableNode table) {
        OptionalLong rows = table.rowCount();
        if (rows.isPresent()) {
            return Counts.number(rows.getAsLong());
        }
        return table.now().isView() ? "view" : "?";
    }

    private AttributedString column(Line line, ColumnNode column, int width) {
        TableNode table = column.table();
        box(line, column.check(), table.isSelected());
        AttributedStyle style = table.isSelected() && column.check() == Check.ALL ? theme.plain() : theme.faint();
        return line.cell(column.name(), nameWidth(width) - line.used(), style)
                .add("   ", theme.plain())
                .cell(column.type(), COUNT + readingWidth(width) - 8, theme.faint())
                .right(" " + remark(column), ROWS + 8, theme.accent())
                .end(width);
    }

    private static String remark(ColumnNode column) {
        TableNode table = column.table();
        String name = column.name();
        if (table.reading().isIncremental() && name.equals(table.reading().key())) {
            return "replication key";
        }
        if (table.isAutomatic(name)) {
            return "key";
        }
        return table.now().mask(name).isPresent() ? "masked" : table.now().isUnsupported(name) ? "unsupported" : "";
    }

    private void box(Line line, Check check, boolean counts) {
        AttributedStyle bracket = theme.faint();
        line.add("[", bracket);
        switch (check) {
            case NONE -> line.add(" ", theme.plain());
            case PARTLY -> line.add("~", theme.partly());
            case ALL -> line.add(theme.check(), counts ? theme.selected() : theme.faint());
        }
        line.add("] ", bracket);
    }

    private int nameWidth(int width) {
        int room = width - COUNT - ROWS - GAPS;
        int wish = BEFORE_TABLE + longestName + 1;
        return Math.max(Math.min(LEAST_NAME, room), Math.min(wish, room * 3 / 5));
    }

    private int readingWidth(int width) {
        return Math.max(0, Math.min(WIDEST_READING, width - COUNT - ROWS - GAPS - nameWidth(width)));
    }
}

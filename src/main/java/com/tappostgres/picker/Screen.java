package com.tappostgres.picker;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/** Draws the whole picker for a screen of any size. */
final class Screen {
    /** Screens of fewer rows go without what explains them. */
    private static final int ROWS_FOR_HEADINGS = 12;

    private static final int ROWS_FOR_HELP = 7;
    private static final int LEAST_TREE = 3;

    private final Theme theme;
    private final String title;
    private final Dialog dialog;
    private final TreeLines treeLines;
    private final PaneLines panes;

    /** @param title what is edited */
    Screen(Theme theme, String title, Dialog dialog) {
        this.theme = theme;
        this.title = title;
        this.dialog = dialog;
        this.treeLines = new TreeLines(theme, dialog.tree());
        this.panes = new PaneLines(theme);
    }

    /** As many lines as the screen has, each as wide as it is. */
    List<AttributedString> draw(int rows, int width) {
        List<AttributedString> lines = new ArrayList<>();
        if (rows >= ROWS_FOR_HEADINGS) {
            lines.add(heading(width));
        }
        lines.add(search(width));
        if (rows >= ROWS_FOR_HEADINGS) {
            lines.add(treeLines.heading(width));
        }
        int room = rows - lines.size() - (rows >= ROWS_FOR_HELP ? 2 : 1);
        List<AttributedString> pane = window(panes.of(dialog, width), room - LEAST_TREE);
        tree(lines, room - pane.size(), width);
        lines.addAll(pane);
        lines.add(status(!pane.isEmpty(), width));
        if (rows >= ROWS_FOR_HELP) {
            lines.add(keys(width));
        }
        return lines.subList(0, Math.min(rows, lines.size()));
    }

    /** A pane that is too high keeps its title and what surrounds its highlighted line. */
    private List<AttributedString> window(List<AttributedString> pane, int room) {
        if (pane.size() <= room) {
            return pane;
        }
        if (room < 2) {
            return List.of();
        }
        int from = Math.max(0, Math.min(PaneLines.highlight(dialog) - room / 2, pane.size() - room));
        List<AttributedString> window = new ArrayList<>(pane.subList(from, from + room));
        window.set(0, pane.get(0));
        return window;
    }

    private void tree(List<AttributedString> lines, int room, int width) {
        Cursor cursor = dialog.cursor();
        Node highlighted = cursor.node();
        int end = lines.size() + Math.max(0, room);
        for (Node node : cursor.window(room)) {
            if (lines.size() < end) {
                lines.add(treeLines.line(node, node == highlighted, width));
            }
        }
        if (highlighted == null && lines.size() < end) {
            lines.add(new Line(theme)
                    .cell("   nothing has that in its name", width, theme.faint())
                    .end(width));
        }
        while (lines.size() < end) {
            lines.add(new Line(theme).end(width));
        }
    }

    private AttributedString heading(int width) {
        Cursor cursor = dialog.cursor();
        String place = cursor.size() == 0 ? "" : Counts.number(cursor.index() + 1) + "/" + Counts.number(cursor.size());
        Line line = new Line(theme).add(" ", theme.plain());
        line.cell(title, width - place.length() - 3, theme.bold());
        return line.right(place + " ", width - line.used(), theme.faint()).end(width);
    }

    private AttributedString search(int width) {
        Search search = dialog.tree().search();
        boolean typing = dialog.mode() == Dialog.Mode.SEARCH;
        Line line = new Line(theme).add(" search ", typing ? theme.accent() : theme.faint());
        // The end of what is typed is what one looks at.
        String text = search.text();
        AttributedString whole = new AttributedString(text);
        int room = Math.max(1, width - line.used() - 24);
        line.add(
                whole.columnSubSequence(Math.max(0, whole.columnLength() - room), whole.columnLength())
                        .toString(),
                theme.bold());
        if (typing) {
            line.add(" ", theme.highlight());
        }
        if (search.isNone()) {
            return line.add(typing ? " names of schemas, tables and columns" : "press / or type a name", theme.faint())
                    .end(width);
        }
        long found = dialog.tree().tables().stream().filter(search::finds).count();
        return line.right("found " + Counts.tables(found) + " ", width - line.used(), theme.faint())
                .end(width);
    }

    /** @param explained whether a pane says what failed */
    private AttributedString status(boolean explained, int width) {
        Line line = new Line(theme).add(" ", theme.plain());
        long unsaved = dialog.unsaved();
        if (dialog.mode() == Dialog.Mode.LEAVE) {
            String question = Counts.tables(unsaved) + " changed and not saved:";
            line.add(question, theme.partly());
            return keys(line, width, "s", "save and leave", "y", "leave without", "esc", "stay");
        }
        if (dialog.mode() == Dialog.Mode.CHANGED) {
            line.add("not saved: the file was changed by somebody else:", theme.failure());
            return keys(line, width, "o", "overwrite", "esc", "stay");
        }
        if (!dialog.message().isEmpty() && !(explained && dialog.unwritten() != null)) {
            return line.cell(dialog.message(), width - 1, dialog.isFailure() ? theme.failure() : theme.selected())
                    .end(width);
        }
        line.add(Counts.of(dialog.tree().tables()) + " selected", theme.plain());
        if (unsaved > 0) {
            line.add("  " + Counts.tables(unsaved) + " not saved", theme.partly());
        }
        return line.end(width);
    }

    private AttributedString keys(int width) {
        Line line = new Line(theme);
        String enter = theme.enter();
        return switch (dialog.mode()) {
            case BROWSE, LEAVE, CHANGED ->
                keys(
                        line, width, "space", "select", enter, "open", "/", "search", "m", "method", "p", "preview",
                        "s", "save", "q", "leave", "?", "help");
            case SEARCH ->
                keys(line, width, "space", "select", theme.upDown(), "move", enter, "keep the search", "esc", "end it");
            case MENU -> keys(line, width, theme.upDown(), "move", enter, "choose", "esc", "back");
            case HELP -> keys(line, width, "any key", "back");
        };
    }

    /** Adds keys with what they do, one after the other. */
    private AttributedString keys(Line line, int width, String... keysAndWords) {
        for (int i = 0; i < keysAndWords.length; i += 2) {
            line.add(i == 0 ? " " : "  ", theme.plain())
                    .add(keysAndWords[i], theme.accent())
                    .add(" " + keysAndWords[i + 1], theme.faint());
        }
        return line.end(width);
    }
}

package com.tappostgres.picker;

import com.tappostgres.error.TapException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/** Draws what stands below the tree: the menu, the first rows of a table, or the help. */
final class PaneLines {
    private static final int WIDEST_VALUE = 32;
    private static final int PREVIEW = 7;

    private static final List<String> HELP = List.of(
            "space      select: a column, a table, or all tables of a schema or database",
            "enter →    open a schema, or a table to see its columns        ←  close",
            "↑ ↓        move; also PgUp, PgDn, Home, End",
            "/          search names, as any letter but m p s q does; esc shows all again",
            "m          how it is read: FULL_TABLE, or INCREMENTAL by one of its columns",
            "p          the first rows of the table, or hide them",
            "s          save          q  leave          Ctrl-C  leave without saving",
            "[✓] read   [~] read but for some columns   [ ] not read   ? what is not known");

    private final Theme theme;

    PaneLines(Theme theme) {
        this.theme = theme;
    }

    /** The lines for the mode in which the dialog is; none if there is nothing to show. */
    List<AttributedString> of(Dialog dialog, int width) {
        ReadingMenu menu = dialog.menu();
        if (menu != null) {
            return menu(menu, width);
        }
        TapException unwritten = dialog.unwritten();
        if (unwritten != null) {
            List<AttributedString> lines = new ArrayList<>();
            lines.add(title("not saved", width));
            lines.addAll(failure(unwritten, width));
            return lines;
        }
        if (dialog.mode() == Dialog.Mode.HELP) {
            List<AttributedString> lines = new ArrayList<>();
            lines.add(title("keys", width));
            for (String line : HELP) {
                String text = line.replace("✓", theme.check());
                lines.add(
                        new Line(theme).cell("  " + text, width, theme.plain()).end(width));
            }
            return lines;
        }
        return dialog.preview().isOpen() ? preview(dialog, width) : List.of();
    }

    /** How far the highlighted line of a menu is from the top of its pane. */
    static int highlight(Dialog dialog) {
        ReadingMenu menu = dialog.menu();
        return menu == null ? 0 : menu.highlight() + 1;
    }

    private List<AttributedString> menu(ReadingMenu menu, int width) {
        List<AttributedString> lines = new ArrayList<>();
        lines.add(title("how to read " + menu.table().qualifiedName(), width));
        for (int i = 0; i < menu.entries().size(); i++) {
            ReadingMenu.Entry entry = menu.entries().get(i);
            Line line = new Line(theme, i == menu.highlight() ? theme.highlight() : null);
            boolean current = entry.reading().equals(menu.table().reading());
            boolean indexed = entry.note().equals(ReadingMenu.INDEXED);
            lines.add(line.cell(current ? "  " + theme.check() : "", 4, theme.selected())
                    .cell(entry.reading().toString(), Math.min(40, width / 2), theme.plain())
                    .add("  ", theme.plain())
                    .cell(entry.note(), width - line.used(), indexed ? theme.selected() : theme.faint())
                    .end(width));
        }
        return lines;
    }

    private List<AttributedString> preview(Dialog dialog, int width) {
        TableNode table = dialog.highlightedTable();
        List<AttributedString> lines = new ArrayList<>();
        if (table == null) {
            lines.add(title("preview", width));
            lines.add(text("highlight a table to see its first rows", theme.faint(), width));
        } else {
            PreviewPane.Request request = PreviewPane.Request.of(table);
            lines.add(title("first rows of " + table.qualifiedName(), width));
            CompletableFuture<Preview.Rows> answer = dialog.preview().answer(request);
            if (answer == null || !answer.isDone()) {
                lines.add(text("reading" + theme.ellipsis(), theme.faint(), width));
            } else {
                lines.addAll(answer(request, answer, width));
            }
        }
        // The tree must not jump when another table has fewer rows.
        while (lines.size() < PREVIEW) {
            lines.add(text("", theme.plain(), width));
        }
        return lines;
    }

    private List<AttributedString> answer(
            PreviewPane.Request request, CompletableFuture<Preview.Rows> answer, int width) {
        try {
            return rows(request, answer.join(), width);
        } catch (CompletionException e) {
            List<AttributedString> lines = e.getCause() instanceof TapException known
                    ? failure(known, width)
                    : wrapped("internal fault: " + e.getCause(), theme.failure(), width);
            return lines.subList(0, Math.min(lines.size(), PREVIEW - 1));
        }
    }

    /** The message and its hint, whole. */
    private List<AttributedString> failure(TapException failure, int width) {
        List<AttributedString> lines = wrapped(failure.getMessage(), theme.failure(), width);
        String hint = failure.hint();
        if (hint != null) {
            lines.addAll(wrapped(hint, theme.plain(), width));
        }
        return lines;
    }

    private List<AttributedString> rows(PreviewPane.Request request, Preview.Rows rows, int width) {
        if (request.columns().isEmpty()) {
            return List.of(text("no column is selected", theme.faint(), width));
        }
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(theme).add("  ", theme.plain()));
        rows.values().forEach(row -> lines.add(new Line(theme).add("  ", theme.plain())));
        for (String column : request.columns()) {
            int place = request.shown().indexOf(column);
            int widest = widest(column, place, rows);
            int room = width - lines.get(0).used() - 1;
            if (room < Math.min(widest, 4)) {
                break;
            }
            lines.get(0).cell(column, Math.min(widest, room), theme.bold()).add("  ", theme.plain());
            for (int i = 0; i < rows.values().size(); i++) {
                @Nullable
                String value = place < 0 ? "masked" : rows.values().get(i).get(place);
                AttributedStyle style = place < 0 || value == null ? theme.faint() : theme.plain();
                Line line = lines.get(i + 1);
                line.cell(value == null ? "NULL" : value, Math.min(widest, room), style)
                        .add("  ", theme.plain());
            }
        }
        List<AttributedString> drawn = new ArrayList<>();
        lines.forEach(line -> drawn.add(line.end(width)));
        if (rows.values().isEmpty()) {
            drawn.add(text("no rows", theme.faint(), width));
        }
        return drawn;
    }

    private static int widest(String column, int place, Preview.Rows rows) {
        int widest = new AttributedString(Line.clean(column)).columnLength();
        for (List<@Nullable String> row : rows.values()) {
            String value = place < 0 ? "masked" : row.get(place);
            String shown = value == null ? "NULL" : Line.clean(value);
            widest = Math.max(widest, new AttributedString(shown).columnLength());
        }
        return Math.min(widest, WIDEST_VALUE);
    }

    private List<AttributedString> wrapped(String text, AttributedStyle style, int width) {
        List<AttributedString> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+", -1)) {
            if (line.length() > 0 && line.length() + word.length() + 3 > width) {
                lines.add(text(line.toString(), style, width));
                line.setLength(0);
            }
            line.append(line.length() > 0 ? " " : "").append(word);
        }
        lines.add(text(line.toString(), style, width));
        return lines;
    }

    private AttributedString text(String text, AttributedStyle style, int width) {
        return new Line(theme).cell("  " + text, width, style).end(width);
    }

    private AttributedString title(String text, int width) {
        Line line = new Line(theme).add(theme.rule().repeat(2) + " ", theme.faint());
        line.cell(text, Math.min(width - 4, new AttributedString(text).columnLength()), theme.bold());
        line.add(" ", theme.plain());
        return line.add(theme.rule().repeat(Math.max(0, width - line.used())), theme.faint())
                .end(width);
    }
}

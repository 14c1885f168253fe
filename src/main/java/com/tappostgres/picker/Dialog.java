package com.tappostgres.picker;

import com.tappostgres.error.TapException;
import com.tappostgres.picker.Key.Named;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the picker does with each key: it knows the tree and where the user is in it, but no terminal. */
final class Dialog {
    /** Whom the next key is for. */
    enum Mode {
        BROWSE,
        SEARCH,
        MENU,
        HELP,
        LEAVE,
        /** Somebody else changed the file meanwhile. */
        CHANGED
    }

    /** Writes the choices into their file. */
    @FunctionalInterface
    interface Saving {
        /**
         * Saves the catalog as it is now.
         *
         * @param overwrite whether it may replace what somebody else saved meanwhile
         * @return whether it was written; not if that would replace such a change
         */
        boolean save(boolean overwrite);
    }

    private final Tree tree;
    private final Cursor cursor;
    private final PreviewPane preview;
    private final Saving file;
    private final Set<TableNode> touched = new HashSet<>();
    private Mode mode = Mode.BROWSE;
    private @Nullable ReadingMenu menu;
    private String message = "";
    private boolean failure;
    private @Nullable TapException unwritten;
    private @Nullable String saved;
    private boolean interrupted;
    private boolean ended;

    Dialog(Tree tree, PreviewPane preview, Saving file) {
        this.tree = tree;
        this.cursor = new Cursor(tree);
        this.preview = preview;
        this.file = file;
    }

    Tree tree() {
        return tree;
    }

    Cursor cursor() {
        return cursor;
    }

    PreviewPane preview() {
        return preview;
    }

    Mode mode() {
        return mode;
    }

    /** The menu that is open in the mode MENU. */
    @Nullable
    ReadingMenu menu() {
        return menu;
    }

    /** What the last key led to, if that cannot be seen in the tree. */
    String message() {
        return message;
    }

    boolean isFailure() {
        return failure;
    }

    /** Why the last key could not save; null where it did not try, or could. */
    @Nullable
    TapException unwritten() {
        return unwritten;
    }

    boolean hasEnded() {
        return ended;
    }

    Outcome outcome() {
        return new Outcome(Optional.ofNullable(saved), interrupted);
    }

    /** How many tables have choices that are not saved. */
    long unsaved() {
        return touched.stream().filter(TableNode::isChanged).count();
    }

    /** The table that the preview shows; null on a database or schema. */
    @Nullable
    TableNode highlightedTable() {
        Node node = cursor.node();
        if (node instanceof ColumnNode column) {
            return column.table();
        }
        return node instanceof TableNode table ? table : null;
    }

    void press(Key key) {
        say("", false);
        unwritten = null;
        if (key == Named.INTERRUPT || key == Named.GONE) {
            interrupted = true;
            ended = true;
            return;
        }
        switch (mode) {
            case BROWSE -> browse(key);
            case SEARCH -> search(key);
            case MENU -> choose(key);
            case HELP -> mode = Mode.BROWSE;
            case LEAVE -> leave(key);
            case CHANGED -> settle(key);
        }
    }

    private void browse(Key key) {
        if (key instanceof Key.Text text) {
            command(text);
            return;
        }
        if (key == Named.ESCAPE) {
            if (!tree.search().isNone()) {
                setSearch("");
            } else if (preview.isOpen()) {
                preview.toggle();
            }
        } else if (key == Named.BACKSPACE && !tree.search().isNone()) {
            search(key);
            mode = Mode.SEARCH;
        } else if (key == Named.ENTER && cursor.node() != null && tree.isOpen(cursor.node())) {
            cursor.open(false);
        } else if (key == Named.ENTER) {
            cursor.open(true);
        } else {
            cursor.move(key);
        }
    }

    private void command(Key.Text text) {
        switch (text.pasted() ? "" : text.text()) {
            case " " -> toggle();
            case "/" -> mode = Mode.SEARCH;
            case "m" -> openMenu();
            case "p" -> preview.toggle();
            case "s" -> save(false);
            case "q" -> {
                mode = unsaved() > 0 ? Mode.LEAVE : mode;
                ended = mode != Mode.LEAVE;
            }
            case "?" -> mode = Mode.HELP;
            default -> {
                mode = Mode.SEARCH;
                search(text);
            }
        }
    }

    private void search(Key key) {
        String text = tree.search().text();
        if (key instanceof Key.Text typed) {
            if (typed.text().equals(" ")) {
                toggle();
            } else {
                setSearch(text + typed.text());
            }
        } else if (key == Named.BACKSPACE) {
            setSearch(text.isEmpty() ? "" : text.substring(0, text.offsetByCodePoints(text.length(), -1)));
            mode = text.isEmpty() ? Mode.BROWSE : mode;
        } else if (key == Named.CLEAR) {
            setSearch("");
        } else if (key == Named.ESCAPE) {
            setSearch("");
            mode = Mode.BROWSE;
        } else if (key == Named.ENTER) {
            mode = Mode.BROWSE;
        } else {
            cursor.move(key);
        }
    }

    private void setSearch(String text) {
        tree.search(text);
        cursor.searched();
    }

    private void toggle() {
        Node node = cursor.node();
        if (node instanceof GroupNode group) {
            List<TableNode> found = tree.found(group);
            boolean select = !found.stream().allMatch(TableNode::isSelected);
            found.forEach(table -> table.select(select));
            touched.addAll(found);
            String which = tree.search().isNone() ? "" : " that the search finds";
            say((select ? "selected" : "deselected") + " all tables" + which + " in " + group.name(), false);
        } else if (node instanceof TableNode table) {
            table.select(!table.isSelected());
            touched.add(table);
        } else if (node instanceof ColumnNode column) {
            toggle(column);
        }
    }

    private void toggle(ColumnNode column) {
        TableNode table = column.table();
        if (table.now().isUnsupported(column.name())) {
            say("\"" + column.name() + "\" cannot be read: the catalog calls it unsupported", true);
        } else if (table.isAutomatic(column.name())) {
            String why = table.reading().isIncremental()
                            && column.name().equals(table.reading().key())
                    ? "is the replication key"
                    : "is part of the key";
            say("\"" + column.name() + "\" " + why + ", so it is read wherever " + table.name() + " is", true);
        } else {
            table.selectColumn(column.name(), !table.reads(column.name()));
            if (!table.isSelected()) {
                table.select(true);
                say("selected " + table.qualifiedName() + " too", false);
            }
            touched.add(table);
        }
    }

    private void openMenu() {
        TableNode table = highlightedTable();
        if (table == null) {
            say("the method is chosen for one table: highlight one first", true);
        } else {
            menu = new ReadingMenu(table);
            mode = Mode.MENU;
        }
    }

    private void choose(Key key) {
        ReadingMenu open = menu;
        if (open == null) {
            return;
        }
        boolean chosen = key == Named.ENTER
                || (key instanceof Key.Text text && text.text().equals(" "));
        if (chosen) {
            open.choose();
            touched.add(open.table());
            say(open.table().qualifiedName() + ": " + open.table().reading(), false);
        }
        if (chosen || key == Named.ESCAPE || key == Named.LEFT || isCommand(key, "m") || isCommand(key, "q")) {
            menu = null;
            mode = Mode.BROWSE;
        } else if (key instanceof Named named) {
            open.move(named);
        }
    }

    private void leave(Key key) {
        mode = Mode.BROWSE;
        if (isCommand(key, "s")) {
            ended = save(false);
        } else if (isCommand(key, "y")) {
            ended = true;
        }
    }

    /** What another process saved is lost only where the user says so. */
    private void settle(Key key) {
        mode = Mode.BROWSE;
        if (isCommand(key, "o")) {
            save(true);
        }
    }

    private static boolean isCommand(Key key, String letter) {
        return key instanceof Key.Text text && !text.pasted() && text.text().equals(letter);
    }

    private boolean save(boolean overwrite) {
        long changed = unsaved();
        try {
            if (!file.save(overwrite)) {
                mode = Mode.CHANGED;
                return false;
            }
        } catch (TapException e) {
            say("not saved: " + e.getMessage(), true);
            unwritten = e;
            return false;
        }
        touched.forEach(TableNode::saved);
        touched.clear();
        saved = Counts.of(tree.tables()) + " selected, " + Counts.tables(changed) + " changed";
        say("saved: " + saved, false);
        return true;
    }

    private void say(String text, boolean failed) {
        message = text;
        failure = failed;
    }
}

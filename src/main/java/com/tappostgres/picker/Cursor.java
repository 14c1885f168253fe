package com.tappostgres.picker;

import com.tappostgres.picker.Key.Named;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the user is in the lines of a tree, and which of them are on the screen. */
final class Cursor {
    private final Tree tree;
    private List<Node> lines;
    private int index;
    private int top;
    private int height = 1;

    Cursor(Tree tree) {
        this.tree = tree;
        this.lines = tree.lines();
    }

    /** The highlighted line; null where nothing is to be seen. */
    @Nullable
    Node node() {
        return lines.isEmpty() ? null : lines.get(index);
    }

    int size() {
        return lines.size();
    }

    /** The number of the highlighted line, from 0. */
    int index() {
        return index;
    }

    /** The lines that fit on a screen of this height, the highlighted one among them. */
    List<Node> window(int rows) {
        height = Math.max(1, rows);
        // A line stays in view on either side, where there is one.
        int margin = height >= 5 ? 1 : 0;
        top = Math.min(top, Math.max(0, index - margin));
        top = Math.max(top, Math.min(lines.size() - 1, index + margin) - height + 1);
        top = Math.max(0, Math.min(top, lines.size() - height));
        return new ArrayList<>(lines.subList(top, Math.min(lines.size(), top + height)));
    }

    /** How many lines stand above the window. */
    int top() {
        return top;
    }

    void move(Key key) {
        if (!(key instanceof Named named) || lines.isEmpty()) {
            return;
        }
        switch (named) {
            case UP -> go(index - 1);
            case DOWN -> go(index + 1);
            case PAGE_UP -> go(index - Math.max(1, height - 1));
            case PAGE_DOWN -> go(index + Math.max(1, height - 1));
            case HOME -> go(0);
            case END -> go(lines.size() - 1);
            case RIGHT -> right();
            case LEFT -> left();
            default -> {
                // The others mean nothing in a list.
            }
        }
    }

    private void go(int line) {
        index = Math.max(0, Math.min(lines.size() - 1, line));
    }

    private void right() {
        Node node = lines.get(index);
        if (tree.isOpen(node)
                && index + 1 < lines.size()
                && lines.get(index + 1).parent() == node) {
            go(index + 1);
        } else {
            open(true);
        }
    }

    private void left() {
        Node node = lines.get(index);
        Node parent = node.parent();
        if (tree.isOpen(node)) {
            open(false);
        } else if (parent != null) {
            go(lines.indexOf(parent));
        }
    }

    /** Opens or closes the highlighted line. */
    void open(boolean open) {
        Node node = node();
        if (node != null) {
            tree.open(node, open);
            lines = tree.lines();
            go(lines.indexOf(node));
        }
    }

    /** Goes on with what the search finds: the line that is highlighted if it is still there, else the best one. */
    void searched() {
        Node before = node();
        lines = tree.lines();
        Search search = tree.search();
        int best = -1;
        for (int i = 0; i < lines.size() && best < 0; i++) {
            if (lines.get(i) instanceof TableNode table && search.isNameOf(table)) {
                best = i;
            }
        }
        // What was highlighted may be closed again; then it is what stands above it.
        for (Node node = before; node != null && (best < 0 || search.isNone()); node = node.parent()) {
            best = lines.indexOf(node);
            if (best >= 0) {
                break;
            }
        }
        go(best);
    }
}

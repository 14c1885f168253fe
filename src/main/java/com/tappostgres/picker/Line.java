package com.tappostgres.picker;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/** One line of the screen, put together from left to right; no text in it is wider than its place. */
final class Line {
    private final Theme theme;
    private final @Nullable AttributedStyle only;
    private final AttributedStringBuilder out = new AttributedStringBuilder();
    private int used;

    Line(Theme theme) {
        this(theme, null);
    }

    /** @param only the one style of the whole line; null for those of its texts */
    Line(Theme theme, @Nullable AttributedStyle only) {
        this.theme = theme;
        this.only = only;
    }

    /** How many columns are used. */
    int used() {
        return used;
    }

    Line add(String text, AttributedStyle style) {
        AttributedString styled = new AttributedString(clean(text), only == null ? style : only);
        used += styled.columnLength();
        out.append(styled);
        return this;
    }

    /** Adds a text that is cut, or filled with blanks, to this width. */
    Line cell(String text, int width, AttributedStyle style) {
        int end = used + Math.max(0, width);
        add(cut(text, width), style);
        return fill(end);
    }

    /** Adds a text at the right end of a place of this width. */
    Line right(String text, int width, AttributedStyle style) {
        String cut = cut(text, width);
        int blanks = width - new AttributedString(clean(cut)).columnLength();
        return fill(used + blanks).add(cut, style);
    }

    /** Adds blanks up to this column. */
    Line fill(int column) {
        return column > used ? add(" ".repeat(column - used), theme.plain()) : this;
    }

    /** The line, which fills the width of the screen and is no wider. */
    AttributedString end(int width) {
        fill(width);
        AttributedString line = out.toAttributedString();
        return used > width ? line.columnSubSequence(0, width) : line;
    }

    private String cut(String text, int width) {
        String clean = clean(text);
        AttributedString whole = new AttributedString(clean);
        if (width <= 0) {
            return "";
        }
        return whole.columnLength() <= width ? clean : whole.columnSubSequence(0, width - 1) + theme.ellipsis();
    }

    /** What a database holds must not move the cursor, colour the screen or turn the order of the letters. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean shown = type != Character.CONTROL
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR;
            clean.appendCodePoint(shown ? point : '·');
        });
        return clean.toString();
    }
}

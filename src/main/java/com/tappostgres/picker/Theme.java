package com.tappostgres.picker;

import com.tappostgres.log.TerminalFeatures;
import org.jline.utils.AttributedStyle;

/**
 * How things look: with or without colours, with or without signs that not every terminal has.
 *
 * @param colors whether there are any
 * @param check the mark of what is selected
 * @param open the mark of a line below which others stand
 * @param closed the mark of one that hides those below it
 * @param rule what lines are drawn of
 * @param ellipsis the end of a text that was cut
 * @param upDown the keys up and down
 * @param enter the enter key
 */
record Theme(
        boolean colors,
        String check,
        String open,
        String closed,
        String rule,
        String ellipsis,
        String upDown,
        String enter) {
    static Theme of(TerminalFeatures terminal) {
        return terminal.signs()
                ? new Theme(terminal.colours(), "✓", "▾", "▸", "─", "…", "↑↓", "⏎")
                : new Theme(terminal.colours(), "x", "v", ">", "-", "~", "up/down", "enter");
    }

    AttributedStyle plain() {
        return AttributedStyle.DEFAULT;
    }

    AttributedStyle bold() {
        return AttributedStyle.BOLD;
    }

    AttributedStyle faint() {
        return AttributedStyle.DEFAULT.faint();
    }

    /** The line on which the user is. */
    AttributedStyle highlight() {
        return AttributedStyle.INVERSE;
    }

    AttributedStyle selected() {
        return colored(AttributedStyle.BOLD, AttributedStyle.GREEN);
    }

    AttributedStyle partly() {
        return colored(AttributedStyle.BOLD, AttributedStyle.YELLOW);
    }

    AttributedStyle accent() {
        return colored(AttributedStyle.DEFAULT, AttributedStyle.CYAN);
    }

    AttributedStyle failure() {
        return colored(AttributedStyle.BOLD, AttributedStyle.RED);
    }

    private AttributedStyle colored(AttributedStyle style, int color) {
        return colors ? style.foreground(color) : style;
    }
}

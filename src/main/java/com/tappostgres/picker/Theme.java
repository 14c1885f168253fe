package com.tappostgres.picker;

import java.util.Map;
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
    /** What a terminal can show, by its type and by https://no-color.org. */
    static Theme of(String terminalType, Map<String, String> environment) {
        String noColor = environment.get("NO_COLOR");
        boolean colors = noColor == null || noColor.isEmpty();
        // The fonts of the console and of old terminals have 256 signs, and none of these.
        boolean plain = terminalType.equals("linux") || terminalType.startsWith("vt");
        return plain
                ? new Theme(colors, "x", "v", ">", "-", "~", "up/down", "enter")
                : new Theme(colors, "✓", "▾", "▸", "─", "…", "↑↓", "⏎");
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

package com.tappostgres.cli;

import com.tappostgres.log.TerminalFeatures;
import com.tappostgres.preflight.Severity;
import java.util.Map;

/**
 * How lines for people look where they are printed.
 *
 * @param colours whether the terminal shows any
 * @param signs whether there are more than those of ASCII
 */
record TextStyle(boolean colours, boolean signs) {
    private static final int GREEN = 32;
    private static final int YELLOW = 33;
    private static final int RED = 31;
    private static final int BLUE = 36;
    private static final int BOLD = 1;
    private static final int FAINT = 2;

    /** A file or a pipe has every sign, and no colour. */
    static TextStyle of(Map<String, String> environment, boolean terminal) {
        TerminalFeatures features = TerminalFeatures.of(environment);
        return new TextStyle(terminal && features.colours(), !terminal || features.signs());
    }

    /** What stands before a finding. */
    String mark(Severity severity) {
        String text = switch (severity) {
            case OK -> signs ? "✓" : "ok  ";
            case NOTE -> signs ? "•" : "note";
            case WARNING -> signs ? "!" : "warn";
            case PROBLEM -> signs ? "✗" : "FAIL";
        };
        return coloured(severity, text);
    }

    int markWidth() {
        return signs ? 1 : 4;
    }

    String heading(String text) {
        return code(BOLD, text);
    }

    String faint(String text) {
        return code(FAINT, text);
    }

    /** The mark of what is selected, one letter wide. */
    String selected() {
        return code(GREEN, signs ? "✓" : "x");
    }

    /** The end of a text that was cut, one letter wide. */
    String ellipsis() {
        return signs ? "…" : "~";
    }

    String coloured(Severity severity, String text) {
        int colour = switch (severity) {
            case OK -> GREEN;
            case NOTE -> BLUE;
            case WARNING -> YELLOW;
            case PROBLEM -> RED;
        };
        return code(colour, text);
    }

    private String code(int code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}

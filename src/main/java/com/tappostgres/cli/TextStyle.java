package com.tappostgres.cli;

import com.tappostgres.preflight.Severity;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How lines for people look where they are printed.
 *
 * @param colours whether the terminal shows any
 * @param unicode whether it shows more than ASCII
 */
record TextStyle(boolean colours, boolean unicode) {
    private static final int GREEN = 32;
    private static final int YELLOW = 33;
    private static final int RED = 31;
    private static final int BLUE = 36;
    private static final int BOLD = 1;
    private static final int FAINT = 2;

    /** Colours on terminals but where NO_COLOR is set; the locale says which letters there are. */
    static TextStyle of(Map<String, String> environment, boolean terminal) {
        boolean colours = terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
        String charset = locale.toLowerCase(Locale.ROOT).replace("-", "");
        return new TextStyle(colours, charset.contains("utf8"));
    }

    /** What stands before a finding. */
    String mark(Severity severity) {
        String text = switch (severity) {
            case OK -> unicode ? "✓" : "ok  ";
            case NOTE -> unicode ? "•" : "note";
            case WARNING -> unicode ? "!" : "warn";
            case PROBLEM -> unicode ? "✗" : "FAIL";
        };
        return coloured(severity, text);
    }

    int markWidth() {
        return unicode ? 1 : 4;
    }

    String heading(String text) {
        return code(BOLD, text);
    }

    String mend(String text) {
        return code(FAINT, text);
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

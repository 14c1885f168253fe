package com.tappostgres.cli;

import com.tappostgres.log.ErrorScreen;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard error: a log line stays one line, whatever names from a database stand in it. */
final class OneLineStream extends PrintStream {
    private final ErrorScreen screen;

    OneLineStream(ErrorScreen screen) {
        super(screen, true, StandardCharsets.UTF_8);
        this.screen = screen;
    }

    /** Where a live line can be shown below all others. */
    ErrorScreen screen() {
        return screen;
    }

    @Override
    public void println(String line) {
        super.println(onOneLine(line));
    }

    /** The text with its line breaks as escapes. */
    static String onOneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }
}

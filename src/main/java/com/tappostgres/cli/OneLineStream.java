package com.tappostgres.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard error: a log line stays one line, whatever names from a database stand in it. */
final class OneLineStream extends PrintStream {
    OneLineStream(OutputStream out) {
        super(out, true, StandardCharsets.UTF_8);
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

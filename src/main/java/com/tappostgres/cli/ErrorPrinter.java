package com.tappostgres.cli;

import com.tappostgres.error.TapException;
import java.io.PrintStream;

/** Prints the error that ends a run: one line of what failed, one of what mends it. */
final class ErrorPrinter {
    private ErrorPrinter() {}

    static void print(TapException error, PrintStream err) {
        err.println("CRITICAL " + onOneLine(error.getMessage()));
        String hint = error.hint();
        if (hint != null) {
            err.println("HINT " + onOneLine(hint));
        }
        err.flush();
    }

    /** Names from a database may hold line breaks. */
    private static String onOneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }
}

package com.tappostgres.cli;

import com.tappostgres.error.TapException;
import java.io.PrintStream;

/** Prints the error that ends a run: one line of what failed, one of what mends it. */
final class ErrorPrinter {
    private ErrorPrinter() {}

    static void print(TapException error, PrintStream err) {
        err.println("CRITICAL " + OneLineStream.onOneLine(error.getMessage()));
        String hint = error.hint();
        if (hint != null) {
            err.println("HINT " + OneLineStream.onOneLine(hint));
        }
        err.flush();
    }
}

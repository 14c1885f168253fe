package com.tappostgres.cli;

import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.log.LogLine;
import com.tappostgres.log.LogSettings;
import java.io.PrintStream;

/** Prints the error that ends a run: one line of what failed, one of what mends it; in a log of JSON, one object of both. */
final class ErrorPrinter {
    private static final String LEVEL = "CRITICAL";

    private ErrorPrinter() {}

    /** @param stack whether its stack is wanted too */
    static void print(TapException error, PrintStream err, boolean stack) {
        String hint = error.hint();
        if (LogSettings.current().isJson()) {
            LogLine line = new LogLine(LEVEL, "tap-postgres", String.valueOf(error.getMessage()))
                    .with("hint", hint)
                    .with("exit_code", Json.NODES.numberNode(error.kind().exitCode()));
            err.println((stack ? line.with(error) : line).json());
        } else {
            err.println(LEVEL + " " + LogLine.printable(String.valueOf(error.getMessage())));
            if (hint != null) {
                err.println("HINT " + LogLine.printable(hint));
            }
            if (stack) {
                error.printStackTrace(err);
            }
        }
        err.flush();
    }
}

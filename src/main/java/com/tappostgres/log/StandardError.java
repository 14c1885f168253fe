package com.tappostgres.log;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Where log lines go: to whatever standard error is at that moment. */
final class StandardError {
    private StandardError() {}

    static void println(String line, @Nullable Throwable cause) {
        PrintStream err = System.err;
        err.println(line);
        if (cause != null) {
            cause.printStackTrace(err);
        }
    }
}

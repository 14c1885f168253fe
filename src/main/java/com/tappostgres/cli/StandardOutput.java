package com.tappostgres.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What the program must know of the file behind standard output. */
final class StandardOutput {
    private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");

    private StandardOutput() {}

    /** Whether what is written can be forced to a disk: neither a pipe nor a terminal nor a device. */
    static boolean isRegularFile(OutputStream out) {
        if (!(out instanceof FileOutputStream file)) {
            return false;
        }
        try {
            return file.getFD() != FileDescriptor.out || Files.isRegularFile(Path.of("/dev/stdout"));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a person reads it on a terminal. */
    static boolean isTerminal(OutputStream out) {
        if (!(out instanceof FileOutputStream file)) {
            return false;
        }
        try {
            return file.getFD() == FileDescriptor.out
                    && TERMINAL.matcher(Path.of("/proc/self/fd/1").toRealPath().toString())
                            .matches();
        } catch (IOException e) {
            return false;
        }
    }

    static void force(OutputStream out) throws IOException {
        if (out instanceof FileOutputStream file) {
            file.getFD().sync();
        }
    }
}

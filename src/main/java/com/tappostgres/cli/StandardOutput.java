package com.tappostgres.cli;

import com.tappostgres.log.TerminalDevice;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the program must know of the file behind standard output. */
final class StandardOutput {
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
        try {
            return out instanceof FileOutputStream file
                    && file.getFD() == FileDescriptor.out
                    && TerminalDevice.isBehind(1);
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

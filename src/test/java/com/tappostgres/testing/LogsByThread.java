package com.tappostgres.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Keeps apart what runs in several threads of this JVM log, until it is closed. */
public final class LogsByThread implements AutoCloseable {
    /** Inherited, since a run has threads of its own. */
    private static final InheritableThreadLocal<@Nullable PrintStream> OWN = new InheritableThreadLocal<>();

    private final PrintStream before = System.err;

    private LogsByThread() {
        System.setErr(new Switch(before));
    }

    public static LogsByThread start() {
        return new LogsByThread();
    }

    /** Has the log written to {@code err}, all of it or that of this thread, until the result is run. */
    static Runnable redirect(PrintStream err) {
        PrintStream before = System.err;
        if (before instanceof Switch) {
            OWN.set(err);
            return OWN::remove;
        }
        System.setErr(err);
        return () -> System.setErr(before);
    }

    @Override
    public void close() {
        System.setErr(before);
    }

    /** The standard error of all threads. */
    private static final class Switch extends PrintStream {
        Switch(PrintStream others) {
            super(new Chosen(others), true, StandardCharsets.UTF_8);
        }
    }

    /** The stream of the thread that writes, or the one of all others. */
    private static final class Chosen extends OutputStream {
        private final PrintStream others;

        Chosen(PrintStream others) {
            this.others = others;
        }

        private PrintStream stream() {
            PrintStream own = OWN.get();
            return own == null ? others : own;
        }

        @Override
        public void write(int letter) {
            stream().write(letter);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            stream().write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            stream().flush();
        }
    }
}

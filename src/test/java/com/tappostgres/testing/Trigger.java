package com.tappostgres.testing;

import java.io.ByteArrayOutputStream;

/** The standard output of a run, which does something once so many bytes have come. */
public final class Trigger extends ByteArrayOutputStream {
    private final int at;
    private Runnable action;

    public Trigger(int at, Runnable action) {
        this.at = at;
        this.action = action;
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        super.write(bytes, offset, length);
        if (size() >= at) {
            Runnable due = action;
            action = () -> {};
            due.run();
        }
    }
}

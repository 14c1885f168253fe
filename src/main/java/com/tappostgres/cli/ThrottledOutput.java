package com.tappostgres.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** Lets no more bytes a second through than it may; who writes waits, and with it whoever sends. */
final class ThrottledOutput extends OutputStream {
    /** So much may come at once after a pause. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final OutputStream out;
    private final double nanosPerByte;

    /** When all bytes so far are paid for. */
    private long paidNanos = System.nanoTime();

    ThrottledOutput(OutputStream out, long bytesPerSecond) {
        this.out = out;
        this.nanosPerByte = (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        long now = System.nanoTime();
        paidNanos = Math.max(paidNanos, now - BURST_NANOS) + (long) (length * nanosPerByte);
        try {
            TimeUnit.NANOSECONDS.sleep(paidNanos - now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waits for its turn");
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}

package com.tappostgres.singer;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** Lets no more bytes a second through than it may, whoever brings them: who pays for bytes waits, and all others with it. */
public final class Throttle {
    /** So much may come at once after a pause. */
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final double nanosPerByte;

    /** When all bytes so far are paid for. */
    private long paidNanos = System.nanoTime();

    /** @param bytesPerSecond 0 for as many as come */
    public Throttle(long bytesPerSecond) {
        this.nanosPerByte = bytesPerSecond == 0 ? 0 : (double) TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    }

    /** Waits until so many bytes more may have gone through. */
    public synchronized void pay(long bytes) throws InterruptedIOException {
        if (nanosPerByte == 0) {
            return;
        }
        long now = System.nanoTime();
        paidNanos = Math.max(paidNanos, now - BURST_NANOS) + (long) (bytes * nanosPerByte);
        try {
            TimeUnit.NANOSECONDS.sleep(paidNanos - now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while it waits for its turn");
        }
    }
}

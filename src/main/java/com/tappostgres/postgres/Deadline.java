package com.tappostgres.postgres;

import java.net.SocketTimeoutException;
import java.time.Duration;

/** The moment until which a connection must be there; a step that waits asks how long it may. */
final class Deadline {
    private final long end;
    private final boolean unlimited;

    /** @param seconds from now; 0 for no limit */
    Deadline(int seconds) {
        this.unlimited = seconds == 0;
        this.end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    }

    /**
     * The milliseconds that are left, as socket methods count: 0 is no limit.
     *
     * @throws SocketTimeoutException if none are left
     */
    int remainingMillis() throws SocketTimeoutException {
        if (unlimited) {
            return 0;
        }
        long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException("the time for connecting is over");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    /** Waits before another attempt; false if the thread is interrupted, and so to end. */
    static boolean pause(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

package com.tappostgres.ssh;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The bytes of a channel that came and were not read yet: a ring that grows up to the channel's window. */
final class ReceiveBuffer {
    private static final int FIRST_CAPACITY = 1 << 16;

    private final int limit;
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int start;
    private int size;
    private boolean ended;

    /** @param limit how many bytes may lie here, the window that the peer has; a power of two */
    ReceiveBuffer(int limit) {
        this.limit = limit;
    }

    /** Never blocks: a peer that sends more than its window is at fault. */
    synchronized void put(byte[] from, int offset, int length) throws IOException {
        if (ended) {
            return;
        }
        if (length > limit - size) {
            throw new IOException("the peer sent more than its window allows");
        }
        while (size + length > bytes.length) {
            grow();
        }
        int end = (start + size) & (bytes.length - 1);
        int first = Math.min(length, bytes.length - end);
        System.arraycopy(from, offset, bytes, end, first);
        System.arraycopy(from, offset + first, bytes, 0, length - first);
        size += length;
        notifyAll();
    }

    /**
     * Waits for bytes and moves them out. An interrupt does not end the wait, as it does not for a socket.
     *
     * @param timeoutMillis how long to wait; 0 for ever
     * @return how many bytes; -1 at the end
     * @throws SocketTimeoutException when nothing came; a later call may still succeed
     */
    synchronized int take(byte[] to, int offset, int length, int timeoutMillis) throws InterruptedIOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        if (length == 0) {
            return 0;
        }
        if (size == 0 && !ended) {
            await(timeoutMillis);
        }
        if (size == 0) {
            return -1;
        }
        int taken = Math.min(length, size);
        int first = Math.min(taken, bytes.length - start);
        System.arraycopy(bytes, start, to, offset, first);
        System.arraycopy(bytes, 0, to, offset + first, taken - first);
        start = (start + taken) & (bytes.length - 1);
        size -= taken;
        return taken;
    }

    synchronized int available() {
        return size;
    }

    /** No more will come; what is here can still be read. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Drops what is here too. */
    synchronized void discard() {
        size = 0;
        end();
    }

    private void await(int timeoutMillis) throws SocketTimeoutException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        boolean interrupted = false;
        try {
            while (size == 0 && !ended) {
                long left = timeoutMillis == 0 ? 0 : remainingMillis(deadline, timeoutMillis);
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static long remainingMillis(long deadline, int timeoutMillis) throws SocketTimeoutException {
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw new SocketTimeoutException("nothing came within " + timeoutMillis + " ms");
        }
        return TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }

    private void grow() {
        byte[] larger = new byte[bytes.length * 2];
        int first = Math.min(size, bytes.length - start);
        System.arraycopy(bytes, start, larger, 0, first);
        System.arraycopy(bytes, 0, larger, first, size - first);
        bytes = larger;
        start = 0;
    }
}

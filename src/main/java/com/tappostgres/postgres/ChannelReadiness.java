package com.tappostgres.postgres;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits until a non-blocking channel can be read, or until it can be written; closing it ends the wait. */
final class ChannelReadiness implements Closeable {
    private final SocketChannel channel;
    private final int operation;
    private @Nullable Selector selector;
    private boolean closed;

    /** @param operation OP_READ or OP_WRITE of SelectionKey */
    ChannelReadiness(SocketChannel channel, int operation) {
        this.channel = channel;
        this.operation = operation;
    }

    /**
     * Waits; false once the time is over.
     *
     * @param timeoutMillis 0 for no limit
     * @throws SocketException where the socket is closed, also meanwhile by another thread
     */
    boolean await(int timeoutMillis) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        boolean interrupted = false;
        try {
            Selector waiting = selector();
            while (true) {
                long left = deadline - System.nanoTime();
                if (timeoutMillis > 0 && left <= 0) {
                    return false;
                }
                // Sockets of the JDK read on when their thread is interrupted; a selector would not wait any more.
                interrupted |= Thread.interrupted();
                if (waiting.select(key -> {}, timeoutMillis == 0 ? 0 : millisRoundedUp(left)) > 0) {
                    return true;
                }
            }
        } catch (ClosedSelectorException | ClosedChannelException e) {
            throw closed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What the JDK's own sockets say, so that their users know it. */
    static SocketException closed(Exception cause) {
        SocketException closed = new SocketException("Socket closed");
        closed.initCause(cause);
        return closed;
    }

    /** Opens it at the first wait: most sockets never wait to write, and each selector takes two descriptors. */
    private synchronized Selector selector() throws IOException {
        if (closed) {
            throw new ClosedSelectorException();
        }
        if (selector == null) {
            Selector opened = Selector.open();
            selector = opened;
            channel.register(opened, operation);
        }
        return selector;
    }

    private static long millisRoundedUp(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos - 1) + 1;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (selector != null) {
            selector.close();
        }
    }
}

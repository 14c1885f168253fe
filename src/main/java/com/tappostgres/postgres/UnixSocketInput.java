package com.tappostgres.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/** Reads a Unix socket in blocks, whatever the reader asks for. */
final class UnixSocketInput extends InputStream {
    /** The server sends blocks of 8 kB; a block of this size takes what has piled up in one system call. */
    private static final int BLOCK = 64 * 1024;

    private final UnixSocket socket;
    private final SocketChannel channel;
    private final ChannelReadiness readable;
    /** What was read of the channel and not yet of this stream, from position to limit. */
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK).limit(0);

    /** @param channel a non-blocking one */
    UnixSocketInput(UnixSocket socket, SocketChannel channel) {
        this.socket = socket;
        this.channel = channel;
        this.readable = new ChannelReadiness(channel, SelectionKey.OP_READ);
    }

    @Override
    public synchronized int read() throws IOException {
        return isEnd() ? -1 : block.get() & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (isEnd()) {
            return -1;
        }
        int count = Math.min(length, block.remaining());
        block.get(target, offset, count);
        return count;
    }

    /** The bytes that a read returns without waiting, at least one if any are there. */
    @Override
    public synchronized int available() throws IOException {
        if (!channel.isOpen()) {
            throw new SocketException("Socket closed");
        }
        if (!block.hasRemaining()) {
            fill();
        }
        return block.remaining();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Ends the wait of whoever reads. */
    void wake() throws IOException {
        readable.close();
    }

    /** Waits for bytes where there are none; a time-out leaves all as it is, so that the read can be repeated. */
    private boolean isEnd() throws IOException {
        if (!channel.isOpen()) {
            throw new SocketException("Socket closed");
        }
        while (!block.hasRemaining()) {
            int count = fill();
            if (count < 0) {
                return true;
            }
            if (count == 0 && !readable.await(socket.getSoTimeout())) {
                throw new SocketTimeoutException("Read timed out");
            }
        }
        return false;
    }

    /** Reads what is there: the number of bytes, 0 for none yet, -1 for the end. */
    private int fill() throws IOException {
        block.clear();
        try {
            return channel.read(block);
        } catch (ClosedChannelException e) {
            throw ChannelReadiness.closed(e);
        } finally {
            block.flip();
        }
    }
}

package com.tappostgres.postgres;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/** Writes to a Unix socket; shares no lock with those who read it. */
final class UnixSocketOutput extends OutputStream {
    /** The JDK copies a block of this size into native memory, which it keeps for the thread. */
    private static final int BLOCK = 64 * 1024;

    private final UnixSocket socket;
    private final SocketChannel channel;
    private final ChannelReadiness writable;

    /** @param channel a non-blocking one */
    UnixSocketOutput(UnixSocket socket, SocketChannel channel) {
        this.socket = socket;
        this.channel = channel;
        this.writable = new ChannelReadiness(channel, SelectionKey.OP_WRITE);
    }

    @Override
    public void write(int letter) throws IOException {
        write(new byte[] {(byte) letter}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int position = offset;
        int end = offset + length;
        while (position < end) {
            int count = put(ByteBuffer.wrap(bytes, position, Math.min(BLOCK, end - position)));
            if (count == 0) {
                writable.await(0);
            }
            position += count;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Ends the wait of whoever writes. */
    void wake() throws IOException {
        writable.close();
    }

    private int put(ByteBuffer block) throws IOException {
        try {
            return channel.write(block);
        } catch (ClosedChannelException e) {
            throw ChannelReadiness.closed(e);
        }
    }
}

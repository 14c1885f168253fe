package com.jcraft.jsch;

import org.jspecify.annotations.NullMarked;

/**
 * Grants a channel's peer the right to send at the pace of whoever reads, which JSch itself cannot.
 *
 * <p>JSch gives a peer new credit as soon as it has handed on what came, so a reader that stalls can only be slowed down by blocking the
 * session's one thread: then no other channel gets its data, not even one that was opened to cancel the statement, and the server's
 * keep-alives stay unanswered. Here credit is given for what was read, so a buffer as large as the window never blocks. What this needs
 * is visible in JSch's own package only, hence the place of this class: a JSch that no longer has it does not compile.
 */
@NullMarked
public final class ChannelWindow {
    private final Channel channel;
    private final int size;
    private final Object lock = new Object();
    private int consumed;

    private ChannelWindow(Channel channel, int size) {
        this.channel = channel;
        this.size = size;
    }

    /** Takes over the window of a channel that is not connected yet. */
    public static ChannelWindow of(Channel channel, int size) throws JSchException {
        channel.setLocalWindowSizeMax(size);
        // JSch gives credit once less than half of this is left; it never is.
        channel.lwsize_max = 0;
        // A peer that closes right after it confirmed would otherwise go unnoticed: Channel.disconnect ignores a
        // channel without this.
        channel.connected = true;
        return new ChannelWindow(channel, size);
    }

    /** To be called on the session's thread for each piece of data, before JSch counts it. */
    public void arrived() {
        channel.lwsize = size;
    }

    /** Gives credit for bytes that were read and so left the buffer. */
    public void consumed(int bytes) {
        int credit;
        synchronized (lock) {
            consumed += bytes;
            if (consumed < size / 8) {
                return;
            }
            credit = consumed;
            consumed = 0;
        }
        Buffer buffer = new Buffer(100);
        Packet packet = new Packet(buffer);
        packet.reset();
        buffer.putByte((byte) Session.SSH_MSG_CHANNEL_WINDOW_ADJUST);
        buffer.putInt(channel.getRecipient());
        buffer.putInt(credit);
        try {
            if (!channel.close) {
                channel.getSession().write(packet);
            }
        } catch (Exception e) {
            // The session is gone, which the next read reports.
            return;
        }
    }
}

package com.tappostgres.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.ChannelWindow;
import com.jcraft.jsch.JSchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOptions;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One end of a direct-tcpip channel as the inside of a socket. Options are kept for whoever asks; only the read time-out has an effect. */
final class ChannelEndpoint extends SocketImpl {
    /** Bounds what a channel holds in memory, and what it can carry: 20 MB/s over a way of 100 ms. */
    private static final int WINDOW = 2 << 20;

    /** What every SSH program must take; JSch would ask for half of it, and so pay twice for each decryption. */
    private static final int PACKET = 1 << 15;

    private final ChannelDirectTCPIP channel;
    private final Loss loss;
    private final Consumer<ChannelEndpoint> onClose;
    private final ReceiveBuffer received = new ReceiveBuffer(WINDOW);
    private final ChannelWindow window;
    private final Map<Integer, Object> options = new ConcurrentHashMap<>();
    private final Object outputLock = new Object();
    private @Nullable OutputStream output;
    private volatile int readTimeout;
    private volatile boolean closed;

    /**
     * @param channel neither connected nor used yet
     * @param onClose called when the socket is closed
     */
    ChannelEndpoint(ChannelDirectTCPIP channel, Loss loss, Consumer<ChannelEndpoint> onClose) throws JSchException {
        this.channel = channel;
        this.loss = loss;
        this.onClose = onClose;
        channel.setLocalPacketSize(PACKET);
        channel.setOutputStream(new Arrivals());
        window = ChannelWindow.of(channel, WINDOW);
        options.putAll(Map.of(
                SocketOptions.TCP_NODELAY,
                true,
                SocketOptions.SO_KEEPALIVE,
                true,
                SocketOptions.SO_REUSEADDR,
                false,
                SocketOptions.SO_OOBINLINE,
                false,
                SocketOptions.SO_LINGER,
                -1,
                SocketOptions.IP_TOS,
                0,
                SocketOptions.SO_RCVBUF,
                WINDOW,
                SocketOptions.SO_SNDBUF,
                PACKET,
                SocketOptions.SO_BINDADDR,
                InetAddress.getLoopbackAddress()));
    }

    /** Why the SSH host refused to open the channel: one of SSH's codes, or -1 where it said nothing. */
    int refusal() {
        return channel.getExitStatus();
    }

    /** Wakes who reads or still opens. */
    void sessionEnded() {
        received.end();
        synchronized (channel) {
            channel.notifyAll();
        }
    }

    @Override
    protected void create(boolean stream) {
        // The channel is there already.
    }

    /** The host's name goes to the SSH host as it is: only there it means anything. */
    @Override
    protected void connect(SocketAddress target, int timeoutMillis) throws IOException {
        InetSocketAddress there = (InetSocketAddress) target;
        // The number is made up, but the name and the port are true.
        address = InetAddress.getByAddress(there.getHostString(), new byte[] {0, 0, 0, 0});
        port = there.getPort();
        channel.setHost(there.getHostString());
        channel.setPort(port);
        try {
            // JSch's own 0 is a limit of 20 s.
            channel.connect(timeoutMillis == 0 ? Integer.MAX_VALUE : timeoutMillis);
        } catch (JSchException e) {
            loss.throwIfReported();
            throw new IOException("the channel was not opened", e);
        }
        if (!channel.isConnected()) {
            // JSch keeps to itself why it could not even ask.
            loss.throwIfReported();
            throw new SocketException("the channel was not opened");
        }
        output = channel.getOutputStream();
    }

    @Override
    protected void connect(String host, int toPort) throws IOException {
        connect(InetSocketAddress.createUnresolved(host, toPort), 0);
    }

    @Override
    protected void connect(InetAddress host, int toPort) throws IOException {
        connect(new InetSocketAddress(host, toPort), 0);
    }

    @Override
    protected void bind(InetAddress host, int toPort) {
        // Where the SSH host connects from is its own choice.
    }

    @Override
    protected void listen(int backlog) throws SocketException {
        throw new SocketException("a channel cannot listen");
    }

    @Override
    protected void accept(SocketImpl socket) throws SocketException {
        throw new SocketException("a channel cannot listen");
    }

    @Override
    protected InputStream getInputStream() {
        return new Input();
    }

    @Override
    protected OutputStream getOutputStream() {
        return new Output();
    }

    @Override
    protected int available() {
        return received.available();
    }

    @Override
    protected void close() {
        closed = true;
        received.discard();
        channel.disconnect();
        onClose.accept(this);
    }

    @Override
    protected void shutdownInput() {
        received.discard();
    }

    @Override
    protected void shutdownOutput() throws IOException {
        synchronized (outputLock) {
            requireSendable().close();
        }
    }

    @Override
    protected void sendUrgentData(int data) throws SocketException {
        throw new SocketException("a channel carries no urgent data");
    }

    @Override
    public void setOption(int option, Object value) {
        options.put(option, value);
        if (option == SocketOptions.SO_TIMEOUT) {
            readTimeout = (Integer) value;
        }
    }

    @Override
    public Object getOption(int option) throws SocketException {
        if (option == SocketOptions.SO_TIMEOUT) {
            return readTimeout;
        }
        Object value = options.get(option);
        if (value == null) {
            throw new SocketException("a channel has no option " + option);
        }
        return value;
    }

    private OutputStream requireSendable() throws IOException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
        loss.throwIfReported();
        if (channel.isClosed() || output == null) {
            throw new SocketException("the server closed the connection");
        }
        return output;
    }

    /** Where JSch puts what came. */
    private final class Arrivals extends OutputStream {
        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            window.arrived();
            received.put(from, offset, length);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void close() {
            received.end();
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = received.take(to, offset, length, readTimeout);
            if (count >= 0) {
                window.consumed(count);
                return count;
            }
            if (closed) {
                throw new SocketException("Socket closed");
            }
            loss.throwIfReported();
            return -1;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int available() {
            return received.available();
        }
    }

    private final class Output extends OutputStream {
        /** Sends at once, as a socket does: who layers TLS over it does not flush. */
        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, from.length);
            synchronized (outputLock) {
                OutputStream stream = requireSendable();
                try {
                    stream.write(from, offset, length);
                    stream.flush();
                } catch (IOException e) {
                    requireSendable();
                    throw e;
                }
                // JSch drops silently what is written to a channel that was closed meanwhile.
                requireSendable();
            }
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }
    }
}

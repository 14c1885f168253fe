package com.tappostgres.postgres;

import com.tappostgres.error.TapException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connected Unix socket in the shape that the PostgreSQL driver wants.
 *
 * <p>The JDK connects Unix sockets through channels only. The streams that it makes of a channel know no time-out, and a
 * read that waits keeps others from writing.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the channel has locks of its own
final class UnixSocket extends Socket {
    /** What the server calls its sockets, before the port. */
    static final String NAME = ".s.PGSQL.";

    private static final long PAUSE_MILLIS = 20;

    private final SocketChannel channel;
    private final int port;
    private final UnixSocketInput input;
    private final UnixSocketOutput output;
    private volatile int timeoutMillis;
    private volatile boolean inputShutdown;
    private volatile boolean outputShutdown;

    private UnixSocket(SocketChannel channel, int port) {
        this.channel = channel;
        this.port = port;
        this.input = new UnixSocketInput(this, channel);
        this.output = new UnixSocketOutput(this, channel);
    }

    /**
     * Connects to the server that listens in a folder.
     *
     * @param timeoutMillis how long to wait while the server's queue of connections is full; 0 for no limit
     * @throws TapException of kind CONNECTION
     */
    static Socket connect(Path folder, int port, int timeoutMillis) {
        Path path = folder.resolve(NAME + port);
        UnixSocketErrors.tooLong(path).ifPresent(UnixSocket::raise);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (true) {
            try {
                return new UnixSocket(open(path), port);
            } catch (IOException e) {
                UnixSocketErrors.explain(e, path).ifPresent(UnixSocket::raise);
                boolean isOver = timeoutMillis > 0 && System.nanoTime() >= deadline;
                if (isOver || !Deadline.pause(PAUSE_MILLIS)) {
                    throw UnixSocketErrors.timedOut(e, path, timeoutMillis);
                }
            }
        }
    }

    /** Without blocking, as a blocking connect knows no time-out: it fails at once where the queue is full. */
    private static SocketChannel open(Path path) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(path))) {
                throw new SocketException("not connected at once");
            }
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void raise(TapException failure) {
        throw failure;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        check(inputShutdown, "Socket input is shutdown");
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        check(outputShutdown, "Socket output is shutdown");
        return output;
    }

    private void check(boolean shutdown, String complaint) throws SocketException {
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        if (shutdown) {
            throw new SocketException(complaint);
        }
    }

    @Override
    public void shutdownInput() throws IOException {
        check(inputShutdown, "Socket input is already shutdown");
        inputShutdown = true;
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        check(outputShutdown, "Socket output is already shutdown");
        outputShutdown = true;
        channel.shutdownOutput();
    }

    /** Ends the reads and writes that wait, with a SocketException. */
    @Override
    public void close() throws IOException {
        // The channel keeps its descriptor until no selector knows it any more: so it is the last.
        try {
            input.wake();
            output.wake();
        } finally {
            channel.close();
        }
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        throw new SocketException("already connected");
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void bind(@Nullable SocketAddress address) throws IOException {
        throw new SocketException("already bound");
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    /** Holds from the next read on. */
    @Override
    public void setSoTimeout(int timeout) {
        if (timeout < 0) {
            throw new IllegalArgumentException("timeout can't be negative");
        }
        timeoutMillis = timeout;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getPort() {
        return port;
    }

    @Override
    public int getLocalPort() {
        return 0;
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        try {
            return channel.getRemoteAddress();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        try {
            return channel.getLocalAddress();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public @Nullable SocketChannel getChannel() {
        return null;
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return size(StandardSocketOptions.SO_SNDBUF);
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        setSize(StandardSocketOptions.SO_SNDBUF, size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return size(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        setSize(StandardSocketOptions.SO_RCVBUF, size);
    }

    private int size(SocketOption<Integer> option) throws SocketException {
        try {
            return channel.getOption(option);
        } catch (IOException e) {
            throw ChannelReadiness.closed(e);
        }
    }

    private void setSize(SocketOption<Integer> option, int size) throws SocketException {
        try {
            channel.setOption(option, size);
        } catch (IOException e) {
            throw ChannelReadiness.closed(e);
        }
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> name) throws IOException {
        return channel.getOption(name);
    }

    @Override
    public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
        channel.setOption(name, value);
        return this;
    }

    // A Unix socket has no packets, so what follows has no meaning; the driver sets some of it on every socket.

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public boolean getKeepAlive() {
        return false;
    }

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void setSoLinger(boolean on, int linger) {}

    @Override
    public boolean getReuseAddress() {
        return false;
    }

    @Override
    public void setReuseAddress(boolean on) {}

    @Override
    public int getTrafficClass() {
        return 0;
    }

    @Override
    public void setTrafficClass(int trafficClass) {}

    @Override
    public boolean getOOBInline() {
        return false;
    }

    @Override
    public void setOOBInline(boolean on) {}

    @Override
    public void sendUrgentData(int data) throws IOException {
        throw new SocketException("Unix sockets have no urgent data");
    }

    @Override
    public String toString() {
        return "UnixSocket[" + getRemoteSocketAddress() + "]";
    }
}

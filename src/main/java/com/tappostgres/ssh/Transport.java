package com.tappostgres.ssh;

import com.jcraft.jsch.SocketFactory;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** The connection that one session runs over: remembers how the host introduced itself, when it was last heard and how it ended. */
final class Transport implements SocketFactory {
    private static final int BUFFER = 1 << 17;
    private static final int LONGEST_LINE = 200;

    private final Connector connector;
    private final Loss loss;
    private final StringBuilder firstLine = new StringBuilder();
    private volatile boolean firstLineRead;
    private volatile boolean ended;
    private volatile long lastHeard = System.nanoTime();
    private volatile @Nullable Socket socket;

    /** How a host is reached: through TCP or another session. */
    interface Connector {
        /**
         * Connects or throws.
         *
         * @throws com.tappostgres.error.TapException that says why it is not reached
         */
        Socket connect(String host, int port);
    }

    Transport(Connector connector, Loss loss) {
        this.connector = connector;
        this.loss = loss;
    }

    @Override
    public Socket createSocket(String host, int port) {
        Socket created = connector.connect(host, port);
        socket = created;
        lastHeard = System.nanoTime();
        return created;
    }

    @Override
    public InputStream getInputStream(Socket from) throws IOException {
        // JSch reads each packet in two pieces, each of which would be a system call.
        return new BufferedInputStream(new Listener(from), BUFFER);
    }

    @Override
    public OutputStream getOutputStream(Socket to) throws IOException {
        return to.getOutputStream();
    }

    /** What the host said first, up to the end of the line; empty where it said nothing. */
    String firstLine() {
        synchronized (firstLine) {
            return firstLine.toString();
        }
    }

    /** Whether the host closed the connection. */
    boolean isEnded() {
        return ended;
    }

    long nanosSinceHeard() {
        return System.nanoTime() - lastHeard;
    }

    /** Cuts the connection, which ends the session whatever its threads wait for. */
    void cut() {
        Socket cut = socket;
        if (cut != null) {
            try {
                cut.close();
            } catch (IOException e) {
                // It is gone, which was the aim.
                return;
            }
        }
    }

    /** Listens to what comes, and answers the network at once. */
    private final class Listener extends FilterInputStream {
        private final Socket from;
        private final boolean acknowledges;

        Listener(Socket from) throws IOException {
            super(from.getInputStream());
            this.from = from;
            Set<SocketOption<?>> supported = from instanceof ChannelSocket ? Set.of() : from.supportedOptions();
            acknowledges = supported.contains(ExtendedSocketOptions.TCP_QUICKACK);
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count;
            try {
                count = in.read(to, offset, length);
            } catch (TunnelLostException e) {
                loss.report(e);
                throw e;
            } catch (java.net.SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                loss.report(String.valueOf(e.getMessage()));
                throw e;
            }
            if (count < 0) {
                ended = true;
                loss.report("the SSH host closed the connection");
                return count;
            }
            lastHeard = System.nanoTime();
            if (acknowledges) {
                // Linux falls back to delayed acknowledgements by itself; with Nagle's algorithm at the other end each
                // round trip of
                // a cursor then takes 40 ms.
                from.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
            }
            if (!firstLineRead) {
                remember(to, offset, count);
            }
            return count;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        private void remember(byte[] bytes, int offset, int count) {
            synchronized (firstLine) {
                String text = new String(bytes, offset, count, StandardCharsets.ISO_8859_1);
                for (int i = 0; i < text.length(); i++) {
                    char each = text.charAt(i);
                    if (each == '\n' || firstLine.length() == LONGEST_LINE) {
                        firstLineRead = true;
                        return;
                    }
                    if (each != '\r') {
                        firstLine.append(each < ' ' || each > '~' ? '?' : each);
                    }
                }
            }
        }
    }
}

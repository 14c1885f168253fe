package com.tappostgres.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives the driver sockets that are connected and encrypted already.
 *
 * <p>The driver makes its socket factory from a class name and a text, so the text is the number under which an opener
 * waits here. It takes a socket that is connected as it is.
 */
public final class DriverSockets extends SocketFactory {
    private static final Map<String, Opener> WAITING = new ConcurrentHashMap<>();
    private static final AtomicLong LAST = new AtomicLong();

    private final Opener opener;

    /** Opens a socket to the server, for a connection or to cancel a query of one. */
    interface Opener {
        Socket open() throws IOException;
    }

    /** The driver's: takes what waits under that number. */
    public DriverSockets(String number) {
        this.opener = Objects.requireNonNull(WAITING.remove(number), "no opener waits under this number");
    }

    /** Has an opener wait for the driver; the answer is for the driver's socketFactoryArg. */
    static String offer(Opener opener) {
        String number = Long.toString(LAST.incrementAndGet());
        WAITING.put(number, opener);
        return number;
    }

    /** Takes it back, if the driver did not get as far as to ask for it. */
    static void withdraw(String number) {
        WAITING.remove(number);
    }

    @Override
    public Socket createSocket() throws IOException {
        return opener.open();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(String host, int port, @Nullable InetAddress localHost, int localPort) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, @Nullable InetAddress localAddress, int localPort) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("the driver asks for unconnected sockets only");
    }
}

package com.tappostgres.tls;

import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.SocketFactory;

/** Hands pgjdbc a socket that is connected already; public, as pgjdbc makes the factory by its name. */
public final class HandedSocketFactory extends SocketFactory {
    private static final ConcurrentMap<String, Socket> SOCKETS = new ConcurrentHashMap<>();

    private final String key;

    /** @param key what pgjdbc got as its {@code socketFactoryArg} */
    public HandedSocketFactory(String key) {
        this.key = key;
    }

    static void put(String key, Socket socket) {
        SOCKETS.put(key, socket);
    }

    @Override
    public Socket createSocket() {
        Socket socket = SOCKETS.remove(key);
        if (socket == null) {
            throw new IllegalStateException("one connection, one socket");
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }
}

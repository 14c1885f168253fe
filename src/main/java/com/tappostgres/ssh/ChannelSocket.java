package com.tappostgres.ssh;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A connected socket over a channel; all that differs from other sockets is below it, in the endpoint. */
final class ChannelSocket extends Socket {
    /** @param endpoint whose channel opens now */
    ChannelSocket(ChannelEndpoint endpoint, InetSocketAddress target, int timeoutMillis) throws IOException {
        super(endpoint);
        connect(target, timeoutMillis);
    }
}

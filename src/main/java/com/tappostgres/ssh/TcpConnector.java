package com.tappostgres.ssh;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reaches an SSH host through TCP, by whichever of its addresses answers. */
final class TcpConnector implements Transport.Connector {
    /** How long an address may stay silent where nothing limits it but others are left to try. */
    private static final int PATIENCE = 15_000;

    private final String label;
    private final int timeoutMillis;

    /** @param timeoutMillis for all addresses together; 0 for no limit */
    TcpConnector(String label, int timeoutMillis) {
        this.label = label;
        this.timeoutMillis = timeoutMillis;
    }

    @Override
    public Socket connect(String host, int port) {
        InetAddress[] addresses = resolve(host);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        Set<String> reasons = new LinkedHashSet<>();
        @Nullable IOException last = null;
        for (int i = 0; i < addresses.length; i++) {
            try {
                return open(new InetSocketAddress(addresses[i], port), patience(deadline, addresses.length - i));
            } catch (IOException e) {
                reasons.add(addresses[i].getHostAddress() + ": " + reason(e));
                last = e;
            }
        }
        throw new TapException(
                ErrorKind.CONNECTION,
                "cannot reach the SSH host \"" + label + "\" (" + String.join("; ", reasons) + ")",
                last instanceof SocketTimeoutException
                        ? "Is a firewall in the way, or is \"port\" of \"ssh_tunnel\" wrong? \"connect_timeout\" sets how long to wait."
                        : "Does an SSH server run there? Check \"host\" and \"port\" of \"ssh_tunnel\".",
                last);
    }

    private InetAddress[] resolve(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new TapException(
                    ErrorKind.CONNECTION,
                    "cannot reach the SSH host \"" + label + "\": the host \"" + host + "\" is unknown",
                    "Check \"host\" of \"ssh_tunnel\"; it may also be a Host entry of ~/.ssh/config.",
                    e);
        }
    }

    private static Socket open(InetSocketAddress address, int patience) throws IOException {
        Socket socket = new Socket();
        try {
            TcpKeepAlive.turnOn(socket);
            socket.connect(address, patience);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private int patience(long deadline, int addressesLeft) {
        if (timeoutMillis == 0) {
            return addressesLeft == 1 ? 0 : PATIENCE;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        return (int) Math.max(1, left / addressesLeft);
    }

    private static String reason(IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (failure instanceof NoRouteToHostException) {
            return "no route to the host";
        }
        String message = String.valueOf(failure.getMessage());
        return failure instanceof ConnectException ? message.toLowerCase(Locale.ROOT) : message;
    }
}

package com.tappostgres.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A way to a port of this machine that a test can block or cut. */
public final class FaultyWay implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean blocked;

    private FaultyWay(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** A way that is open. */
    public static FaultyWay to(int target) {
        try {
            FaultyWay way = new FaultyWay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            startThread(way::accept);
            return way;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on everything that is sent vanishes, and no connection is closed. */
    public void block() {
        blocked = true;
    }

    /** Resets all connections; new ones are possible. */
    public void cut() {
        for (Socket socket : sockets) {
            if (socket.isClosed()) {
                continue;
            }
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        sockets.clear();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                return;
            }
        }
    }

    private void connect(Socket near) throws IOException {
        sockets.add(near);
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(far);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            startThread(() -> copy(near, far));
            startThread(() -> copy(far, near));
        } catch (IOException e) {
            // Nobody listens there; the way itself stays.
            near.close();
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] bytes = new byte[1 << 16];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count = in.read(bytes);
            while (count >= 0) {
                if (!blocked) {
                    out.write(bytes, 0, count);
                }
                count = in.read(bytes);
            }
            if (!blocked) {
                to.shutdownOutput();
            }
        } catch (IOException e) {
            // Cut.
            return;
        }
    }

    private static void startThread(Runnable task) {
        Thread thread = new Thread(task, "faulty way");
        thread.setDaemon(true);
        thread.start();
    }
}

package com.tappostgres.testing;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/** What tests find at the far end of a tunnel: a server that echoes, sends and swallows bytes as its client asks for. */
public final class FarEnd implements AutoCloseable {
    /** Sends back what comes. */
    public static final int ECHO = 'E';

    /** Followed by a count: sends as many bytes of {@link #block}, over and over. */
    public static final int SEND = 'S';

    /** Followed by a count: reads as many bytes and sends their CRC. */
    public static final int RECEIVE = 'R';

    /** Hangs up. */
    public static final int LEAVE = 'L';

    private static final int BLOCK = 1 << 16;

    private final ServerSocket listener;
    private final AtomicInteger connections = new AtomicInteger();

    private FarEnd(ServerSocket listener) {
        this.listener = listener;
    }

    public static FarEnd start() {
        try {
            FarEnd end = new FarEnd(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            startThread(end::accept);
            return end;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections there were so far. */
    public int connections() {
        return connections.get();
    }

    /** The bytes that are sent: the same in each run, and without a pattern that hides a shift. */
    public static byte[] block() {
        byte[] block = new byte[BLOCK];
        new Random(1).nextBytes(block);
        return block;
    }

    /** The CRC of as many bytes of {@link #block}, over and over. */
    public static long crc(long count) {
        CRC32 crc = new CRC32();
        byte[] block = block();
        for (long left = count; left > 0; left -= block.length) {
            crc.update(block, 0, (int) Math.min(left, block.length));
        }
        return crc.getValue();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connections.incrementAndGet();
                startThread(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(client.getOutputStream(), BLOCK));
            int command = in.read();
            while (command >= 0 && command != LEAVE) {
                switch (command) {
                    case ECHO -> echo(in, out);
                    case SEND -> send(in.readLong(), out);
                    case RECEIVE -> out.writeLong(receive(in.readLong(), in));
                    default -> throw new IOException("unknown command " + command);
                }
                out.flush();
                command = in.read();
            }
        } catch (IOException e) {
            // The client went away, which is what many tests are about.
            return;
        }
    }

    private static void echo(DataInputStream in, DataOutputStream out) throws IOException {
        byte[] bytes = new byte[BLOCK];
        int count = in.read(bytes);
        while (count >= 0) {
            out.write(bytes, 0, count);
            out.flush();
            count = in.read(bytes);
        }
    }

    private static void send(long count, DataOutputStream out) throws IOException {
        byte[] block = block();
        for (long left = count; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
    }

    private static long receive(long count, DataInputStream in) throws IOException {
        CRC32 crc = new CRC32();
        byte[] bytes = new byte[BLOCK];
        long left = count;
        while (left > 0) {
            int read = in.read(bytes, 0, (int) Math.min(left, bytes.length));
            if (read < 0) {
                throw new IOException("the client sent too little");
            }
            crc.update(bytes, 0, read);
            left -= read;
        }
        return crc.getValue();
    }

    private static void startThread(Runnable task) {
        Thread thread = new Thread(task, "far end");
        thread.setDaemon(true);
        thread.start();
    }
}

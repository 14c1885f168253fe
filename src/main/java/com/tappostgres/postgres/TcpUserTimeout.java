package com.tappostgres.postgres;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose peer has not acknowledged for too long what was sent, as the socket option TCP_USER_TIMEOUT
 * does, which Java cannot set. Keep-alives do not help there: none is sent while something waits for acknowledgement.
 *
 * <p>Facts: Linux' /proc/net/tcp shows of each connection how often it has sent the oldest segment again; any
 * acknowledgement sets the number back to 0. A peer that is alive but takes nothing acknowledges too.
 */
final class TcpUserTimeout implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpUserTimeout.class);
    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final int LOCAL_FIELD = 1;
    private static final int REMOTE_FIELD = 2;
    private static final int RETRANSMITS_FIELD = 6;
    private static final int LOOKS = 12;

    private final Duration limit;
    private final long pauseMillis;
    private final Map<Socket, Long> unacknowledgedSince = new HashMap<>();
    private @Nullable Thread thread;

    /** @param limit how long sent data may stay without acknowledgement; zero for no limit */
    TcpUserTimeout(Duration limit) {
        this.limit = limit;
        this.pauseMillis = Math.max(1, limit.toMillis() / LOOKS);
    }

    /** Looks after a connected socket until it is closed. */
    synchronized void watch(Socket socket) {
        if (limit.isZero() || !Files.isReadable(TABLES.get(0))) {
            return;
        }
        unacknowledgedSince.put(socket, 0L);
        if (thread == null) {
            thread = new Thread(this::watchAll, "TCP user timeout");
            thread.setDaemon(true);
            thread.start();
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
        unacknowledgedSince.clear();
    }

    private void watchAll() {
        try {
            while (true) {
                Thread.sleep(pauseMillis);
                look(System.nanoTime());
            }
        } catch (InterruptedException e) {
            // Nobody has a connection any more.
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look(long now) {
        unacknowledgedSince.keySet().removeIf(Socket::isClosed);
        if (unacknowledgedSince.isEmpty()) {
            return;
        }
        Map<String, Integer> retransmits = retransmits(readTables());
        Iterator<Map.Entry<Socket, Long>> watched =
                unacknowledgedSince.entrySet().iterator();
        while (watched.hasNext()) {
            Map.Entry<Socket, Long> entry = watched.next();
            Socket socket = entry.getKey();
            if (retransmits.getOrDefault(name(socket), 0) == 0) {
                entry.setValue(0L);
            } else if (entry.getValue() == 0) {
                entry.setValue(now);
            } else if (now - entry.getValue() >= limit.toNanos() * (LOOKS - 2) / LOOKS) {
                // It may have begun a pause before it was seen, and the next look would come too late.
                watched.remove();
                end(socket);
            }
        }
    }

    private void end(Socket socket) {
        LOG.warn(
                "{}:{} has acknowledged nothing for {} s: the connection is dead (\"tcp_user_timeout\")",
                socket.getInetAddress().getHostAddress(),
                socket.getPort(),
                limit.toMillis() / 1000.0);
        try {
            // Whoever reads from it learns that it is closed.
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a dead connection failed", e);
        }
    }

    private static List<String> readTables() {
        List<String> lines = new ArrayList<>();
        for (Path table : TABLES) {
            try {
                lines.addAll(Files.readAllLines(table));
            } catch (IOException e) {
                LOG.debug("cannot read {}", table, e);
            }
        }
        return lines;
    }

    /** How often each connection of such a table has sent its oldest segment again, by its two ends. */
    static Map<String, Integer> retransmits(List<String> lines) {
        Map<String, Integer> retransmits = new HashMap<>();
        for (String line : lines) {
            String[] fields = line.strip().split(" +", RETRANSMITS_FIELD + 2);
            if (fields.length > RETRANSMITS_FIELD && fields[RETRANSMITS_FIELD].matches("[0-9A-F]{8}")) {
                int count = Integer.parseUnsignedInt(fields[RETRANSMITS_FIELD], 16);
                if (count != 0) {
                    retransmits.put(fields[LOCAL_FIELD] + " " + fields[REMOTE_FIELD], count);
                }
            }
        }
        return shortened(retransmits);
    }

    /** IPv4 through a socket of IPv6, as Java's are, is written as the one or as the other. */
    private static Map<String, Integer> shortened(Map<String, Integer> retransmits) {
        Map<String, Integer> shortened = new HashMap<>();
        String prefix = "0".repeat(16) + address(new byte[] {0, 0, (byte) 0xff, (byte) 0xff});
        retransmits.forEach((name, count) -> shortened.put(name.replace(prefix, ""), count));
        return shortened;
    }

    /** Both ends as those tables write them. */
    static String name(Socket socket) {
        return name(socket.getLocalAddress(), socket.getLocalPort()) + " "
                + name(socket.getInetAddress(), socket.getPort());
    }

    private static String name(InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        StringBuilder name = new StringBuilder();
        int words = address instanceof Inet4Address ? 1 : bytes.length / Integer.BYTES;
        for (int word = 0; word < words; word++) {
            byte[] part = new byte[Integer.BYTES];
            System.arraycopy(bytes, word * Integer.BYTES, part, 0, Integer.BYTES);
            name.append(address(part));
        }
        return name.append(':').append(hex(port, 4)).toString();
    }

    /** A word of an address, in the machine's own order of bytes. */
    private static String address(byte[] word) {
        return hex(ByteBuffer.wrap(word).order(ByteOrder.nativeOrder()).getInt(), 8);
    }

    private static String hex(int number, int digits) {
        String text = Integer.toHexString(number).toUpperCase(Locale.ROOT);
        return "0".repeat(digits - text.length()) + text;
    }
}

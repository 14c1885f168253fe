package com.tappostgres.testing;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Has the kernel drop what comes in for a socket, before TCP sees and acknowledges it, as a network does that is cut. A
 * socket filter needs no privileges.
 */
final class PacketFilter {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final short BPF_RETURN = 0x06;

    private PacketFilter() {}

    /** The C library, of which Java does not offer this call. */
    private interface SystemCalls extends Library {
        int setsockopt(int socket, int level, int option, Pointer value, int length);
    }

    /** Drops all packets to a socket from now on. */
    static void dropAll(Socket socket) {
        SystemCalls calls = Native.load("c", SystemCalls.class);
        try (Memory instruction = new Memory(8);
                Memory program = new Memory(16)) {
            instruction.clear();
            // Returns 0: how many bytes of the packet to keep.
            instruction.setShort(0, BPF_RETURN);
            program.clear();
            program.setShort(0, (short) 1);
            program.setPointer(8, instruction);
            if (calls.setsockopt(descriptor(socket), SOL_SOCKET, SO_ATTACH_FILTER, program, 16) != 0) {
                throw new IllegalStateException("the kernel takes no filter");
            }
        }
    }

    /** The file descriptor of a socket, which Java hides: found by the inode that the kernel's table gives its ports. */
    private static int descriptor(Socket socket) {
        String inode = "socket:[" + inode(socket) + "]";
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(each -> leadsTo(each, inode))
                    .map(each -> Integer.parseInt(each.getFileName().toString()))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean leadsTo(Path link, String target) {
        try {
            return Files.readSymbolicLink(link).toString().equals(target);
        } catch (IOException e) {
            // Closed meanwhile.
            return false;
        }
    }

    private static String inode(Socket socket) {
        String local = String.format(Locale.ROOT, ":%04X", socket.getLocalPort());
        String remote = String.format(Locale.ROOT, ":%04X", socket.getPort());
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            try {
                for (String line : Files.readAllLines(Path.of(table))) {
                    String[] fields = line.strip().split(" +", -1);
                    if (fields[1].endsWith(local) && fields[2].endsWith(remote)) {
                        return fields[9];
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw new IllegalStateException("the kernel's tables do not hold " + socket);
    }
}

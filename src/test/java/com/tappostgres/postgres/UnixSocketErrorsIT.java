package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.Background;
import com.tappostgres.testing.OrdinaryUser;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Unix sockets that cannot be connected to, each with its reason. */
@Timeout(60)
final class UnixSocketErrorsIT {
    private Path folder;

    @BeforeEach
    void createFolder() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "tap-");
    }

    @AfterEach
    void deleteFolder() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted((one, other) -> other.compareTo(one)).toList();
        }
        for (Path each : deepestFirst) {
            Files.delete(each);
        }
    }

    private Path socketOf(int port) {
        return folder.resolve(".s.PGSQL." + port);
    }

    private ServerSocketChannel listen(int port, int queue) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socketOf(port)), queue);
        return listener;
    }

    private static void refused(Path folder, int port, String message, String... inHint) {
        assertThatThrownBy(() -> UnixSocket.connect(folder, port, 100))
                .isInstanceOfSatisfying(TapException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
                    assertThat(e).hasMessage(message);
                    assertThat(e.hint()).contains(inHint);
                });
    }

    @Test
    void namesAFolderThatIsMissing() {
        refused(
                Path.of("/no/such/folder"),
                5432,
                "the folder \"/no/such/folder\" of the Unix socket does not exist",
                "\"host\"",
                "unix_socket_directories",
                "\"port\"");
    }

    @Test
    void namesAFolderThatIsNone() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        refused(file, 5432, "the folder \"" + file + "\" of the Unix socket does not exist", "\"host\"");
    }

    @Test
    void namesASocketThatIsMissing() {
        refused(folder, 5432, "there is no Unix socket \"" + socketOf(5432) + "\"", "unix_socket_directories", "port");
    }

    @Test
    void namesThePortsThatAreThere() throws IOException {
        try (ServerSocketChannel one = listen(5433, 1);
                ServerSocketChannel other = listen(6432, 1)) {
            Files.createFile(folder.resolve(".s.PGSQL.5433.lock"));

            refused(
                    folder,
                    5432,
                    "there is no Unix socket \"" + socketOf(5432) + "\"",
                    "That folder has the socket of port 5433, 6432.");
            assertThat(one.isOpen() && other.isOpen()).isTrue();
        }
    }

    @Test
    void knowsASocketThatNobodyListensOn() throws IOException {
        listen(5432, 1).close();

        refused(
                folder,
                5432,
                "no server listens on the Unix socket \"" + socketOf(5432) + "\"; a server that is gone left the file"
                        + " behind",
                "Start the server");
    }

    @Test
    void knowsAFileThatIsNoSocket() throws IOException {
        Files.createFile(socketOf(5432));
        refused(folder, 5432, "\"" + socketOf(5432) + "\" is no socket", "\"host\"");
        Files.createDirectory(socketOf(5433));
        refused(folder, 5433, "\"" + socketOf(5433) + "\" is no socket", "\"host\"");
    }

    @Test
    void knowsHowLongAPathMayBe() throws IOException {
        // 106 bytes: the folder's name is filled up to that.
        int rest = UnixSocketErrors.MAX_PATH_BYTES - socketOf(5432).toString().length() - 1;
        Path longest = Files.createDirectory(folder.resolve("x".repeat(rest)));
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try (listener) {
            listener.bind(UnixDomainSocketAddress.of(longest.resolve(".s.PGSQL.5432")));
            UnixSocket.connect(longest, 5432, 100).close();
        }

        refused(
                longest,
                54320,
                "the path of the Unix socket \"" + longest + "/.s.PGSQL.54320\" has 107 bytes; at most 106 can be used",
                "ln -s '" + longest + "' /tmp/pg");
    }

    @Test
    void countsBytesNotLetters() {
        Path wide = Path.of("/tmp/" + "é".repeat(50));

        refused(
                wide,
                5432,
                "the path of the Unix socket \"" + wide + "/.s.PGSQL.5432\" has 119 bytes; at most 106 can be used",
                "shorter folder");
    }

    /** Connects and prints why not. */
    static final class Visitor {
        public static void main(String[] args) throws IOException {
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
            try (Socket socket = UnixSocket.connect(Path.of(args[0]), Integer.parseInt(args[1]), 100)) {
                out.println("connected to " + socket);
            } catch (TapException e) {
                out.println(e.kind() + " " + e.getMessage() + "\n" + e.hint());
            }
        }
    }

    @Test
    void knowsASocketThatItMayNotUse() throws IOException {
        try (ServerSocketChannel listener = listen(5432, 5)) {
            assertThat(OrdinaryUser.run(Visitor.class, folder.toString(), "5432"))
                    .startsWith("connected");
            Files.setPosixFilePermissions(socketOf(5432), PosixFilePermissions.fromString("r--r--r--"));
            assertThat(OrdinaryUser.run(Visitor.class, folder.toString(), "5432"))
                    .startsWith("CONNECTION permission denied on the Unix socket \"" + socketOf(5432) + "\"\n")
                    .contains("unix_socket_permissions", "unix_socket_group", "\"host\": \"localhost\"");
            assertThat(listener.isOpen()).isTrue();
        }
    }

    @Test
    void knowsAFolderThatItMayNotEnter() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rw-rw-rw-"));
        try {
            assertThat(OrdinaryUser.run(Visitor.class, folder.toString(), "5432"))
                    .startsWith("CONNECTION permission denied on the Unix socket \"" + socketOf(5432) + "\"\n");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void doesNotWaitForEverInAFullQueue() throws IOException {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocketChannel listener = listen(5432, 1)) {
            fill(queue);
            long start = System.nanoTime();

            refused(
                    folder,
                    5432,
                    "the server does not accept connections on the Unix socket \"" + socketOf(5432)
                            + "\" within 100 ms",
                    "\"connect_timeout\"");

            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
            assertThat(listener.isOpen()).isTrue();
        } finally {
            for (Socket each : queue) {
                each.close();
            }
        }
    }

    private void fill(List<Socket> queue) {
        try {
            while (true) {
                queue.add(UnixSocket.connect(folder, 5432, 1));
            }
        } catch (TapException full) {
            assertThat(queue).isNotEmpty();
        }
    }

    @Test
    void getsInOnceTheQueueMoves() throws Exception {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocketChannel listener = listen(5432, 1)) {
            fill(queue);
            Background<Socket> late = Background.start(() -> UnixSocket.connect(folder, 5432, 0));
            TimeUnit.MILLISECONDS.sleep(200);
            assertThat(late.isRunning()).isTrue();

            listener.accept().close();

            late.result().close();
        } finally {
            for (Socket each : queue) {
                each.close();
            }
        }
    }
}

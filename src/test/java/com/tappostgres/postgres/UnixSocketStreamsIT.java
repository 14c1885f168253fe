package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.testing.Background;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a socket does with a peer that does this and that. */
@Timeout(60)
final class UnixSocketStreamsIT {
    private static final int PORT = 5432;

    private Path folder;
    private ServerSocketChannel listener;
    private Socket socket;
    private SocketChannel peer;

    @BeforeEach
    void connect() throws IOException {
        folder = Files.createTempDirectory(Path.of("/tmp"), "tap-");
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(folder.resolve(".s.PGSQL." + PORT)));
        socket = UnixSocket.connect(folder, PORT, 1000);
        peer = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
        listener.close();
        Files.delete(folder.resolve(".s.PGSQL." + PORT));
        Files.delete(folder);
    }

    private void peerSends(String text) throws IOException {
        peer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private String peerReads(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining() && peer.read(buffer) >= 0) {
            // The next part.
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }

    private String read(int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.US_ASCII);
    }

    @Test
    void carriesBytesBothWays() throws IOException {
        socket.getOutputStream().write('<');
        socket.getOutputStream().write("hello>".getBytes(StandardCharsets.US_ASCII), 0, 6);
        assertThat(peerReads(7)).isEqualTo("<hello>");

        peerSends("a\u007f answer");
        peer.write(ByteBuffer.wrap(new byte[] {(byte) 0xff}));
        assertThat(read(9)).isEqualTo("a\u007f answer");
        assertThat(socket.getInputStream().read()).isEqualTo(0xff);
    }

    @Test
    void returnsWhatIsThereAndWaitsForNoMore() throws IOException {
        peerSends("abc");
        byte[] target = new byte[10];

        assertThat(socket.getInputStream().read(target, 2, 8)).isEqualTo(3);

        assertThat(new String(target, 2, 3, StandardCharsets.US_ASCII)).isEqualTo("abc");
        assertThat(socket.getInputStream().read(target, 0, 0)).isZero();
    }

    @Test
    void knowsWhatIsAvailable() throws IOException {
        InputStream input = socket.getInputStream();
        assertThat(input.available()).isZero();
        peerSends("abc");
        assertThat(input.available()).isEqualTo(3);
        assertThat(input.read()).isEqualTo('a');
        assertThat(input.available()).isEqualTo(2);
        peer.close();
        assertThat(read(2)).isEqualTo("bc");
        assertThat(input.available()).isZero();
        assertThat(input.read()).isEqualTo(-1);
    }

    @Test
    void repeatsAReadAfterATimeout() throws IOException {
        socket.setSoTimeout(50);
        long start = System.nanoTime();
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("Read timed out");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(50));
        assertThatThrownBy(() -> read(1)).isInstanceOf(SocketTimeoutException.class);

        peerSends("late");

        assertThat(read(4)).isEqualTo("late");
        assertThat(socket.isClosed()).isFalse();
    }

    @Test
    void waitsForEverByDefault() throws Exception {
        Background<Integer> reader =
                Background.start(() -> socket.getInputStream().read());
        TimeUnit.MILLISECONDS.sleep(300);
        assertThat(reader.isRunning()).isTrue();

        peerSends("x");

        assertThat(reader.result()).isEqualTo('x');
    }

    @Test
    void writesWhileAReadWaits() throws Exception {
        Background<String> reader = Background.start(() -> read(5));
        TimeUnit.MILLISECONDS.sleep(100);

        socket.getOutputStream().write("question".getBytes(StandardCharsets.US_ASCII));

        assertThat(peerReads(8)).isEqualTo("question");
        assertThat(reader.isRunning()).isTrue();
        peerSends("reply");
        assertThat(reader.result()).isEqualTo("reply");
    }

    @Test
    void readsWhileAWriteWaits() throws Exception {
        byte[] much = new byte[4_000_000];
        new Random(1).nextBytes(much);
        Background<Boolean> writer = Background.start(() -> {
            socket.getOutputStream().write(much);
            return true;
        });
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(writer.isRunning()).isTrue();

        peerSends("reply");

        assertThat(read(5)).isEqualTo("reply");
        ByteBuffer received = ByteBuffer.allocate(much.length);
        while (received.hasRemaining()) {
            peer.read(received);
        }
        assertThat(writer.result()).isTrue();
        assertThat(Arrays.equals(received.array(), much)).isTrue();
    }

    @Test
    void closingEndsAReadThatWaits() throws Exception {
        Background<Integer> reader =
                Background.start(() -> socket.getInputStream().read());
        TimeUnit.MILLISECONDS.sleep(100);

        socket.close();

        assertThatThrownBy(reader::result).isInstanceOf(SocketException.class).hasMessage("Socket closed");
        assertThat(peerReads(1)).isEmpty();
    }

    @Test
    void closingEndsAReadThatWaitsWithATimeout() throws Exception {
        socket.setSoTimeout(50_000);
        Background<Integer> reader =
                Background.start(() -> socket.getInputStream().read());
        TimeUnit.MILLISECONDS.sleep(100);

        socket.getInputStream().close();

        assertThatThrownBy(reader::result).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    }

    @Test
    void closingEndsAWriteThatWaits() throws Exception {
        Background<Boolean> writer = Background.start(() -> {
            socket.getOutputStream().write(new byte[4_000_000]);
            return true;
        });
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(writer.isRunning()).isTrue();

        socket.close();

        assertThatThrownBy(writer::result).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    }

    /** Many times, as the moments at which it can go wrong are short. */
    @Test
    void closingWhileAReadBeginsNeverHangs() throws Exception {
        for (int i = 0; i < 300; i++) {
            Socket each = UnixSocket.connect(folder, PORT, 1000);
            SocketChannel its = listener.accept();
            Background<Integer> reader =
                    Background.start(() -> each.getInputStream().read());
            if (i % 3 > 0) {
                Thread.onSpinWait();
            }
            each.close();
            assertThatThrownBy(reader::result).isInstanceOf(SocketException.class);
            its.close();
        }
    }

    @Test
    void leavesNoDescriptorsBehind() throws Exception {
        long before = descriptors();
        for (int i = 0; i < 50; i++) {
            Socket each = UnixSocket.connect(folder, PORT, 1000);
            listener.accept().close();
            each.setTcpNoDelay(true);
            assertThat(each.getInputStream().read()).isEqualTo(-1);
            each.close();
            each.close();
        }
        assertThat(descriptors()).isLessThan(before + 20);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /** As with the sockets of the JDK: nobody who only wants a thread to hurry should lose its connection. */
    @Test
    void anInterruptDoesNotEndARead() throws Exception {
        Background<String> reader = Background.start(() -> {
            String text = read(4);
            return text + " interrupted=" + Thread.currentThread().isInterrupted();
        });
        TimeUnit.MILLISECONDS.sleep(100);
        reader.interrupt();
        TimeUnit.MILLISECONDS.sleep(100);
        assertThat(reader.isRunning()).isTrue();
        assertThat(reader.cpuMillis()).isLessThan(90);

        peerSends("here");

        assertThat(reader.result()).isEqualTo("here interrupted=true");
    }

    @Test
    void readsToTheEndOfAPeerThatIsGone() throws IOException {
        peerSends("bye");
        peer.close();

        assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("bye");
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThatThrownBy(() -> socket.getOutputStream().write(1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Broken pipe");
    }

    @Test
    void failsOnceClosed() throws IOException {
        InputStream input = socket.getInputStream();
        OutputStream output = socket.getOutputStream();
        peerSends("unread");
        assertThat(input.read()).isEqualTo('u');
        output.close();

        assertThat(socket.isClosed()).isTrue();
        assertThatThrownBy(input::read).isInstanceOf(SocketException.class).hasMessage("Socket closed");
        assertThatThrownBy(input::available).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> output.write(1)).isInstanceOf(SocketException.class);
        assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
        assertThatThrownBy(socket::getOutputStream).isInstanceOf(SocketException.class);
        assertThatThrownBy(socket::getSendBufferSize).isInstanceOf(SocketException.class);
        assertThatThrownBy(socket::shutdownOutput).isInstanceOf(SocketException.class);
    }

    @Test
    void shutsOneDirectionDown() throws IOException {
        socket.shutdownOutput();
        assertThat(peerReads(1)).isEmpty();
        peerSends("more");
        assertThat(read(4)).isEqualTo("more");
        assertThat(socket.isOutputShutdown()).isTrue();
        assertThatThrownBy(socket::getOutputStream).isInstanceOf(SocketException.class);

        InputStream input = socket.getInputStream();
        socket.shutdownInput();
        assertThat(input.read()).isEqualTo(-1);
        assertThat(socket.isInputShutdown()).isTrue();
        assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
        assertThatThrownBy(socket::shutdownInput).isInstanceOf(SocketException.class);
    }

    /** What the driver and others do to every socket does no harm. */
    @Test
    void bearsWhatIsDoneToSockets() throws IOException {
        assertThat(socket.isConnected()).isTrue();
        assertThat(socket.isBound()).isTrue();
        assertThat(socket.getPort()).isEqualTo(PORT);
        assertThat(socket.getInetAddress().isLoopbackAddress()).isTrue();
        assertThat(socket.getLocalAddress().isLoopbackAddress()).isTrue();
        assertThat(socket.getRemoteSocketAddress()).hasToString(folder + "/.s.PGSQL." + PORT);
        assertThat(socket).asString().contains(folder.toString());
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setSoLinger(true, 0);
        socket.setReuseAddress(true);
        socket.setTrafficClass(8);
        socket.setOOBInline(true);
        socket.setSendBufferSize(100_000);
        assertThat(socket.getSendBufferSize()).isPositive();
        socket.setReceiveBufferSize(100_000);
        assertThat(socket.getReceiveBufferSize()).isPositive();
        assertThat(socket.supportedOptions()).contains(StandardSocketOptions.SO_RCVBUF);
        assertThat(socket.setOption(StandardSocketOptions.SO_RCVBUF, 90_000).getOption(StandardSocketOptions.SO_RCVBUF))
                .isPositive();
        assertThatThrownBy(() -> socket.setOption(StandardSocketOptions.TCP_NODELAY, true))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> socket.setSoTimeout(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> socket.connect(UnixDomainSocketAddress.of("/tmp/x"), 1))
                .isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> socket.bind(null)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> socket.sendUrgentData(1)).isInstanceOf(SocketException.class);

        peerSends("alive");
        assertThat(read(5)).isEqualTo("alive");
    }
}

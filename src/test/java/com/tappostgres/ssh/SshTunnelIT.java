package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.testing.Bastion;
import com.tappostgres.testing.FarEnd;
import com.tappostgres.testing.TunnelSettings;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes through a tunnel, and how its sockets behave. */
final class SshTunnelIT {
    private static final String PASSWORD = "open sesame";
    private static final long BULK = 40_000_000;

    @TempDir
    private Path home;

    private Bastion bastion;
    private FarEnd farEnd;
    private SshTunnel tunnel;

    @BeforeEach
    void start() {
        bastion = Bastion.start(PASSWORD);
        farEnd = FarEnd.start();
        tunnel = new SshTunnel(
                TunnelSettings.of(bastion, PASSWORD).tunnel(),
                new Account("somebody", home, Optional.empty()),
                Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        tunnel.close();
        farEnd.close();
        bastion.close();
    }

    @Test
    void carriesBytesBothWays() throws IOException {
        try (Socket socket = connect()) {
            echo(socket, "hello");
            echoOnly(socket, "again");
            assertThat(bastion.targets()).containsExactly("localhost:" + farEnd.port());
            assertThat(tunnel.describe())
                    .isEqualTo("SSH tap@127.0.0.1:" + bastion.port() + " (ssh-rsa " + bastion.fingerprint() + ")");
        }
    }

    @Test
    void carriesMegabytesUnaltered() throws IOException {
        try (Socket socket = connect()) {
            assertThat(receive(socket, BULK)).isEqualTo(FarEnd.crc(BULK));
            assertThat(send(socket, BULK)).isEqualTo(FarEnd.crc(BULK));
            assertThat(receive(socket, 1)).isEqualTo(FarEnd.crc(1));
        }
    }

    @Test
    void readsAndWritesAtOnce() throws Exception {
        byte[] block = FarEnd.block();
        int rounds = 200;
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(FarEnd.ECHO);
            Future<?> writing = executor.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    out.write(block);
                }
                socket.shutdownOutput();
                return null;
            });
            CRC32 crc = new CRC32();
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[10_007];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                crc.update(bytes, 0, count);
            }
            writing.get();
            assertThat(crc.getValue()).isEqualTo(FarEnd.crc((long) rounds * block.length));
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void sharesOneSession() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        List<Socket> sockets = new ArrayList<>();
        try {
            List<Future<Long>> sums = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Socket socket = connect();
                sockets.add(socket);
                sums.add(executor.submit(() -> receive(socket, 4_000_000)));
            }
            for (Future<Long> sum : sums) {
                assertThat(sum.get()).isEqualTo(FarEnd.crc(4_000_000));
            }
            assertThat(bastion.sessionCount()).isEqualTo(1);
            assertThat(farEnd.connections()).isEqualTo(8);
        } finally {
            executor.shutdown();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** A statement is cancelled over a second connection while nobody reads the first. */
    @Test
    void aStalledReaderHoldsUpNobodyElse() throws IOException {
        try (Socket stalled = connect()) {
            command(stalled, FarEnd.SEND, BULK);
            for (int i = 0; i < 5; i++) {
                try (Socket other = connect()) {
                    other.setSoTimeout(10_000);
                    assertThat(receive(other, 3_000_000)).isEqualTo(FarEnd.crc(3_000_000));
                }
            }
            assertThat(checksum(stalled.getInputStream(), BULK)).isEqualTo(FarEnd.crc(BULK));
        }
    }

    @Test
    void aReadTimesOutAndGoesOn() throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(100);
            assertThat(socket.getSoTimeout()).isEqualTo(100);
            socket.getOutputStream().write(FarEnd.ECHO);
            long before = System.nanoTime();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofMillis(190), Duration.ofSeconds(5));
            socket.setSoTimeout(20_000);
            echoOnly(socket, "still here");
        }
    }

    @Test
    void isAConnectedSocketFromTheStart() throws IOException {
        try (Socket socket = connect()) {
            assertThat(socket.isConnected()).isTrue();
            assertThat(socket.isBound()).isTrue();
            assertThat(socket.isClosed()).isFalse();
            assertThat(socket.getPort()).isEqualTo(farEnd.port());
            assertThat(socket.getInetAddress().getHostName()).isEqualTo("localhost");
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoLinger(true, 3);
            socket.setReuseAddress(true);
            socket.setTrafficClass(8);
            socket.setOOBInline(false);
            socket.setReceiveBufferSize(1000);
            socket.setSendBufferSize(1000);
            assertThat(socket.getTcpNoDelay()).isTrue();
            assertThat(socket.getKeepAlive()).isTrue();
            assertThat(socket.getSoLinger()).isEqualTo(3);
            assertThat(socket.getReceiveBufferSize()).isEqualTo(1000);
            assertThat(socket.getSendBufferSize()).isEqualTo(1000);
            assertThat(socket.getLocalAddress().isLoopbackAddress()).isTrue();
            assertThat(socket.toString()).contains("localhost", Integer.toString(farEnd.port()));
            assertThatThrownBy(() -> socket.connect(socket.getRemoteSocketAddress()))
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void endsWhereTheServerHangsUp() throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(FarEnd.LEAVE);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> writeForSeconds(socket))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("the server closed the connection");
        }
    }

    @Test
    void closingASocketFreesItsThreadsAndTheServer() throws Exception {
        Socket socket = connect();
        ExecutorService executor = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> reading =
                    executor.submit(() -> socket.getInputStream().read());
            Thread.sleep(100);
            socket.close();
            assertThatThrownBy(reading::get).hasRootCauseInstanceOf(SocketException.class);
            assertThat(socket.isClosed()).isTrue();
            assertThatThrownBy(socket::getInputStream).isInstanceOf(SocketException.class);
            socket.close();
            try (Socket next = connect()) {
                echo(next, "the session lives");
            }
        } finally {
            executor.shutdown();
        }
    }

    /** As a cancelled COPY leaves it. */
    @Test
    void closesInTheMiddleOfATransfer() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (Socket socket = connect()) {
                command(socket, FarEnd.SEND, BULK);
                assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
            }
        }
        try (Socket next = connect()) {
            echo(next, "the session lives");
        }
        assertThat(bastion.sessionCount()).isEqualTo(1);
    }

    @Test
    void aClosedTunnelEndsItsSocketsAndOpensNoMore() throws IOException {
        Socket socket = connect();
        tunnel.close();
        assertThatThrownBy(() -> socket.getInputStream().read())
                .isInstanceOf(TunnelLostException.class)
                .hasMessage("the SSH tunnel through \"tap@127.0.0.1:" + bastion.port() + "\" was lost: it was closed");
        assertThatThrownBy(() -> tunnel.connect("localhost", farEnd.port())).isInstanceOf(IllegalStateException.class);
        tunnel.close();
    }

    private Socket connect() {
        return tunnel.connect("localhost", farEnd.port());
    }

    private static void writeForSeconds(Socket socket) throws Exception {
        for (int i = 0; i < 100; i++) {
            socket.getOutputStream().write(1);
            Thread.sleep(50);
        }
    }

    static void echo(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(FarEnd.ECHO);
        echoOnly(socket, text);
    }

    static void echoOnly(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(bytes);
        assertThat(new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    static void command(Socket socket, int command, long count) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeByte(command);
        out.writeLong(count);
        out.flush();
    }

    /** The CRC of bytes that the far end sends. */
    static long receive(Socket socket, long count) throws IOException {
        command(socket, FarEnd.SEND, count);
        return checksum(socket.getInputStream(), count);
    }

    static long checksum(InputStream in, long count) throws IOException {
        CRC32 crc = new CRC32();
        byte[] bytes = new byte[1 << 16];
        long left = count;
        while (left > 0) {
            int read = in.read(bytes, 0, (int) Math.min(left, bytes.length));
            assertThat(read).isPositive();
            crc.update(bytes, 0, read);
            left -= read;
        }
        return crc.getValue();
    }

    /** What the far end says is the CRC of the bytes that are sent to it. */
    static long send(Socket socket, long count) throws IOException {
        command(socket, FarEnd.RECEIVE, count);
        byte[] block = FarEnd.block();
        OutputStream out = socket.getOutputStream();
        for (long left = count; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
        return new DataInputStream(socket.getInputStream()).readLong();
    }
}

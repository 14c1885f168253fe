package com.tappostgres.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.testing.FaultProxy.Fault;
import com.tappostgres.testing.FaultProxy.Side;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class FaultProxyIT {
    private ServerSocket listener;
    private FaultProxy proxy;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = FaultProxy.before("127.0.0.1", listener.getLocalPort());
        client = newClient();
        server = listener.accept();
        server.setSoTimeout(5000);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        proxy.close();
        listener.close();
    }

    private Socket newClient() throws IOException {
        Socket socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout(5000);
        return socket;
    }

    private static void send(Socket from, Socket to, int letter) throws IOException {
        from.getOutputStream().write(letter);
        assertThat(to.getInputStream().read()).isEqualTo(letter);
    }

    @Test
    void passesBytesAndEndsThrough() throws Exception {
        byte[] much = new byte[3_000_000];
        new Random(1).nextBytes(much);
        Background<byte[]> reader =
                Background.start(() -> client.getInputStream().readAllBytes());
        server.getOutputStream().write(much);
        server.shutdownOutput();
        assertThat(Arrays.equals(reader.result(), much)).isTrue();

        send(client, server, 'x');
        client.close();
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        assertThat(proxy.connections()).isEqualTo(1);
        assertThat(proxy.firstBytes()).singleElement().isEqualTo(new byte[] {'x'});
    }

    @Test
    void cuts() throws IOException {
        send(client, server, 'a');
        proxy.strike(Fault.CUT);

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        assertThat(server.getInputStream().read()).isEqualTo(-1);
        assertThat(proxy.openConnections()).isZero();
        try (Socket another = newClient();
                Socket its = listener.accept()) {
            send(its, another, 'b');
        }
    }

    @Test
    void resets() throws IOException {
        send(client, server, 'a');
        proxy.strike(Fault.RESET);

        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void swallowsUntilItIsHealed() throws IOException {
        send(client, server, 'a');
        proxy.strike(Fault.BLACK_HOLE);
        client.getOutputStream().write('b');
        server.getOutputStream().write('c');
        client.setSoTimeout(200);
        server.setSoTimeout(200);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        assertThat(proxy.openConnections()).isEqualTo(1);

        proxy.heal();

        client.setSoTimeout(5000);
        server.setSoTimeout(5000);
        assertThat(client.getInputStream().read()).isEqualTo('c');
        assertThat(server.getInputStream().read()).isEqualTo('b');
    }

    @Test
    void strikesAfterSoManyBytes() throws IOException {
        proxy.strikeAfter(5, Fault.CUT);
        server.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
        server.getOutputStream().write("defgh".getBytes(StandardCharsets.US_ASCII));

        assertThat(client.getInputStream().readAllBytes()).asString().isEqualTo("abcde");
    }

    @Test
    void strikesAfterSoManyBytesOfTheClient() throws IOException {
        proxy.strikeAfter(Side.CLIENT, 2, Fault.CUT);
        send(server, client, 'x');
        assertThat(proxy.isAboutToStrike()).isTrue();
        client.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));

        assertThat(server.getInputStream().readAllBytes()).asString().isEqualTo("ab");
        assertThat(proxy.isAboutToStrike()).isFalse();
    }

    @Test
    void slowsForAMoment() throws IOException {
        send(client, server, 'a');
        proxy.strike(Fault.SLOW);
        long begun = System.nanoTime();
        server.getOutputStream().write(new byte[100_000]);
        client.getInputStream().readNBytes(100_000);

        // The rest of it comes at once.
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(90), Duration.ofMillis(450));
    }

    @Test
    void keepsWhatComesThrough() throws IOException {
        Conversation conversation = proxy.record();
        send(client, server, 'a');
        send(server, client, 'b');

        assertThat(conversation.blocks())
                .extracting(Conversation.Block::sender)
                .containsExactly(Side.CLIENT, Side.SERVER);
        assertThat(conversation.blocks().get(1).bytes()).isEqualTo(new byte[] {'b'});
    }

    @Test
    void swallowsAfterSoManyBytes() throws IOException {
        proxy.strikeAfter(2, Fault.BLACK_HOLE);
        server.getOutputStream().write("abcd".getBytes(StandardCharsets.US_ASCII));

        assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("ab");
        client.setSoTimeout(200);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        proxy.heal();
        client.setSoTimeout(5000);
        assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("cd");
    }

    @RepeatedTest(20)
    void refusesAndAcceptsAgain() throws IOException {
        proxy.refuse();
        assertThatThrownBy(this::newClient).isInstanceOf(ConnectException.class);
        send(client, server, 'a');

        proxy.accept();

        newClient().close();
    }

    @Test
    void passesOnThatTheTargetRefuses() throws IOException {
        listener.close();

        assertThatThrownBy(() -> {
                    try (Socket another = newClient()) {
                        assertThat(another.getInputStream().read()).isEqualTo(0);
                    }
                })
                .isInstanceOf(SocketException.class);
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void slowsDown() throws IOException {
        proxy.setLatency(Duration.ofMillis(100), Duration.ofMillis(200));
        long start = System.nanoTime();
        send(client, server, 'a');
        send(server, client, 'b');
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));

        proxy.setLatency(Duration.ZERO, Duration.ZERO);
        proxy.setRate(100_000);
        start = System.nanoTime();
        server.getOutputStream().write(new byte[50_000]);
        client.getInputStream().readNBytes(50_000);
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(400));
    }

    @Test
    void showsWhatATapSaysAtLogin() {
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase();
                FaultProxy before = FaultProxy.before(database.host(), database.port())) {
            database.execute("create table t (id integer)");

            before.between(Tap.of(database)).discover().assertSucceeded();

            assertThat(before.startups())
                    .isNotEmpty()
                    .allSatisfy(startup -> assertThat(startup)
                            .containsEntry("user", database.user())
                            .containsEntry("database", database.name()));
        }
    }
}

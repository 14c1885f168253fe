package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.Bastion;
import com.tappostgres.testing.FarEnd;
import com.tappostgres.testing.FaultProxy;
import com.tappostgres.testing.TunnelSettings;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that are lost while they are used: nobody waits for ever, and the reason is told. */
final class LostTunnelIT {
    private static final String PASSWORD = "open sesame";
    private static final long BULK = 200_000_000;

    @TempDir
    private Path home;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private Bastion bastion;
    private FarEnd farEnd;
    private FaultProxy way;
    private SshTunnel tunnel;

    @BeforeEach
    void start() {
        bastion = Bastion.start(PASSWORD);
        farEnd = FarEnd.start();
        way = FaultProxy.before("127.0.0.1", bastion.port());
        tunnel = tunnel(TunnelSettings.of(bastion, PASSWORD).port(way.port()));
    }

    @AfterEach
    void stop() {
        tunnel.close();
        executor.shutdownNow();
        way.close();
        farEnd.close();
        bastion.close();
    }

    @Test
    void saysWhyTheHostEndedTheSession() throws Exception {
        try (Socket socket = connect()) {
            Future<Integer> reading =
                    executor.submit(() -> socket.getInputStream().read());
            Thread.sleep(100);
            bastion.disconnect("maintenance at noon");
            assertLost(reading, "the SSH host ended the session: maintenance at noon");
            assertThatThrownBy(() -> socket.getOutputStream().write(1)).isInstanceOf(TunnelLostException.class);
        }
    }

    @Test
    void noticesThatTheHostHungUpInTheMiddleOfATransfer() throws Exception {
        try (Socket socket = connect()) {
            Future<Long> reading = executor.submit(() -> SshTunnelIT.receive(socket, BULK));
            Thread.sleep(100);
            bastion.hangUp();
            assertLost(reading, "");
        }
    }

    @Test
    void noticesThatTheNetworkCutTheConnection() throws Exception {
        try (Socket socket = connect();
                Socket idle = connect()) {
            Future<Long> reading = executor.submit(() -> SshTunnelIT.receive(socket, BULK));
            Future<Integer> waiting =
                    executor.submit(() -> idle.getInputStream().read());
            Thread.sleep(100);
            way.strike(FaultProxy.Fault.RESET);
            assertLost(reading, "");
            assertLost(waiting, "");
        }
    }

    @Test
    void whatCameBeforeCanStillBeRead() throws Exception {
        try (Socket socket = connect()) {
            SshTunnelIT.command(socket, FarEnd.SEND, 1000);
            while (socket.getInputStream().available() < 1000) {
                Thread.sleep(10);
            }
            bastion.hangUp();
            Thread.sleep(300);
            assertThat(SshTunnelIT.checksum(socket.getInputStream(), 1000)).isEqualTo(FarEnd.crc(1000));
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(TunnelLostException.class);
        }
    }

    @Test
    void noticesABlackHole() throws Exception {
        try (Socket socket = connect()) {
            Future<Integer> reading =
                    executor.submit(() -> socket.getInputStream().read());
            way.strike(FaultProxy.Fault.BLACK_HOLE);
            assertLost(reading, "nothing was heard from the SSH host for 3 s");
        }
    }

    /** Then nothing can be sent either, not even what asks for a sign of life. */
    @Test
    void noticesABlackHoleWhileItWrites() throws Exception {
        try (Socket socket = connect()) {
            SshTunnelIT.command(socket, FarEnd.RECEIVE, BULK);
            Future<?> writing = executor.submit(() -> {
                while (true) {
                    socket.getOutputStream().write(FarEnd.block());
                }
            });
            Thread.sleep(100);
            way.strike(FaultProxy.Fault.BLACK_HOLE);
            assertLost(writing, "nothing was heard from the SSH host for 3 s");
        }
    }

    /** Idle for longer than the host may be silent. */
    @Test
    void keepsAnIdleSession() throws Exception {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(FarEnd.ECHO);
            Thread.sleep(5000);
            SshTunnelIT.echoOnly(socket, "still here");
        }
        assertThat(bastion.sessionCount()).isEqualTo(1);
    }

    @Test
    void opensALostSessionAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (Socket socket = connect()) {
                SshTunnelIT.echo(socket, "round " + i);
                bastion.hangUp();
                // Whether or not the loss was noticed by now.
                Thread.sleep(i * 100L);
            }
        }
        try (Socket socket = connect()) {
            SshTunnelIT.echo(socket, "and again");
        }
    }

    @Test
    void aLostSessionOfAHostThatIsGoneIsAConnectionError() throws Exception {
        connect().close();
        bastion.close();
        Thread.sleep(200);
        TapException error = (TapException) catchThrowable(this::connect);
        assertThat(error.kind()).isEqualTo(ErrorKind.CONNECTION);
        assertThat(error.hint()).isNotNull();
    }

    @Test
    void aLostJumpHostIsNamed() throws Exception {
        try (Bastion inner = Bastion.start(PASSWORD);
                SshTunnel through = tunnel(TunnelSettings.of(inner, PASSWORD)
                        .jump(TunnelSettings.of(bastion, PASSWORD).port(way.port())))) {
            Socket socket = through.connect("localhost", farEnd.port());
            Future<Integer> reading =
                    executor.submit(() -> socket.getInputStream().read());
            Thread.sleep(100);
            way.strike(FaultProxy.Fault.RESET);
            assertLost(reading, "");
            try (Socket again = through.connect("localhost", farEnd.port())) {
                SshTunnelIT.echo(again, "both are open again");
            }
        }
    }

    /** The session is lost while a connection is being opened over it. */
    @Test
    void doesNotWaitForASessionThatIsLost() throws Exception {
        try (Bastion slow = Bastion.start(PASSWORD, target -> sleep(), server -> {});
                SshTunnel through = tunnel(TunnelSettings.of(slow, PASSWORD))) {
            Future<Socket> opening = executor.submit(() -> through.connect("localhost", farEnd.port()));
            Thread.sleep(500);
            slow.hangUp();
            assertThat(catchThrowable(() -> opening.get(15, TimeUnit.SECONDS)).getCause())
                    .isInstanceOf(TapException.class);
        }
    }

    private static boolean sleep() {
        try {
            Thread.sleep(5000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private void assertLost(Future<?> action, String reason) {
        Callable<?> result = () -> action.get(15, TimeUnit.SECONDS);
        assertThat(catchThrowable(result::call).getCause())
                .isInstanceOf(TunnelLostException.class)
                .hasMessageStartingWith(
                        "the SSH tunnel through \"tap@127.0.0.1:" + way.port() + "\" was lost: " + reason);
    }

    private Socket connect() {
        return tunnel.connect("localhost", farEnd.port());
    }

    private SshTunnel tunnel(TunnelSettings settings) {
        return new SshTunnel(
                settings.tunnel(),
                new Account("somebody", home, Optional.empty()),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1));
    }
}

package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.Bastion;
import com.tappostgres.testing.FarEnd;
import com.tappostgres.testing.TunnelSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Through several SSH hosts. */
final class JumpIT {
    private static final String PASSWORD = "open sesame";
    private static final String INNER_PASSWORD = "open barley";

    @TempDir
    private Path home;

    private Bastion outer;
    private Bastion inner;
    private FarEnd farEnd;

    @BeforeEach
    void start() throws IOException {
        outer = Bastion.start(PASSWORD);
        inner = Bastion.start(INNER_PASSWORD);
        farEnd = FarEnd.start();
        Files.createDirectories(home.resolve(".ssh"));
    }

    @AfterEach
    void stop() {
        farEnd.close();
        inner.close();
        outer.close();
    }

    @Test
    void entersOneHostThroughAnother() throws IOException {
        try (SshTunnel tunnel = tunnel(settings());
                Socket socket = tunnel.connect("localhost", farEnd.port());
                Socket second = tunnel.connect("localhost", farEnd.port())) {
            SshTunnelIT.echo(second, "beside it");
            assertThat(SshTunnelIT.receive(socket, 20_000_000)).isEqualTo(FarEnd.crc(20_000_000));
            assertThat(SshTunnelIT.send(socket, 20_000_000)).isEqualTo(FarEnd.crc(20_000_000));
            assertThat(outer.targets()).containsExactly("127.0.0.1:" + inner.port());
            assertThat(inner.targets()).containsOnly("localhost:" + farEnd.port());
            assertThat(tunnel.describe())
                    .isEqualTo("SSH tap@127.0.0.1:" + outer.port() + " (ssh-rsa " + outer.fingerprint()
                            + ") -> tap@127.0.0.1:" + inner.port() + " (ssh-rsa " + inner.fingerprint() + ")");
        }
        assertThat(tunnel(settings()).describe())
                .isEqualTo("SSH tap@127.0.0.1:" + outer.port() + " -> tap@127.0.0.1:" + inner.port());
    }

    @Test
    void theUsersConfigMayNameTheWay() throws IOException {
        Files.writeString(home.resolve(".ssh/config"), """
                # The whole house.
                Host inner
                    HostName 127.0.0.1
                    Port %d
                    ProxyJump tap@outer
                Host outer
                    HostName=127.0.0.1
                    Port=%d
                Host *
                    ProxyJump outer
                """.formatted(inner.port(), outer.port()));
        Files.writeString(
                home.resolve(".ssh/known_hosts"), outer.knownHostsLine() + "\n" + inner.knownHostsLine() + "\n");
        // The jump host has no credentials of its own, so it takes those of the tunnel.
        try (Bastion same = Bastion.start(INNER_PASSWORD)) {
            Files.writeString(
                    home.resolve(".ssh/config"),
                    Files.readString(home.resolve(".ssh/config")).replace("" + outer.port(), "" + same.port()));
            Files.writeString(
                    home.resolve(".ssh/known_hosts"), same.knownHostsLine() + "\n" + inner.knownHostsLine() + "\n");
            try (SshTunnel tunnel =
                            tunnel(TunnelSettings.host("inner").user("tap").password(INNER_PASSWORD));
                    Socket socket = tunnel.connect("localhost", farEnd.port())) {
                SshTunnelIT.echo(socket, "hello");
                assertThat(tunnel.describe())
                        .startsWith("SSH tap@outer:" + same.port() + " (")
                        .contains(" -> tap@inner:" + inner.port() + " (");
            }
        }
    }

    @Test
    void checksTheKeyOfEachHost() {
        TapException first = refused(TunnelSettings.of(inner, INNER_PASSWORD)
                .jump(TunnelSettings.of(outer, PASSWORD).hostKey(inner.hostKey())));
        assertThat(first).hasMessageContaining("THE HOST KEY OF \"tap@127.0.0.1:" + outer.port() + "\" IS NOT THE ONE");
        TapException second = refused(TunnelSettings.of(inner, INNER_PASSWORD)
                .hostKey(outer.hostKey())
                .jump(TunnelSettings.of(outer, PASSWORD)));
        assertThat(second)
                .hasMessageContaining("THE HOST KEY OF \"tap@127.0.0.1:" + inner.port() + "\" IS NOT THE ONE");
        TapException unknown = refused(
                TunnelSettings.of(inner, INNER_PASSWORD).withoutTrust().jump(TunnelSettings.of(outer, PASSWORD)));
        assertThat(unknown).hasMessageContaining("the host key of \"tap@127.0.0.1:" + inner.port() + "\" is unknown");
    }

    @Test
    void namesTheHostThatDoesNotLetTheUserIn() throws Exception {
        assertThat(refused(TunnelSettings.of(inner, INNER_PASSWORD).jump(TunnelSettings.of(outer, "wrong"))))
                .hasMessageContaining("the SSH host \"tap@127.0.0.1:" + outer.port() + "\" does not let the user");
        assertThat(refused(TunnelSettings.of(inner, "wrong").jump(TunnelSettings.of(outer, PASSWORD))))
                .hasMessageContaining("the SSH host \"tap@127.0.0.1:" + inner.port() + "\" does not let the user");
        for (int i = 0; i < 500 && outer.sessionCount() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(outer.sessionCount()).isZero();
    }

    @Test
    void namesTheHostThatIsNotReachedFromTheOther() {
        int port = inner.port();
        inner.close();
        assertThat(refused(settings()))
                .hasMessageContaining("the SSH host \"tap@127.0.0.1:" + outer.port() + "\" cannot reach \"127.0.0.1:"
                        + port + "\" (connect failed)");
    }

    @Test
    void refusesToRunInCircles() throws IOException {
        TunnelSettings circle = TunnelSettings.of(outer, PASSWORD).jump(settings());
        assertThat(LoginFailureIT.error(circle, home, ErrorKind.CONFIGURATION))
                .hasMessage("the way through SSH hosts enters \"tap@127.0.0.1:" + outer.port() + "\" twice");
        Files.writeString(home.resolve(".ssh/config"), "Host a\nProxyJump b\nHost b\nProxyJump a\n");
        assertThat(LoginFailureIT.error(TunnelSettings.host("a").password("x"), home, ErrorKind.CONFIGURATION))
                .hasMessage("the way through SSH hosts enters \"somebody@a:22\" twice");
    }

    private TunnelSettings settings() {
        return TunnelSettings.of(inner, INNER_PASSWORD).jump(TunnelSettings.of(outer, PASSWORD));
    }

    private SshTunnel tunnel(TunnelSettings settings) {
        return LoginFailureIT.tunnel(settings, new Account("somebody", home, Optional.empty()));
    }

    private TapException refused(TunnelSettings settings) {
        try (SshTunnel tunnel = tunnel(settings)) {
            TapException error =
                    catchThrowableOfType(TapException.class, () -> tunnel.connect("localhost", farEnd.port()));
            assertThat(error.kind()).isEqualTo(ErrorKind.CONNECTION);
            assertThat(error.getMessage() + error.hint()).doesNotContain(PASSWORD, INNER_PASSWORD, "wrong\"");
            return error;
        }
    }
}

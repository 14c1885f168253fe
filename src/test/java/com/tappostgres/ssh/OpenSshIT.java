package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.FarEnd;
import com.tappostgres.testing.OpenSshServer;
import com.tappostgres.testing.TunnelSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against OpenSSH itself, with keys as tap-postgres keygen makes them. */
final class OpenSshIT {
    @TempDir
    private Path home;

    @TempDir
    private Path folder;

    private FarEnd farEnd;
    private Path key;
    private String publicLine;

    @BeforeEach
    void start() {
        OpenSshServer.requireInstalled();
        farEnd = FarEnd.start();
        key = home.resolve("key");
        publicLine = SshKeyFile.create(key, Optional.empty());
    }

    @AfterEach
    void stop() {
        farEnd.close();
    }

    @Test
    void carriesMegabytesUnaltered() throws IOException {
        try (OpenSshServer server = OpenSshServer.start(folder, publicLine);
                SshTunnel tunnel = tunnel(server);
                Socket socket = tunnel.connect("localhost", farEnd.port())) {
            assertThat(SshTunnelIT.receive(socket, 100_000_000)).isEqualTo(FarEnd.crc(100_000_000));
            assertThat(SshTunnelIT.send(socket, 50_000_000)).isEqualTo(FarEnd.crc(50_000_000));
        }
    }

    /** OpenSSH drops clients that leave its questions unanswered, and a loader may stall for long. */
    @Test
    void answersTheServerWhileTheReaderStalls() throws Exception {
        try (OpenSshServer server =
                        OpenSshServer.start(folder, publicLine, "ClientAliveInterval 1", "ClientAliveCountMax 2");
                SshTunnel tunnel = tunnel(server);
                Socket socket = tunnel.connect("localhost", farEnd.port())) {
            SshTunnelIT.command(socket, FarEnd.SEND, 40_000_000);
            Thread.sleep(6000);
            assertThat(SshTunnelIT.checksum(socket.getInputStream(), 40_000_000))
                    .isEqualTo(FarEnd.crc(40_000_000));
        }
    }

    @Test
    void survivesNewSessionKeys() throws IOException {
        try (OpenSshServer server = OpenSshServer.start(folder, publicLine, "RekeyLimit 5M");
                SshTunnel tunnel = tunnel(server);
                Socket socket = tunnel.connect("localhost", farEnd.port())) {
            assertThat(SshTunnelIT.receive(socket, 40_000_000)).isEqualTo(FarEnd.crc(40_000_000));
            assertThat(SshTunnelIT.send(socket, 20_000_000)).isEqualTo(FarEnd.crc(20_000_000));
        }
    }

    /** As keygen prints the line. */
    @Test
    void saysThatTheKeyMayNotReachTheServer() throws IOException {
        try (OpenSshServer server =
                        OpenSshServer.start(folder, "restrict,port-forwarding,permitopen=\"db:5432\" " + publicLine);
                SshTunnel tunnel = tunnel(server)) {
            TapException error = refused(tunnel, "localhost", farEnd.port());
            assertThat(error)
                    .hasMessage("the SSH host \"" + label(server) + "\" does not allow a connection to \"localhost:"
                            + farEnd.port() + "\" (administratively prohibited)");
            assertThat(error.hint())
                    .contains("PermitOpen localhost:" + farEnd.port(), "AllowTcpForwarding yes", "permitopen=\"");
        }
    }

    @Test
    void reachesWhatTheKeyMayReach() throws IOException {
        String options = "restrict,port-forwarding,permitopen=\"localhost:" + farEnd.port() + "\" ";
        try (OpenSshServer server = OpenSshServer.start(folder, options + publicLine);
                SshTunnel tunnel = tunnel(server);
                Socket socket = tunnel.connect("localhost", farEnd.port())) {
            SshTunnelIT.echo(socket, "hello");
        }
    }

    @Test
    void saysThatForwardingIsOff() {
        try (OpenSshServer server = OpenSshServer.start(folder, publicLine, "AllowTcpForwarding no");
                SshTunnel tunnel = tunnel(server)) {
            assertThat(refused(tunnel, "localhost", farEnd.port())).hasMessageContaining("administratively prohibited");
        }
    }

    @Test
    void saysThatTheServerIsNotReachedFromThere() {
        try (OpenSshServer server = OpenSshServer.start(folder, publicLine);
                SshTunnel tunnel = tunnel(server)) {
            TapException error = refused(tunnel, "no-such-host.invalid", 5432);
            assertThat(error)
                    .hasMessage("the SSH host \"" + label(server)
                            + "\" cannot reach \"no-such-host.invalid:5432\" (connect failed)");
            assertThat(error.hint()).contains("nc -zv no-such-host.invalid 5432");
            // Nobody takes that port meanwhile, as a free one may be taken.
            assertThat(refused(tunnel, "127.0.0.1", 1)).hasMessageContaining("connect failed");
        }
    }

    @Test
    void saysThatAKeyIsNotAuthorized() {
        try (OpenSshServer server = OpenSshServer.start(folder, "# nobody");
                SshTunnel tunnel = tunnel(server)) {
            TapException error = refused(tunnel, "localhost", farEnd.port());
            assertThat(error)
                    .hasMessageContaining("the SSH host \"" + label(server) + "\" does not let the user \""
                            + server.user() + "\" in; it takes publickey, tried were the key \"" + key
                            + "\" (ssh-ed25519 SHA256:");
            assertThat(error.hint()).contains("authorized_keys");
        }
    }

    @Test
    void saysThatTooManyKeysWereTried() throws IOException {
        Path ssh = Files.createDirectories(home.resolve(".ssh"));
        OpenSshServer.keygen(ssh.resolve("id_ed25519"), "ed25519", "");
        OpenSshServer.keygen(ssh.resolve("id_rsa"), "rsa", "");
        try (OpenSshServer server = OpenSshServer.start(folder, "# nobody", "MaxAuthTries 1");
                SshTunnel tunnel = tunnel(settings(server))) {
            TapException error = refused(tunnel, "localhost", farEnd.port());
            assertThat(error).hasMessageContaining("Too many authentication failures");
            assertThat(error.hint()).contains("\"private_key\"");
        }
    }

    private TapException refused(SshTunnel tunnel, String host, int port) {
        TapException error = catchThrowableOfType(TapException.class, () -> tunnel.connect(host, port));
        assertThat(error.kind()).isEqualTo(ErrorKind.CONNECTION);
        return error;
    }

    private static String label(OpenSshServer server) {
        return server.user() + "@127.0.0.1:" + server.port();
    }

    private TunnelSettings settings(OpenSshServer server) {
        return TunnelSettings.host("127.0.0.1")
                .port(server.port())
                .user(server.user())
                .hostKey(server.hostKey("ed25519"));
    }

    private SshTunnel tunnel(OpenSshServer server) {
        return tunnel(settings(server).key(key.toString()));
    }

    private SshTunnel tunnel(TunnelSettings settings) {
        return new SshTunnel(
                settings.tunnel(),
                new Account(System.getProperty("user.name"), home, Optional.empty()),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1));
    }
}

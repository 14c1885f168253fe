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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.UserAuthFactory;
import org.apache.sshd.server.auth.keyboard.DefaultKeyboardInteractiveAuthenticator;
import org.apache.sshd.server.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SSH hosts that are not there, are no SSH hosts or do not let the user in. */
final class LoginFailureIT {
    private static final String PASSWORD = "open sesame";

    @TempDir
    private Path home;

    @Test
    void saysThatTheHostIsUnknown() {
        TapException error =
                refused(TunnelSettings.host("no-such-host.invalid").user("tap").password("x"));
        assertThat(error)
                .hasMessage("cannot reach the SSH host \"tap@no-such-host.invalid:22\": the host"
                        + " \"no-such-host.invalid\" is unknown");
        assertThat(error.hint()).contains("\"host\" of \"ssh_tunnel\"", "~/.ssh/config");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        TapException error = refused(at(port));
        assertThat(error)
                .hasMessage("cannot reach the SSH host \"tap@127.0.0.1:" + port + "\" (127.0.0.1: connection refused)");
        assertThat(error.hint()).contains("\"port\" of \"ssh_tunnel\"");
    }

    /** The first address of a name may be one that does not answer. */
    @Test
    void namesEveryAddressThatItTried() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        int addresses = InetAddress.getAllByName("localhost").length;
        TapException error =
                refused(TunnelSettings.host("localhost").port(port).user("tap").password("x"));
        assertThat(error.getMessage().split("refused", -1)).hasSize(addresses + 1);
    }

    @Test
    void waitsNoLongerThanItIsTold() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TapException error = refused(at(silent.getLocalPort()));
            assertThat(error).hasMessageEndingWith("\" did not say a word within 2 s");
            assertThat(error.hint()).contains("firewall");
        }
    }

    @Test
    void saysThatItIsNoSshServer() throws IOException {
        try (ServerSocket web = answering("HTTP/1.1 400 Bad Request\r\n\r\n<html>")) {
            assertThat(refused(at(web.getLocalPort())))
                    .hasMessage("the SSH host \"tap@127.0.0.1:" + web.getLocalPort()
                            + "\" is no SSH server: it says \"HTTP/1.1 400 Bad Request\"");
        }
    }

    @Test
    void showsNoControlCharactersOfAStranger() throws IOException {
        try (ServerSocket stranger = answering("\u001b[2J\u0007 ready" + "x".repeat(500))) {
            assertThat(refused(at(stranger.getLocalPort())).getMessage())
                    .contains("it says \"?[2J? ready")
                    .hasSizeLessThan(300);
        }
    }

    @Test
    void saysThatItHungUpWithoutAWord() throws IOException {
        try (ServerSocket full = answering("")) {
            TapException error = refused(at(full.getLocalPort()));
            assertThat(error).hasMessageEndingWith("\" closed the connection without a word");
            assertThat(error.hint()).contains("MaxStartups");
        }
    }

    @Test
    void saysThatItHungUpAfterItsGreeting() throws IOException {
        try (ServerSocket full = answering("SSH-2.0-Imitation\r\n")) {
            assertThat(refused(at(full.getLocalPort())))
                    .hasMessageEndingWith(
                            "\" closed the connection before the login, after it said \"SSH-2.0-Imitation\"");
        }
    }

    @Test
    void saysThatThePasswordIsWrong() {
        try (Bastion bastion = Bastion.start(PASSWORD, target -> true, LoginFailureIT::onlyPassword)) {
            TapException error = refused(TunnelSettings.of(bastion, "wrong"));
            assertThat(error)
                    .hasMessage("the SSH host \"tap@127.0.0.1:" + bastion.port()
                            + "\" does not let the user \"tap\" in; it takes password, tried were the password");
        }
    }

    @Test
    void saysThatTheUserIsWrong() {
        try (Bastion bastion = Bastion.start(PASSWORD)) {
            assertThat(refused(TunnelSettings.of(bastion, PASSWORD).user("nobody")))
                    .hasMessageContaining("does not let the user \"nobody\" in");
        }
    }

    @Test
    void saysThatAKeyIsNotEnough() {
        Path key = home.resolve("key");
        SshKeyFile.create(key, Optional.empty());
        try (Bastion bastion = Bastion.start(PASSWORD, target -> true, LoginFailureIT::onlyPassword)) {
            assertThat(refused(TunnelSettings.of(bastion, PASSWORD)
                            .withoutPassword()
                            .key(key.toString())))
                    .hasMessageContaining("it takes password, tried were the key \"" + key + "\" (ssh-ed25519 SHA256:");
        }
    }

    @Test
    void answersQuestionsWithThePassword() throws IOException {
        try (Bastion bastion = Bastion.start(PASSWORD, target -> true, LoginFailureIT::onlyQuestions);
                FarEnd farEnd = FarEnd.start();
                SshTunnel tunnel = tunnel(TunnelSettings.of(bastion, PASSWORD));
                Socket socket = tunnel.connect("localhost", farEnd.port())) {
            SshTunnelIT.echo(socket, "hello");
        }
    }

    @Test
    void saysThatTheAnswerIsWrong() {
        try (Bastion bastion = Bastion.start(PASSWORD, target -> true, LoginFailureIT::onlyQuestions)) {
            assertThat(refused(TunnelSettings.of(bastion, "wrong")))
                    .hasMessageContaining("it takes keyboard-interactive, tried were the password");
        }
    }

    @Test
    void namesBothListsWhereNothingIsInCommon() {
        try (Bastion bastion = Bastion.start(
                PASSWORD,
                target -> true,
                server -> server.setCipherFactories(List.of(BuiltinCiphers.cc20p1305_openssh)))) {
            TapException error = refused(TunnelSettings.of(bastion, PASSWORD));
            assertThat(error)
                    .hasMessageContaining(
                            "have no cipher in common: it offers chacha20-poly1305@openssh.com; here are aes128-gcm@openssh.com,");
            assertThat(error.hint()).contains("sshd_config");
        }
    }

    @Test
    void saysThatNothingIsThereToLogInWith() {
        TapException error = error(TunnelSettings.host("127.0.0.1").port(1), home, ErrorKind.CONFIGURATION);
        assertThat(error).hasMessageStartingWith("there is no key, ssh-agent or password to log in to the SSH host");
        assertThat(error.hint()).contains("\"private_key\"", "tap-postgres keygen");
    }

    @Test
    void saysWhichForwardIsRefused() {
        try (Bastion bastion = Bastion.start(PASSWORD, target -> false, server -> {})) {
            assertThat(refused(TunnelSettings.of(bastion, PASSWORD)))
                    .hasMessageContaining("does not allow a connection to \"db:5432\" (administratively prohibited)");
        }
    }

    private static void onlyPassword(SshServer server) {
        server.setUserAuthFactories(List.<UserAuthFactory>of(UserAuthPasswordFactory.INSTANCE));
    }

    private static void onlyQuestions(SshServer server) {
        server.setKeyboardInteractiveAuthenticator(DefaultKeyboardInteractiveAuthenticator.INSTANCE);
        server.setUserAuthFactories(List.<UserAuthFactory>of(UserAuthKeyboardInteractiveFactory.INSTANCE));
    }

    /** A server that says something to everybody and hangs up. */
    private static ServerSocket answering(String text) throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                    client.getOutputStream().flush();
                    client.getInputStream().read();
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private static TunnelSettings at(int port) {
        return TunnelSettings.host("127.0.0.1").port(port).user("tap").password(PASSWORD);
    }

    private TapException refused(TunnelSettings settings) {
        return error(settings, home, ErrorKind.CONNECTION);
    }

    /** What connecting fails with; no secret is in it. */
    static TapException error(TunnelSettings settings, Path home, ErrorKind kind) {
        try (SshTunnel tunnel = tunnel(settings, new Account("somebody", home, Optional.empty()))) {
            TapException error = catchThrowableOfType(TapException.class, () -> tunnel.connect("db", 5432));
            assertThat(error).isNotNull();
            assertThat(error.kind()).as(error.toString()).isEqualTo(kind);
            assertThat(error.getMessage() + error.hint()).doesNotContain(PASSWORD, "\n");
            settings.tunnel()
                    .privateKeyPassword()
                    .ifPresent(secret ->
                            assertThat(error.getMessage() + error.hint()).doesNotContain(secret));
            return error;
        }
    }

    private SshTunnel tunnel(TunnelSettings settings) {
        return tunnel(settings, new Account("somebody", home, Optional.empty()));
    }

    static SshTunnel tunnel(TunnelSettings settings, Account account) {
        return new SshTunnel(settings.tunnel(), account, Duration.ofSeconds(2));
    }
}

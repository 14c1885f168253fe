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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of an ssh-agent and keys of the user's own, against OpenSSH. */
final class AgentIT {
    @TempDir
    private Path home;

    @TempDir
    private Path folder;

    private Process agent;
    private Path socket;

    @BeforeEach
    void start() throws Exception {
        OpenSshServer.requireInstalled();
        socket = home.resolve("agent");
        agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        for (int i = 0; i < 500 && !Files.exists(socket); i++) {
            Thread.sleep(10);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        agent.destroy();
        agent.waitFor(10, TimeUnit.SECONDS);
    }

    @Test
    void logsInWithTheAgentsKeys() throws Exception {
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            Path key = OpenSshServer.keygen(home.resolve(type), type, "");
            add(key);
            Files.delete(key);
            Path serverFolder = Files.createDirectories(folder.resolve(type));
            try (OpenSshServer server = OpenSshServer.start(serverFolder, publicLine(key))) {
                works(settings(server).agent(), Optional.of(socket));
                // Nothing else is given, so the agent is asked.
                works(settings(server), Optional.of(socket));
            }
        }
    }

    @Test
    void theAgentServesBesideAKey() throws Exception {
        Path right = OpenSshServer.keygen(home.resolve("right"), "ed25519", "");
        Path wrong = OpenSshServer.keygen(home.resolve("wrong"), "ed25519", "");
        add(right);
        try (OpenSshServer server = OpenSshServer.start(folder, publicLine(right))) {
            works(settings(server).key(wrong.toString()).agent(), Optional.of(socket));
            // The key alone is meant where it stands alone.
            TapException error =
                    refused(settings(server).key(wrong.toString()), Optional.of(socket), ErrorKind.CONNECTION);
            assertThat(error)
                    .hasMessageContaining("tried were the key \"" + wrong)
                    .message()
                    .doesNotContain("agent");
        }
    }

    @Test
    void namesTheAgentsKeysThatWereRefused() throws Exception {
        Path key = OpenSshServer.keygen(home.resolve("key"), "ed25519", "");
        add(key);
        String fingerprint =
                OpenSshServer.run("ssh-keygen", "-lf", key.toString()).substring(4, 54);
        try (OpenSshServer server = OpenSshServer.start(folder, "# nobody")) {
            assertThat(refused(settings(server).agent(), Optional.of(socket), ErrorKind.CONNECTION))
                    .hasMessageContaining("tried were the ssh-agent's keys " + fingerprint);
        }
    }

    @Test
    void saysThatThereIsNoAgent() throws Exception {
        TunnelSettings settings = TunnelSettings.host("127.0.0.1").port(1).user("tap");
        TapException unset = refused(settings.agent(), Optional.empty(), ErrorKind.CONFIGURATION);
        assertThat(unset)
                .hasMessage("\"agent\" of \"ssh_tunnel\" is true, but there is no ssh-agent: SSH_AUTH_SOCK is not set");
        assertThat(unset.hint()).contains("ssh-add");
        assertThat(refused(settings.agent(), Optional.of(home.resolve("none")), ErrorKind.CONFIGURATION))
                .hasMessageContaining("nothing listens at \"" + home.resolve("none") + "\"");
        assertThat(refused(settings.agent(), Optional.of(socket), ErrorKind.CONFIGURATION))
                .hasMessage("the ssh-agent at \"" + socket + "\" holds no key");
        assertThat(refused(settings, Optional.of(socket), ErrorKind.CONFIGURATION))
                .hasMessageStartingWith("there is no key, ssh-agent or password to log in");
    }

    @Test
    void triesTheUsersOwnKeys() throws Exception {
        Path ssh = Files.createDirectories(home.resolve(".ssh"));
        Path key = OpenSshServer.keygen(ssh.resolve("id_rsa"), "rsa", "");
        OpenSshServer.keygen(ssh.resolve("id_ed25519"), "ed25519", "encrypted");
        try (OpenSshServer server = OpenSshServer.start(folder, publicLine(key))) {
            works(settings(server), Optional.empty());
            Files.delete(key);
            assertThat(refused(settings(server), Optional.empty(), ErrorKind.CONFIGURATION))
                    .hasMessageContaining("(left out: the SSH key \"" + ssh.resolve("id_ed25519")
                            + "\" is encrypted, and no passphrase is given)");
        }
    }

    @Test
    void triesTheKeysOfTheUsersConfig() throws Exception {
        Path ssh = Files.createDirectories(home.resolve(".ssh"));
        Path key = OpenSshServer.keygen(ssh.resolve("bastion_key"), "ecdsa", "secret words");
        try (OpenSshServer server = OpenSshServer.start(folder, publicLine(key))) {
            Files.writeString(
                    ssh.resolve("config"),
                    "Host bastion\n  HostName 127.0.0.1\n  Port " + server.port() + "\n  User " + server.user()
                            + "\n  IdentityFile ~/.ssh/bastion_key\n");
            works(
                    TunnelSettings.host("bastion")
                            .hostKey(server.hostKey("ed25519"))
                            .keyPassword("secret words"),
                    Optional.empty());
        }
    }

    private void add(Path key) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("ssh-add", "-q", key.toString());
        builder.environment().put("SSH_AUTH_SOCK", socket.toString());
        assertThat(builder.start().waitFor()).isZero();
    }

    private static String publicLine(Path key) throws IOException {
        return Files.readString(Path.of(key + ".pub")).strip();
    }

    private static TunnelSettings settings(OpenSshServer server) {
        return TunnelSettings.host("127.0.0.1")
                .port(server.port())
                .user(server.user())
                .hostKey(server.hostKey("ed25519"));
    }

    private SshTunnel tunnel(TunnelSettings settings, Optional<Path> agentSocket) {
        return LoginFailureIT.tunnel(settings, new Account(System.getProperty("user.name"), home, agentSocket));
    }

    private void works(TunnelSettings settings, Optional<Path> agentSocket) throws IOException {
        try (FarEnd farEnd = FarEnd.start();
                SshTunnel tunnel = tunnel(settings, agentSocket);
                Socket connection = tunnel.connect("localhost", farEnd.port())) {
            SshTunnelIT.echo(connection, "in");
        }
    }

    private TapException refused(TunnelSettings settings, Optional<Path> agentSocket, ErrorKind kind) {
        try (SshTunnel tunnel = tunnel(settings, agentSocket)) {
            TapException error = catchThrowableOfType(TapException.class, () -> tunnel.connect("localhost", 1));
            assertThat(error.kind()).as(error.toString()).isEqualTo(kind);
            return error;
        }
    }
}

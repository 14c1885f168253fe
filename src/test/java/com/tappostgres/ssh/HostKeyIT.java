package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.Bastion;
import com.tappostgres.testing.FarEnd;
import com.tappostgres.testing.OpenSshServer;
import com.tappostgres.testing.TunnelSettings;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Optional;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which host keys are trusted: never one that nobody vouches for. */
final class HostKeyIT {
    private static final String PASSWORD = "open sesame";

    @TempDir
    private Path home;

    private Bastion bastion;
    private FarEnd farEnd;
    private Path knownHosts;
    private String otherKey;

    @BeforeEach
    void start() throws IOException {
        bastion = Bastion.start(PASSWORD);
        farEnd = FarEnd.start();
        Files.createDirectories(home.resolve(".ssh"));
        knownHosts = home.resolve(".ssh/known_hosts");
        otherKey = PublicKeyEntry.toString(Bastion.keyPair("RSA", 2048).getPublic());
    }

    @AfterEach
    void stop() {
        farEnd.close();
        bastion.close();
    }

    @Test
    void refusesAnUnknownKeyAndSaysHowToTrustIt() throws IOException {
        TapException error = refused(settings());
        assertThat(error)
                .hasMessage("the host key of \"" + label() + "\" is unknown: ssh-rsa " + bastion.fingerprint());
        assertThat(error.hint())
                .contains(
                        "ssh-keygen -lf",
                        "add this line to " + knownHosts + ": " + bastion.knownHostsLine(),
                        "\"host_key\": \"" + bastion.fingerprint() + "\"");
        Files.writeString(knownHosts, bastion.knownHostsLine());
        works(settings());
    }

    @Test
    void refusesAChangedKeyLoudly() throws IOException {
        Files.writeString(knownHosts, "# mine\n[127.0.0.1]:" + bastion.port() + " " + otherKey + " comment\n");
        TapException error = refused(settings());
        assertThat(error)
                .hasMessage("THE HOST KEY OF \"" + label() + "\" HAS CHANGED: it shows ssh-rsa " + bastion.fingerprint()
                        + ", but " + knownHosts + " line 2 has "
                        + PublicKey.parse("ssh-rsa", otherKey.substring("ssh-rsa ".length()))
                                .orElseThrow()
                                .fingerprint()
                        + "; somebody may be intercepting the connection");
        assertThat(error.hint())
                .contains("ssh-keygen -f " + knownHosts + " -R '[127.0.0.1]:" + bastion.port() + "'", "administrator");
    }

    @Test
    void acceptsOneOfSeveralKeys() throws IOException {
        Files.writeString(
                knownHosts, "[127.0.0.1]:" + bastion.port() + " " + otherKey + "\n" + bastion.knownHostsLine() + "\n");
        works(settings());
    }

    @Test
    void refusesARevokedKey() throws IOException {
        Files.writeString(knownHosts, bastion.knownHostsLine() + "\n@revoked * " + bastion.hostKey() + "\n");
        assertThat(refused(settings()))
                .hasMessageContaining("IS REVOKED: " + knownHosts + " line 2 marks ssh-rsa " + bastion.fingerprint());
    }

    @Test
    void doesNotTakeAnAuthorityForAHost() throws IOException {
        Files.writeString(knownHosts, "@cert-authority * " + bastion.hostKey() + "\n");
        assertThat(refused(settings())).hasMessageContaining("is unknown");
    }

    @Test
    void readsHashedAndWildNames() throws IOException {
        OpenSshServer.requireInstalled();
        Files.writeString(knownHosts, bastion.knownHostsLine() + "\n");
        OpenSshServer.run("ssh-keygen", "-H", "-f", knownHosts.toString());
        assertThat(knownHosts).content().startsWith("|1|").doesNotContain("127.0.0.1");
        works(settings());
        Files.writeString(knownHosts, "other,[127.0.0.*]:* " + bastion.hostKey() + "\n");
        works(settings());
        Files.writeString(knownHosts, "*,![127.0.0.1]:" + bastion.port() + " " + bastion.hostKey() + "\n");
        refused(settings());
    }

    /** As OpenSSH does; but a wrong key there means nothing, as another port may be another host. */
    @Test
    void acceptsAKeyUnderTheNameWithoutPort() throws IOException {
        Files.writeString(knownHosts, "127.0.0.1 " + bastion.hostKey() + "\n");
        works(settings());
        Files.writeString(knownHosts, "127.0.0.1 " + otherKey + "\n");
        assertThat(refused(settings())).hasMessageContaining("is unknown", "another key of it at port 22");
    }

    @Test
    void asksForTheTypeOfKeyThatIsKnown() throws IOException {
        KeyPair other = Bastion.keyPair("EC", 256);
        bastion.addHostKey(other);
        String first = refused(settings()).getMessage();
        assertThat(first).contains("is unknown: ecdsa-sha2-nistp256 " + Bastion.fingerprint(other));
        Files.writeString(knownHosts, bastion.knownHostsLine() + "\n");
        works(settings());
    }

    @Test
    void aKeyOfAnotherTypeIsUnknownButNotAlone() throws IOException {
        String other = PublicKeyEntry.toString(Bastion.keyPair("EC", 256).getPublic());
        Files.writeString(knownHosts, "[127.0.0.1]:" + bastion.port() + " " + other + "\n");
        assertThat(refused(settings()))
                .hasMessageContaining("is unknown", knownHosts + " line 1 knows another type of key of it");
    }

    @Test
    void theUsersConfigCannotSwitchTheCheckOff() throws IOException {
        Files.writeString(
                home.resolve(".ssh/config"), "Host *\n  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n");
        assertThat(refused(settings())).hasMessageContaining("is unknown");
        assertThat(knownHosts).doesNotExist();
    }

    @Test
    void readsTheFilesThatAreNamed() throws IOException {
        Path named = Files.writeString(home.resolve("named"), bastion.knownHostsLine());
        works(settings().knownHosts(named));
        Files.writeString(home.resolve(".ssh/config"), "Host 127.*\n UserKnownHostsFile ~/none ~/named\n");
        works(settings());
        Files.delete(named);
        assertThat(LoginFailureIT.error(settings().knownHosts(named), home, ErrorKind.CONFIGURATION))
                .hasMessage("\"known_hosts\" of \"ssh_tunnel\" names \"" + named + "\", which does not exist");
    }

    @Test
    void looksForTheAliasInKnownHosts() throws IOException {
        Files.writeString(home.resolve(".ssh/config"), "Host 127.0.0.1\nHostKeyAlias bastion.example.com\n");
        Files.writeString(knownHosts, "bastion.example.com " + bastion.hostKey() + "\n");
        works(settings());
        Files.writeString(knownHosts, bastion.knownHostsLine() + "\n");
        assertThat(refused(settings()).hint()).contains(": bastion.example.com ssh-rsa ");
    }

    @Test
    void trustsAPinnedKeyInAnyForm() throws IOException {
        works(settings().hostKey(bastion.hostKey()));
        works(settings().hostKey(bastion.hostKey() + " root@bastion"));
        works(settings().hostKey(bastion.knownHostsLine() + "\n"));
        works(settings().hostKey(bastion.fingerprint()));
        works(settings().hostKey(bastion.fingerprint() + "="));
    }

    @Test
    void refusesAnotherKeyThanThePinnedOneWhateverKnownHostsSays() throws IOException {
        Files.writeString(knownHosts, bastion.knownHostsLine());
        TapException error = refused(settings().hostKey(otherKey));
        assertThat(error)
                .hasMessageStartingWith("THE HOST KEY OF \"" + label()
                        + "\" IS NOT THE ONE THAT \"host_key\" PINS: it shows ssh-rsa " + bastion.fingerprint()
                        + ", pinned is SHA256:");
        assertThat(error.hint()).contains("\"host_key\": \"" + bastion.fingerprint() + "\"");
    }

    @Test
    void findsAPinnedFingerprintAmongAllTypesOfKeys() throws IOException {
        KeyPair other = Bastion.keyPair("EC", 384);
        bastion.addHostKey(other);
        works(settings().hostKey(bastion.fingerprint()));
        works(settings().hostKey(Bastion.fingerprint(other)));
        assertThat(refused(settings().hostKey("SHA256:" + "A".repeat(43))))
                .hasMessageContaining("it shows ecdsa-sha2-nistp384 " + Bastion.fingerprint(other) + " and ssh-rsa "
                        + bastion.fingerprint() + ", pinned is SHA256:AAAA");
    }

    @Test
    void saysThatTheHostHasNoKeyOfThePinnedType() {
        String other = PublicKeyEntry.toString(Bastion.keyPair("EC", 256).getPublic());
        TapException error = refused(settings().hostKey(other));
        assertThat(error).hasMessageContaining("have no host key type in common: it offers rsa-sha2-512");
        assertThat(error.hint()).contains("\"host_key\"");
    }

    @Test
    void refusesAPinThatIsNone() {
        for (String pin : new String[] {
            "SHA256:short", "MD5:aa:bb:cc", "yes", "ssh-rsa", "ssh-ed25519 AAAAB3NzaC1yc2E=", "ssh-rsa !!!"
        }) {
            TapException error = LoginFailureIT.error(settings().hostKey(pin), home, ErrorKind.CONFIGURATION);
            assertThat(error).as(pin).hasMessageContaining("is neither a SHA256 fingerprint nor a public key");
        }
    }

    private TunnelSettings settings() {
        return TunnelSettings.of(bastion, PASSWORD).withoutTrust();
    }

    private String label() {
        return "tap@127.0.0.1:" + bastion.port();
    }

    private TapException refused(TunnelSettings settings) {
        TapException error = LoginFailureIT.error(settings, home, ErrorKind.CONNECTION);
        return error;
    }

    private void works(TunnelSettings settings) throws IOException {
        try (SshTunnel tunnel = LoginFailureIT.tunnel(settings, new Account("somebody", home, Optional.empty()));
                Socket socket = tunnel.connect("localhost", farEnd.port())) {
            SshTunnelIT.echo(socket, "trusted");
        }
    }
}

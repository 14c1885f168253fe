package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.OpenSshServer;
import com.tappostgres.testing.TunnelSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private keys as ssh-keygen makes them, in every format, and everything that can be wrong with one. */
final class PrivateKeyIT {
    private static final String PASSPHRASE = "correct horse";

    @TempDir
    private Path folder;

    @TempDir
    private Path home;

    private Account account;

    @BeforeEach
    void start() {
        OpenSshServer.requireInstalled();
        account = new Account(System.getProperty("user.name"), home, Optional.empty());
    }

    /** The server, not only JSch, must find that the key is right. */
    @Test
    void logsInWithEveryFormat() throws IOException {
        List<Path> keys = new ArrayList<>();
        List<String> authorized = new ArrayList<>();
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            for (String format : List.of("RFC4716", "PEM", "PKCS8")) {
                if (type.equals("ed25519") && !format.equals("RFC4716")) {
                    continue;
                }
                for (String passphrase : List.of("", PASSPHRASE)) {
                    Path key = folder.resolve(type + "_" + format + (passphrase.isEmpty() ? "" : "_encrypted"));
                    OpenSshServer.keygen(key, type, passphrase, "-m", format);
                    keys.add(key);
                    authorized.add(Files.readString(Path.of(key + ".pub")).strip());
                }
            }
        }
        Path serverFolder = Files.createDirectories(folder.resolve("server"));
        try (OpenSshServer server = OpenSshServer.start(serverFolder, String.join("\n", authorized));
                ServerSocket target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (Path key : keys) {
                TunnelSettings settings = TunnelSettings.host("127.0.0.1")
                        .port(server.port())
                        .user(server.user())
                        .hostKey(server.hostKey("rsa"))
                        .key(key.toString());
                if (key.toString().endsWith("_encrypted")) {
                    settings = settings.keyPassword(PASSPHRASE);
                }
                try (SshTunnel tunnel = LoginFailureIT.tunnel(settings, account);
                        Socket socket = tunnel.connect("127.0.0.1", target.getLocalPort())) {
                    assertThat(socket.isConnected()).as(key.toString()).isTrue();
                }
            }
        }
    }

    /** ssh-keygen knows no PKCS #8 of ed25519 keys, but OpenSSL and cloud consoles do. */
    @Test
    void readsPkcs8OfEd25519() throws Exception {
        byte[] encoded = java.security.KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        String text = "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(encoded)
                + "\n-----END PRIVATE KEY-----\n";
        assertThat(PrivateKey.load(text, Optional.empty(), account).toString())
                .startsWith("the key in \"private_key\" (ssh-ed25519 SHA256:");
    }

    @Test
    void takesTheTextOfAKeyWhateverBecameOfItsLines() throws IOException {
        Path key = OpenSshServer.keygen(folder.resolve("key"), "ed25519", "");
        String fingerprint =
                OpenSshServer.run("ssh-keygen", "-lf", key.toString()).substring(4, 54);
        String text = Files.readString(key);
        for (String setting : List.of(
                text,
                text.strip(),
                "  " + text + "\n\n",
                text.replace("\n", "\r\n"),
                text.replace("\n", "\\n"),
                text.replace("\n", "\\r\\n"),
                text.strip().replace("\n", " "),
                text.strip().replace("\n", ""))) {
            assertThat(PrivateKey.load(setting, Optional.empty(), account).toString())
                    .as(setting)
                    .contains("ssh-ed25519 " + fingerprint);
        }
    }

    @Test
    void aFileMayBeginWithTheHome() throws IOException {
        Files.createDirectories(home.resolve(".ssh"));
        OpenSshServer.keygen(home.resolve(".ssh/mine"), "ed25519", "");
        assertThat(PrivateKey.load("~/.ssh/mine", Optional.empty(), account).toString())
                .startsWith("the key \"" + home.resolve(".ssh/mine") + "\" (ssh-ed25519 ");
    }

    @Test
    void saysThatThePassphraseIsWrongOrMissing() {
        for (String format : List.of("RFC4716", "PEM", "PKCS8")) {
            Path key = OpenSshServer.keygen(folder.resolve(format), "rsa", PASSPHRASE, "-m", format);
            TapException wrong = refused(key.toString(), Optional.of("staple"));
            assertThat(wrong).as(format).hasMessage("the passphrase of the SSH key \"" + key + "\" is wrong");
            assertThat(wrong.hint()).contains("\"private_key_password\"");
            TapException missing = refused(key.toString(), Optional.empty());
            assertThat(missing)
                    .as(format)
                    .hasMessage("the SSH key \"" + key + "\" is encrypted, and no passphrase is given");
            assertThat(missing.hint()).contains("\"private_key_password\"", "\"agent\": true");
        }
    }

    @Test
    void saysThatTheFileIsMissingOrNoFile() {
        TapException missing = refused(folder.resolve("none").toString(), Optional.empty());
        assertThat(missing).hasMessage("the SSH key \"" + folder.resolve("none") + "\" does not exist");
        assertThat(missing.hint()).contains("tap-postgres keygen");
        assertThat(refused(folder.toString(), Optional.empty())).hasMessageContaining("cannot be read");
    }

    @Test
    void saysThatItIsThePublicKey() throws IOException {
        Path key = OpenSshServer.keygen(folder.resolve("key"), "rsa", "");
        Path pem = folder.resolve("pem.pub");
        Files.writeString(pem, OpenSshServer.run("ssh-keygen", "-e", "-m", "PKCS8", "-f", key + ".pub"));
        Path ssh2 = folder.resolve("ssh2.pub");
        Files.writeString(ssh2, OpenSshServer.run("ssh-keygen", "-e", "-f", key + ".pub"));
        for (String setting : List.of(
                key + ".pub",
                Files.readString(Path.of(key + ".pub")),
                pem.toString(),
                Files.readString(pem),
                ssh2.toString())) {
            TapException error = refused(setting, Optional.empty());
            assertThat(error).hasMessageEndingWith(" is a public key, not the private one");
            assertThat(error.hint()).contains("without .pub");
        }
    }

    @Test
    void saysThatItIsNoKey() throws IOException {
        Path key = OpenSshServer.keygen(folder.resolve("key"), "ed25519", "");
        String text = Files.readString(key);
        List<String> none = List.of(
                "hello",
                "",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
                text.substring(0, text.length() / 2),
                text.replace("b3BlbnNzaC1rZXk", "b3BlbnNzaC1rZXl"));
        for (String content : none) {
            Path file = Files.writeString(folder.resolve("file"), content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            TapException error = refused(file.toString(), Optional.empty());
            assertThat(error)
                    .as(content)
                    .hasMessage("the SSH key \"" + file + "\" cannot be read: it is no private key, or a damaged one");
            if (content.contains("-----BEGIN")) {
                assertThat(refused(content, Optional.empty()).getMessage())
                        .startsWith("the SSH key in \"private_key\" cannot be read")
                        .doesNotContain(content);
            }
        }
    }

    @Test
    void saysThatOthersMayReadTheFile() throws IOException {
        Path key = OpenSshServer.keygen(folder.resolve("key"), "ed25519", "");
        for (String mode : List.of("rw-r--r--", "rw----r--", "rw-r-----")) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
            TapException error = refused(key.toString(), Optional.empty());
            assertThat(error).as(mode).hasMessage("the SSH key \"" + key + "\" can be read by others");
            assertThat(error.hint()).isEqualTo("chmod 600 " + key);
        }
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--------"));
        PrivateKey.load(key.toString(), Optional.empty(), account);
        // As Kubernetes mounts secrets for a user who is in the group of the files, but does not own them.
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("r--r-----"));
        PrivateKey.load(key.toString(), Optional.empty(), new Account("somebody else", home, Optional.empty()));
    }

    private TapException refused(String setting, Optional<String> passphrase) {
        TapException error =
                catchThrowableOfType(TapException.class, () -> PrivateKey.load(setting, passphrase, account));
        assertThat(error).as(setting).isNotNull();
        assertThat(error.kind()).isEqualTo(ErrorKind.CONFIGURATION);
        return error;
    }
}

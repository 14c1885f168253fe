package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.OpenSshServer;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that the program makes, as OpenSSH's own tools see them. */
final class KeygenIT {
    @TempDir
    private Path folder;

    @BeforeEach
    void requireTools() {
        OpenSshServer.requireInstalled();
    }

    @Test
    void makesAKeyThatOpenSshReads() throws IOException {
        Path key = folder.resolve("key");

        TapRun run = Tap.run("keygen", "--out", key.toString()).assertSucceeded();

        String publicLine = Files.readString(Path.of(key + ".pub")).strip();
        assertThat(publicLine).matches("ssh-ed25519 [A-Za-z0-9+/]+ tap-postgres");
        assertThat(OpenSshServer.run("ssh-keygen", "-y", "-P", "", "-f", key.toString())
                        .strip())
                .isEqualTo(publicLine);
        assertThat(mode(key)).isEqualTo("rw-------");
        assertThat(run.text())
                .contains(
                        "\n" + publicLine + "\n",
                        "useradd --create-home --shell /usr/sbin/nologin tap\n",
                        "echo 'restrict,port-forwarding,permitopen=\"db.example.com:5432\" " + publicLine
                                + "' >> ~tap/.ssh/authorized_keys\n",
                        "chmod 600 ~tap/.ssh/authorized_keys\n",
                        "\"ssh_tunnel\": {",
                        "\"private_key\": \"" + key + "\",")
                .doesNotContain("PRIVATE KEY", "private_key_password");
        assertThat(run.log()).isEmpty();
    }

    @Test
    void encryptsWithAPassphraseOfTheEnvironment() {
        Path key = folder.resolve("key");

        TapRun run = Tap.withoutConfig(Map.of("KEY_WORDS", "correct horse"))
                .runHere("keygen", "--out", key.toString(), "--passphrase-env", "KEY_WORDS")
                .assertSucceeded();

        OpenSshServer.run("ssh-keygen", "-y", "-P", "correct horse", "-f", key.toString());
        assertThat(catchFailure("ssh-keygen", "-y", "-P", "", "-f", key.toString()))
                .contains("incorrect passphrase");
        assertThat(run.text()).contains("\"private_key_password\":").doesNotContain("correct horse");
    }

    @Test
    void namesTheServerThatTheKeyMayReach() {
        TapRun run = Tap.run("keygen", "--out", folder.resolve("key").toString(), "--permit-open", "[::1]:5433");
        assertThat(run.assertSucceeded().text()).contains("permitopen=\"[::1]:5433\" ssh-ed25519");
    }

    @Test
    void refusesAPassphraseThatIsNotThere() {
        Path key = folder.resolve("key");
        Tap tap = Tap.withoutConfig(Map.of("EMPTY", ""));
        for (String variable : new String[] {"EMPTY", "UNSET"}) {
            tap.runHere("keygen", "--out", key.toString(), "--passphrase-env", variable)
                    .assertFailed(2, "the environment variable \"" + variable + "\"")
                    .assertHint("export " + variable);
        }
        assertThat(key).doesNotExist();
    }

    @Test
    void overwritesNothing() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "old");
        Tap.run("keygen", "--out", key.toString())
                .assertFailed(3, "\"" + key + "\" exists already, and a key is never overwritten")
                .assertHint("--out FILE");
        assertThat(key).hasContent("old");
        Path other = folder.resolve("other");
        Files.writeString(Path.of(other + ".pub"), "old");
        Tap.run("keygen", "--out", other.toString()).assertFailed(3, other + ".pub\" exists already");
        assertThat(other).doesNotExist();
    }

    @Test
    void needsAFolderThatIsThere() {
        Path key = folder.resolve("none/key");
        Tap.run("keygen", "--out", key.toString())
                .assertFailed(3, "the folder \"" + folder.resolve("none") + "\" for the new key does not exist")
                .assertHint("mkdir -p " + folder.resolve("none"));
    }

    /** It goes into a line that is pasted into a root shell. */
    @Test
    void refusesAServerThatIsNone() {
        for (String target : new String[] {"db", "db:port", "'; reboot; ':5432", "a b:1", ""}) {
            Tap.run("keygen", "--out", folder.resolve("key").toString(), "--permit-open", target)
                    .assertFailed(2, "--permit-open takes a host and a port")
                    .assertHint("db.example.com:5432");
        }
        assertThat(folder.resolve("key")).doesNotExist();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static String catchFailure(String... command) {
        try {
            return OpenSshServer.run(command);
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }
}

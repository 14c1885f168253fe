package com.tappostgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** OpenSSH's own server, on a port of the loopback interface, with files in a folder of its own. The user who runs the tests logs in. */
public final class OpenSshServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

    private final Process process;
    private final Path folder;
    private final int port;

    private OpenSshServer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Skips the test where OpenSSH is not installed. */
    public static void requireInstalled() {
        Assumptions.assumeTrue(
                Files.isExecutable(PROGRAM),
                PROGRAM + " is missing: install Debian's openssh-server and openssh-client");
    }

    /**
     * A server with an ed25519 and an RSA key.
     *
     * @param folder an empty one
     * @param authorizedKeys lines of authorized_keys
     * @param settings further lines of sshd_config
     */
    public static OpenSshServer start(Path folder, String authorizedKeys, String... settings) {
        requireInstalled();
        try {
            int port = freePort();
            keygen(folder.resolve("host_ed25519"), "ed25519", "");
            keygen(folder.resolve("host_rsa"), "rsa", "");
            Files.writeString(folder.resolve("authorized_keys"), authorizedKeys + "\n");
            List<String> config = new ArrayList<>(List.of(
                    "Port " + port,
                    "ListenAddress 127.0.0.1",
                    "HostKey " + folder.resolve("host_ed25519"),
                    "HostKey " + folder.resolve("host_rsa"),
                    "AuthorizedKeysFile " + folder.resolve("authorized_keys"),
                    "PidFile none",
                    "StrictModes no",
                    "PermitRootLogin yes",
                    "PasswordAuthentication no",
                    "KbdInteractiveAuthentication no"));
            config.addAll(List.of(settings));
            Path file = Files.write(folder.resolve("sshd_config"), config);
            if (isRoot()) {
                // As the package's service does; only root's server wants it.
                Files.createDirectories(Path.of("/run/sshd"));
            }
            Process process = new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("sshd.log").toFile())
                    .start();
            OpenSshServer server = new OpenSshServer(process, folder, port);
            server.awaitListening();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a key with ssh-keygen, with further arguments such as a format. */
    public static Path keygen(Path file, String type, String passphrase, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "test", "-f", file.toString()));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
        return file;
    }

    /** The output of a program that must succeed. */
    public static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public String user() {
        return System.getProperty("user.name");
    }

    /** The public line of one of its keys. */
    public String hostKey(String type) {
        return read(folder.resolve("host_" + type + ".pub")).strip();
    }

    public String log() {
        return read(folder.resolve("sshd.log"));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitListening() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (probe.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                pause();
            }
        }
        throw new IllegalStateException("sshd does not listen:\n" + log());
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

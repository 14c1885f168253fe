package com.tappostgres.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Makes a new key pair in OpenSSH's format. */
public final class SshKeyFile {
    private static final String COMMENT = "tap-postgres";

    private SshKeyFile() {}

    /**
     * Writes a new ed25519 key into a file that nobody else may read, and its public part beside it.
     *
     * @param file must not exist yet, nor one with {@code .pub} behind its name
     * @return the public key's line
     */
    public static String create(Path file, Optional<String> passphrase) {
        Path publicFile = Path.of(file + ".pub");
        requireAbsent(file);
        requireAbsent(publicFile);
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the folder \"" + folder + "\" for the new key does not exist",
                    "mkdir -p " + folder);
        }
        ByteArrayOutputStream privatePart = new ByteArrayOutputStream();
        ByteArrayOutputStream publicPart = new ByteArrayOutputStream();
        generate(passphrase, privatePart, publicPart);
        write(file, privatePart.toByteArray(), "rw-------");
        write(publicFile, publicPart.toByteArray(), "rw-r--r--");
        return publicPart.toString(StandardCharsets.US_ASCII).strip();
    }

    private static void generate(Optional<String> passphrase, OutputStream privatePart, OutputStream publicPart) {
        try {
            KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519);
            pair.setPublicKeyComment(COMMENT);
            pair.writeOpenSSHv1PrivateKey(
                    privatePart,
                    passphrase
                            .map(text -> text.getBytes(StandardCharsets.UTF_8))
                            .orElse(null));
            pair.writePublicKey(publicPart, COMMENT);
            pair.dispose();
        } catch (JSchException e) {
            throw new IllegalStateException("this Java cannot make ed25519 keys", e);
        }
    }

    /** The mode comes with the file, so that there is no moment in which it is open to others. */
    private static void write(Path file, byte[] content, String mode) {
        FileAttribute<?> permissions = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions))) {
            out.write(content);
        } catch (FileAlreadyExistsException e) {
            throw exists(file);
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the key file \"" + file + "\" cannot be written (" + FileFault.reason(e) + ")",
                    "--out FILE names another place.",
                    e);
        }
    }

    private static void requireAbsent(Path file) {
        if (Files.exists(file)) {
            throw exists(file);
        }
    }

    private static TapException exists(Path file) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "\"" + file + "\" exists already, and a key is never overwritten",
                "--out FILE names another place.");
    }
}

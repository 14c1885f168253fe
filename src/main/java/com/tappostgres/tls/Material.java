package com.tappostgres.tls;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.Secrets;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.ShellWord;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a setting names: the content of a file, or the text that stands in the config itself. */
final class Material {
    private static final String PEM = "-----BEGIN";
    private static final int DER_SEQUENCE = 0x30;
    private static final int FOR_OTHERS = 0077;
    /** As libpq: what root installs for a group of services may be read by that group. */
    private static final int FOR_OTHERS_OF_ROOT = 0037;

    private final String name;
    private final Optional<Path> file;
    private final byte[] content;

    private Material(String name, Optional<Path> file, byte[] content) {
        this.name = name;
        this.file = file;
        this.content = content;
    }

    /**
     * Reads what a setting names.
     *
     * @param value a path, in which a leading {@code ~} is the account's home, or a PEM text
     * @throws TapException of kind CONFIGURATION when the file cannot be read
     */
    static Material of(String setting, String value, Account account) {
        if (value.contains(PEM)) {
            // Environment variables often carry the line ends of a PEM text as backslash and n.
            String text = value.replace("\\n", "\n");
            return new Material(
                    "the text of \"" + setting + "\"", Optional.empty(), text.getBytes(StandardCharsets.UTF_8));
        }
        try {
            Path file = path(value, account.home());
            if (Secrets.mayBeKey(value) && !Files.exists(file)) {
                // A key that lost its first line must not become the name of a file in a message.
                throw neither(setting);
            }
            return ofFile(setting, file);
        } catch (InvalidPathException e) {
            throw neither(setting);
        }
    }

    private static TapException neither(String setting) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "\"" + setting + "\" is neither a path nor a PEM text",
                "Set \"" + setting + "\" to the path of a PEM file, or to its whole text with the BEGIN line.");
    }

    /** Reads the file of that name among libpq's own in the account's home, where it exists. */
    static Optional<Material> ofDefault(String setting, String fileName, Account account) {
        Path file = defaultFile(fileName, account);
        return Files.exists(file) ? Optional.of(ofFile(setting, file)) : Optional.empty();
    }

    static Path defaultFile(String fileName, Account account) {
        return account.home().resolve(".postgresql").resolve(fileName);
    }

    static Material ofFile(String setting, Path file) {
        String name = "the file \"" + file + "\" of \"" + setting + "\"";
        try {
            return new Material(name, Optional.of(file), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    name + " " + reason(file, e),
                    "Set \"" + setting + "\" to a file that this program's user can read.",
                    e);
        }
    }

    /** The material as messages call it. */
    String name() {
        return name;
    }

    byte[] content() {
        return content.clone();
    }

    /** All of it, byte for character. */
    String text() {
        return new String(content, StandardCharsets.ISO_8859_1);
    }

    /** Whether it is binary and not PEM. */
    boolean isDer() {
        return content.length > 0 && content[0] == DER_SEQUENCE && !text().contains(PEM);
    }

    /**
     * Refuses a file that others may read, by libpq's rule.
     *
     * @throws TapException of kind CONFIGURATION
     */
    void requirePrivate() {
        if (file.isEmpty()) {
            return;
        }
        try {
            Map<String, Object> attributes = Files.readAttributes(file.get(), "unix:uid,mode");
            boolean ofRoot = Integer.valueOf(0).equals(attributes.get("uid"));
            int mode = attributes.get("mode") instanceof Integer number ? number : 0;
            if ((mode & (ofRoot ? FOR_OTHERS_OF_ROOT : FOR_OTHERS)) != 0) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        name + " is open to other users: its mode is " + "0" + Integer.toOctalString(mode & 0777),
                        "chmod " + (ofRoot ? "640 " : "600 ")
                                + ShellWord.of(file.get().toString()));
            }
        } catch (IOException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the permissions of " + name + " cannot be read",
                    "Keep the key in a folder that this program's user can enter.",
                    e);
        } catch (UnsupportedOperationException e) {
            // The platform has no such permissions; libpq asks for none there either.
        }
    }

    private static Path path(String value, Path home) {
        if (value.equals("~")) {
            return home;
        }
        return value.startsWith("~/") ? home.resolve(value.substring(2)) : Path.of(value);
    }

    private static String reason(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return "does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "cannot be read: permission denied";
        }
        return Files.isDirectory(file) ? "is a folder" : "cannot be read: " + e.getMessage();
    }
}

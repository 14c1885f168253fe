package com.tappostgres.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.Secrets;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A private key that was read and can be used. */
final class PrivateKey {
    private static final String BEGIN = "-----BEGIN";

    /** A key that lost its line breaks on the way through an environment variable. */
    private static final Pattern ONE_LINE =
            Pattern.compile("(-----BEGIN [^-]+-----)\\s*([A-Za-z0-9+/=\\s]+?)\\s*(-----END [^-]+-----)");

    private static final Pattern PUBLIC =
            Pattern.compile("^(ssh-|ecdsa-|sk-)\\S+ AAAA|BEGIN (SSH2 |RSA |EC )?PUBLIC KEY");

    private final String name;
    private final String text;
    private final Optional<String> passphrase;
    private final PublicKey publicKey;

    private PrivateKey(String name, String text, Optional<String> passphrase, PublicKey publicKey) {
        this.name = name;
        this.text = text;
        this.passphrase = passphrase;
        this.publicKey = publicKey;
    }

    /** @throws TapException of kind CONFIGURATION that says why the key cannot be used */
    static PrivateKey load(String setting, Optional<String> passphrase, Account account) {
        if (setting.contains(BEGIN)) {
            return parse("in \"private_key\"", repaired(setting), passphrase);
        }
        if (PUBLIC.matcher(setting).find()) {
            throw publicKeyGiven("in \"private_key\"");
        }
        Path file = UserFile.expandHome(setting, account.home());
        if (Secrets.mayBeKey(setting) && !Files.exists(file)) {
            // A key that lost its first line must not become the name of a file in a message.
            throw configuration(
                    "\"private_key\" of \"ssh_tunnel\" is neither the path nor the whole text of a key",
                    "The text begins with a line like -----BEGIN OPENSSH PRIVATE KEY-----; tap-postgres keygen makes a key.",
                    null);
        }
        return parse("\"" + file + "\"", read(file, account), passphrase);
    }

    /** The key's name and fingerprint. */
    @Override
    public String toString() {
        return "the key " + name + " (" + publicKey + ")";
    }

    void addTo(JSch jsch) throws JSchException {
        jsch.addIdentity(
                name, bytes(text), null, passphrase.map(PrivateKey::bytes).orElse(null));
    }

    private static PrivateKey parse(String name, String text, Optional<String> passphrase) {
        KeyPair pair;
        try {
            pair = KeyPair.load(new JSch(), bytes(text), null);
        } catch (JSchException e) {
            if (PUBLIC.matcher(text).find()) {
                throw publicKeyGiven(name);
            }
            throw configuration(
                    "the SSH key " + name + " cannot be read: it is no private key, or a damaged one",
                    "It begins with a line like -----BEGIN OPENSSH PRIVATE KEY-----; tap-postgres keygen makes one.",
                    e);
        }
        if (pair.isEncrypted()) {
            if (passphrase.isEmpty()) {
                throw configuration(
                        "the SSH key " + name + " is encrypted, and no passphrase is given",
                        "Set \"private_key_password\" in \"ssh_tunnel\", or add the key to an ssh-agent and set \"agent\": true.",
                        null);
            }
            if (!pair.decrypt(bytes(passphrase.get()))) {
                throw configuration(
                        "the passphrase of the SSH key " + name + " is wrong",
                        "Check \"private_key_password\" of \"ssh_tunnel\".",
                        null);
            }
        }
        PublicKey publicKey = PublicKey.of(pair.getPublicKeyBlob());
        pair.dispose();
        return new PrivateKey(name, text, passphrase, publicKey);
    }

    private static String read(Path file, Account account) {
        if (!Files.exists(file)) {
            throw configuration(
                    "the SSH key \"" + file + "\" does not exist",
                    "\"private_key\" of \"ssh_tunnel\" is the path of a key or its text; tap-postgres keygen makes a key.",
                    null);
        }
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            // Checked before the mode: a public key may well be open to all.
            if (PUBLIC.matcher(text).find()) {
                throw publicKeyGiven("\"" + file + "\"");
            }
            if (UserFile.isOpenToOthers(file, account)) {
                throw configuration("the SSH key \"" + file + "\" can be read by others", "chmod 600 " + file, null);
            }
            return repaired(text);
        } catch (IOException e) {
            throw configuration(
                    "the SSH key \"" + file + "\" cannot be read (" + FileFault.reason(e) + ")",
                    "It must be a file that the user \"" + account.name() + "\" may read.",
                    e);
        }
    }

    /** A key as it should look, whatever JSON, the environment or Windows made of its line breaks. */
    private static String repaired(String text) {
        String lines = text.replace("\\r", "")
                .replace("\\n", "\n")
                .replace("\r\n", "\n")
                .strip();
        Matcher oneLine = ONE_LINE.matcher(lines);
        if (lines.indexOf('\n') < 0 && oneLine.matches()) {
            lines = oneLine.group(1) + "\n" + oneLine.group(2).replaceAll("\\s+", "\n") + "\n" + oneLine.group(3);
        }
        return lines + "\n";
    }

    private static TapException publicKeyGiven(String name) {
        return configuration(
                "the SSH key " + name + " is a public key, not the private one",
                "\"private_key\" of \"ssh_tunnel\" is the file without .pub.",
                null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static TapException configuration(String message, String hint, @Nullable Throwable cause) {
        return new TapException(ErrorKind.CONFIGURATION, message, hint, cause);
    }
}

package com.tappostgres.ssh;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

/**
 * The public part of an SSH key.
 *
 * @param type as {@code ssh-ed25519}
 * @param base64 what stands behind the type in a .pub file
 */
record PublicKey(String type, String base64) {
    static final String FINGERPRINT_PREFIX = "SHA256:";

    /** @param blob the key as the SSH protocol sends it: its type first */
    static PublicKey of(byte[] blob) {
        return new PublicKey(typeOf(blob), Base64.getEncoder().encodeToString(blob));
    }

    /** The key of two fields of a .pub or known_hosts line; empty where they are none. */
    static Optional<PublicKey> parse(String type, String base64) {
        try {
            byte[] blob = Base64.getDecoder().decode(base64);
            return typeOf(blob).equals(type) ? Optional.of(of(blob)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As ssh-keygen -l prints it. */
    String fingerprint() {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(base64));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return FINGERPRINT_PREFIX + Base64.getEncoder().withoutPadding().encodeToString(digest);
    }

    /** As it stands in a .pub file, without a comment. */
    String line() {
        return type + " " + base64;
    }

    @Override
    public String toString() {
        return type + " " + fingerprint();
    }

    private static String typeOf(byte[] blob) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(blob);
            int length = buffer.getInt();
            if (length < 0 || length > buffer.remaining()) {
                throw new IllegalArgumentException("no SSH key");
            }
            return new String(blob, buffer.position(), length, StandardCharsets.US_ASCII);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("no SSH key", e);
        }
    }
}

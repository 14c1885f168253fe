package com.tappostgres.ssh;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of host keys, the best first, with the algorithms that sign with them. */
enum KeyType {
    ED25519("ssh-ed25519", "ssh-ed25519"),
    ECDSA_256("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"),
    ECDSA_384("ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"),
    ECDSA_521("ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"),
    /** Never with SHA-1, as which the type's own name is an algorithm. */
    RSA("ssh-rsa", "rsa-sha2-512,rsa-sha2-256");

    private final String text;
    private final String algorithms;

    KeyType(String text, String algorithms) {
        this.text = text;
        this.algorithms = algorithms;
    }

    /** As it stands in a key's line. */
    String text() {
        return text;
    }

    static Optional<KeyType> of(String text) {
        return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
    }

    /** As the protocol's list of algorithms. */
    static String algorithms(List<KeyType> types) {
        return String.join(",", types.stream().map(type -> type.algorithms).toList());
    }
}

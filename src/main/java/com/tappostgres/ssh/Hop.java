package com.tappostgres.ssh;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One SSH host on the way, with everything that is needed to enter it.
 *
 * @param name as the settings call it
 * @param host where it really is
 * @param keyAlias the name under which known_hosts has its key, where that is not the host
 * @param knownHosts the files of trusted keys; a new key belongs into the first
 * @param hostKey the one key to trust, as the settings have it
 */
record Hop(
        String name,
        String host,
        int port,
        String user,
        Optional<String> keyAlias,
        List<Path> knownHosts,
        Optional<String> hostKey,
        Credentials credentials) {
    static final int DEFAULT_PORT = 22;

    Hop {
        knownHosts = List.copyOf(knownHosts);
    }

    /** As messages call it: {@code tap@bastion:22}. */
    String label() {
        return user + "@" + (name.indexOf(':') >= 0 ? "[" + name + "]" : name) + ":" + port;
    }

    /** Its name in known_hosts: with the port, where that is not 22. */
    String knownName() {
        return keyAlias.orElse(port == DEFAULT_PORT ? host : "[" + host + "]:" + port);
    }

    /** Its name in known_hosts whatever the port. */
    String knownPlainName() {
        return keyAlias.orElse(host);
    }

    @Override
    public String toString() {
        return label();
    }
}

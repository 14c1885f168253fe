package com.tappostgres.ssh;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.ConnectionSettings.SshTunnel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to log in to an SSH host with.
 *
 * @param keys in the order in which they are tried
 * @param passphrase what the keys are encrypted with
 */
record Credentials(List<Key> keys, Optional<String> passphrase, Optional<String> password, Agent agent) {
    private static final List<String> DEFAULT_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    Credentials {
        keys = List.copyOf(keys);
    }

    /** Whether the ssh-agent's keys are tried. */
    enum Agent {
        NO,
        IF_THERE,
        REQUIRED
    }

    /**
     * Where a private key is.
     *
     * @param setting the path of a file, or the text of the key
     * @param required whether the user asked for this very key, so that its faults are errors
     */
    record Key(String setting, boolean required) {
        @Override
        public String toString() {
            return "private key";
        }
    }

    /** The secrets are nobody's business. */
    @Override
    public String toString() {
        return keys.size() + " keys, agent " + agent;
    }

    /**
     * What the settings say, else what OpenSSH would use.
     *
     * @param identityFiles of the user's ssh config
     * @param outer those of the tunnel that a jump host is part of, which serve where it has none of its own; null for the tunnel's own
     */
    static Credentials of(SshTunnel settings, List<Path> identityFiles, Account account, @Nullable Credentials outer) {
        boolean wantsAgent = settings.agent().orElse(false);
        if (settings.privateKey().isPresent() || settings.password().isPresent() || wantsAgent) {
            return new Credentials(
                    settings.privateKey().stream()
                            .map(key -> new Key(key, true))
                            .toList(),
                    settings.privateKeyPassword(),
                    settings.password(),
                    wantsAgent ? Agent.REQUIRED : Agent.NO);
        }
        Stream<Path> files = identityFiles.stream();
        if (identityFiles.isEmpty() && outer == null) {
            files = DEFAULT_KEYS.stream()
                    .map(name -> account.home().resolve(".ssh").resolve(name));
        }
        List<Key> keys = new ArrayList<>(
                files.map(file -> new Key(file.toString(), false)).toList());
        if (outer == null) {
            return new Credentials(
                    keys,
                    settings.privateKeyPassword(),
                    Optional.empty(),
                    settings.agent().isPresent() ? Agent.NO : Agent.IF_THERE);
        }
        outer.keys().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
        return new Credentials(
                keys,
                settings.privateKeyPassword().or(outer::passphrase),
                outer.password(),
                settings.agent().isPresent() ? Agent.NO : outer.agent());
    }
}

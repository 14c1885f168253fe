package com.tappostgres.ssh;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Chooses the rule for a host's key: the pinned one, else known_hosts. There is no rule that trusts any key. */
final class HostKeyRules {
    /** 32 bytes in Base64 without its padding. */
    private static final int FINGERPRINT_LENGTH = 43;

    private HostKeyRules() {}

    static HostKeyRule of(Hop hop) {
        if (hop.hostKey().isPresent()) {
            return pinned(hop.label(), hop.hostKey().get().strip());
        }
        return new KnownHostKeys(
                hop.label(),
                hop.knownName(),
                hop.knownPlainName(),
                hop.knownHosts().get(0),
                KnownHosts.read(hop.knownHosts()));
    }

    private static HostKeyRule pinned(String label, String setting) {
        if (setting.startsWith(PublicKey.FINGERPRINT_PREFIX)) {
            String fingerprint = setting.replaceFirst("=+$", "");
            if (fingerprint.length() == PublicKey.FINGERPRINT_PREFIX.length() + FINGERPRINT_LENGTH) {
                return new PinnedFingerprint(label, fingerprint);
            }
        }
        // Host names may stand in front, a comment behind.
        List<String> words = Arrays.asList(setting.split("\\s+"));
        for (int i = 0; i + 1 < words.size(); i++) {
            Optional<KeyType> type = KeyType.of(words.get(i));
            if (type.isPresent()) {
                String base64 = words.get(i + 1);
                return PublicKey.parse(words.get(i), base64)
                        .map(key -> new PinnedKey(label, key, type.get()))
                        .orElseThrow(() -> malformed(label));
            }
        }
        throw malformed(label);
    }

    private static TapException malformed(String label) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "\"host_key\" of the SSH host \"" + label + "\" is neither a SHA256 fingerprint nor a public key",
                "\"host_key\": \"SHA256:...\" as ssh-keygen -lf prints it, or \"ssh-ed25519 AAAA...\" as a line of known_hosts has it.");
    }
}

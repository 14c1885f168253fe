package com.tappostgres.ssh;

import java.util.ArrayList;
import java.util.List;

/** Trusts the key with the fingerprint that the config file holds; as that does not tell the key's type, the host may show several. */
final class PinnedFingerprint implements HostKeyRule {
    private final String label;
    private final String fingerprint;
    private final List<PublicKey> refused = new ArrayList<>();

    /** @param label whose key it is: {@code tap@bastion:22} */
    PinnedFingerprint(String label, String fingerprint) {
        this.label = label;
        this.fingerprint = fingerprint;
    }

    /** Those that the host did not show yet. */
    @Override
    public List<KeyType> types() {
        List<KeyType> types = new ArrayList<>(List.of(KeyType.values()));
        refused.forEach(key -> KeyType.of(key.type()).ifPresent(types::remove));
        return types;
    }

    @Override
    public void require(PublicKey key) {
        if (key.fingerprint().equals(fingerprint)) {
            return;
        }
        refused.add(key);
        String shown =
                String.join(" and ", refused.stream().map(PublicKey::toString).toList());
        throw PinnedKey.mismatch(label, shown, fingerprint, refused.get(0).fingerprint());
    }

    @Override
    public boolean allowsOtherTypes() {
        return true;
    }
}

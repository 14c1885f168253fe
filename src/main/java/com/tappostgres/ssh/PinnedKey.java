package com.tappostgres.ssh;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.util.List;

/**
 * Trusts the one key that the config file holds.
 *
 * @param label whose key it is: {@code tap@bastion:22}
 */
record PinnedKey(String label, PublicKey pinned, KeyType type) implements HostKeyRule {
    @Override
    public List<KeyType> types() {
        return List.of(type);
    }

    @Override
    public void require(PublicKey key) {
        if (!key.equals(pinned)) {
            throw mismatch(label, key.toString(), pinned.fingerprint(), key.fingerprint());
        }
    }

    @Override
    public boolean allowsOtherTypes() {
        return false;
    }

    static TapException mismatch(String label, String shown, String pinned, String replacement) {
        return new TapException(
                ErrorKind.CONNECTION,
                "THE HOST KEY OF \"" + label + "\" IS NOT THE ONE THAT \"host_key\" PINS: it shows " + shown
                        + ", pinned is " + pinned + "; somebody may be intercepting the connection",
                "Connect only after the host's administrator confirmed the new key; then set \"host_key\": \""
                        + replacement + "\" in \"ssh_tunnel\".");
    }
}

package com.tappostgres.ssh;

import com.tappostgres.error.TapException;
import java.util.List;

/** Which key an SSH host must show. */
sealed interface HostKeyRule permits KnownHostKeys, PinnedKey, PinnedFingerprint {
    /** The types of keys that are worth asking for, the best first. */
    List<KeyType> types();

    /**
     * Accepts the key or throws.
     *
     * @throws TapException where it must not be trusted
     */
    void require(PublicKey key);

    /** Whether a host that showed a wrong key may have the right one too, of another type. */
    boolean allowsOtherTypes();
}

package com.tappostgres.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.UserInfo;
import org.jspecify.annotations.Nullable;

/** Where JSch asks whether a host's key is to be trusted: passes the question on, and remembers the key. */
final class HostKeyGate implements HostKeyRepository {
    private final HostKeyRule rule;
    private @Nullable PublicKey shown;
    private boolean refused = true;

    HostKeyGate(HostKeyRule rule) {
        this.rule = rule;
    }

    /** What the host showed; null before it did. */
    @Nullable
    PublicKey shown() {
        return shown;
    }

    /** Whether the host showed a key that the rule refused. */
    boolean isRefused() {
        return shown != null && refused;
    }

    /** Never says no: the rule's exception passes through JSch, and says more. */
    @Override
    public int check(String host, byte[] key) {
        PublicKey presented = PublicKey.of(key);
        shown = presented;
        rule.require(presented);
        refused = false;
        return OK;
    }

    @Override
    public void add(HostKey hostkey, UserInfo userinfo) {
        throw new UnsupportedOperationException("host keys are trusted by people");
    }

    @Override
    public void remove(String host, String type) {
        throw new UnsupportedOperationException("host keys are trusted by people");
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        throw new UnsupportedOperationException("host keys are trusted by people");
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "known_hosts";
    }

    @Override
    public HostKey[] getHostKey() {
        return new HostKey[0];
    }

    @Override
    public HostKey[] getHostKey(String host, String type) {
        return new HostKey[0];
    }
}

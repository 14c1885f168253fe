package com.tappostgres.ssh;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Trusts the keys that known_hosts files hold for a host. */
final class KnownHostKeys implements HostKeyRule {
    private final String label;
    private final String name;
    private final Path file;
    private final List<KnownHosts.Entry> entries;
    private final boolean namedWithPort;

    /**
     * @param label whose keys they are: {@code tap@bastion:22}
     * @param name the host as known_hosts has it
     * @param plainName the name without its port; as OpenSSH does, a key is accepted under it where the other is not there
     * @param file where a new key belongs
     */
    KnownHostKeys(String label, String name, String plainName, Path file, KnownHosts known) {
        this.label = label;
        this.name = name;
        this.file = file;
        List<KnownHosts.Entry> own = known.of(name);
        this.namedWithPort = !own.isEmpty();
        this.entries = own.isEmpty() ? known.of(plainName) : own;
    }

    /** The known ones first: a host that has several must show one that can be checked. */
    @Override
    public List<KeyType> types() {
        return Arrays.stream(KeyType.values())
                .sorted(Comparator.comparing(
                        type -> entries.stream().noneMatch(entry -> isTrusted(entry, type.text()))))
                .toList();
    }

    @Override
    public void require(PublicKey key) {
        for (KnownHosts.Entry entry : entries) {
            if (entry.isRevoked() && entry.key().equals(key)) {
                throw new TapException(
                        ErrorKind.CONNECTION,
                        "THE HOST KEY OF \"" + label + "\" IS REVOKED: " + entry.place() + " marks " + key
                                + " as @revoked; somebody may be intercepting the connection",
                        "Do not connect before the host's administrator has given it a new key.");
            }
        }
        if (entries.stream().anyMatch(entry -> entry.isTrusted() && entry.key().equals(key))) {
            return;
        }
        Optional<KnownHosts.Entry> other =
                entries.stream().filter(entry -> isTrusted(entry, key.type())).findFirst();
        if (namedWithPort && other.isPresent()) {
            throw changed(key, other.get());
        }
        throw unknown(
                key,
                entries.stream().filter(KnownHosts.Entry::isTrusted).findFirst().orElse(null));
    }

    @Override
    public boolean allowsOtherTypes() {
        return false;
    }

    private static boolean isTrusted(KnownHosts.Entry entry, String type) {
        return entry.isTrusted() && entry.key().type().equals(type);
    }

    private TapException changed(PublicKey key, KnownHosts.Entry known) {
        return new TapException(
                ErrorKind.CONNECTION,
                "THE HOST KEY OF \"" + label + "\" HAS CHANGED: it shows " + key + ", but " + known.place() + " has "
                        + known.key().fingerprint() + "; somebody may be intercepting the connection",
                "Connect only after the host's administrator confirmed the new key; then remove the old one with: ssh-keygen -f "
                        + known.file() + " -R '" + name + "' and add the line: " + line(key));
    }

    private TapException unknown(PublicKey key, KnownHosts.@Nullable Entry ofOtherType) {
        String others = ofOtherType == null
                ? ""
                : " (" + ofOtherType.place() + " knows "
                        + (namedWithPort ? "another type of key of it" : "another key of it at port 22") + ")";
        return new TapException(
                ErrorKind.CONNECTION,
                "the host key of \"" + label + "\" is unknown: " + key + others,
                "Compare it with what the host itself says: for f in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf $f; done."
                        + " If they are the same, add this line to " + file + ": " + line(key)
                        + " or set \"host_key\": \"" + key.fingerprint() + "\" in \"ssh_tunnel\".");
    }

    private String line(PublicKey key) {
        return name + " " + key.line();
    }
}

package com.tappostgres.testing;

import com.tappostgres.config.ConnectionSettings.SshTunnel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings of an SSH tunnel; each change makes new ones. */
public record TunnelSettings(SshTunnel tunnel) {
    /** An SSH host of which nothing else is said. */
    public static TunnelSettings host(String host) {
        return new TunnelSettings(new SshTunnel(
                host,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()));
    }

    /** The bastion with its key pinned and this password. */
    public static TunnelSettings of(Bastion bastion, String password) {
        return host("127.0.0.1")
                .port(bastion.port())
                .user(Bastion.USER)
                .password(password)
                .hostKey(bastion.hostKey());
    }

    public TunnelSettings port(int port) {
        return new TunnelSettings(new SshTunnel(
                tunnel.host(),
                OptionalInt.of(port),
                tunnel.username(),
                tunnel.privateKey(),
                tunnel.privateKeyPassword(),
                tunnel.password(),
                tunnel.agent(),
                tunnel.knownHosts(),
                tunnel.hostKey(),
                tunnel.jump()));
    }

    public TunnelSettings user(String user) {
        return login(
                Optional.of(user), tunnel.privateKey(), tunnel.privateKeyPassword(), tunnel.password(), tunnel.agent());
    }

    public TunnelSettings key(String key) {
        return login(
                tunnel.username(), Optional.of(key), tunnel.privateKeyPassword(), tunnel.password(), tunnel.agent());
    }

    public TunnelSettings keyPassword(String passphrase) {
        return login(
                tunnel.username(), tunnel.privateKey(), Optional.of(passphrase), tunnel.password(), tunnel.agent());
    }

    public TunnelSettings password(String password) {
        return login(
                tunnel.username(),
                tunnel.privateKey(),
                tunnel.privateKeyPassword(),
                Optional.of(password),
                tunnel.agent());
    }

    public TunnelSettings withoutPassword() {
        return login(
                tunnel.username(), tunnel.privateKey(), tunnel.privateKeyPassword(), Optional.empty(), tunnel.agent());
    }

    public TunnelSettings agent() {
        return agent(true);
    }

    public TunnelSettings agent(boolean wanted) {
        return login(
                tunnel.username(),
                tunnel.privateKey(),
                tunnel.privateKeyPassword(),
                tunnel.password(),
                Optional.of(wanted));
    }

    public TunnelSettings knownHosts(Path file) {
        return trust(Optional.of(file.toString()), Optional.empty(), tunnel.jump());
    }

    public TunnelSettings hostKey(String key) {
        return trust(Optional.empty(), Optional.of(key), tunnel.jump());
    }

    /** Trusts whatever the account's own files have. */
    public TunnelSettings withoutTrust() {
        return trust(Optional.empty(), Optional.empty(), tunnel.jump());
    }

    public TunnelSettings jump(TunnelSettings... hosts) {
        return trust(
                tunnel.knownHosts(),
                tunnel.hostKey(),
                List.of(hosts).stream().map(TunnelSettings::tunnel).toList());
    }

    private TunnelSettings login(
            Optional<String> user,
            Optional<String> key,
            Optional<String> keyPassword,
            Optional<String> password,
            Optional<Boolean> agent) {
        return new TunnelSettings(new SshTunnel(
                tunnel.host(),
                tunnel.port(),
                user,
                key,
                keyPassword,
                password,
                agent,
                tunnel.knownHosts(),
                tunnel.hostKey(),
                tunnel.jump()));
    }

    private TunnelSettings trust(Optional<String> knownHosts, Optional<String> hostKey, List<SshTunnel> jump) {
        return new TunnelSettings(new SshTunnel(
                tunnel.host(),
                tunnel.port(),
                tunnel.username(),
                tunnel.privateKey(),
                tunnel.privateKeyPassword(),
                tunnel.password(),
                tunnel.agent(),
                knownHosts,
                hostKey,
                jump));
    }
}

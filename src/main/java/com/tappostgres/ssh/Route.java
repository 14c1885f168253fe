package com.tappostgres.ssh;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.ConnectionSettings.SshTunnel;
import com.tappostgres.config.Secrets;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the SSH hosts to go through, one after the other, from the settings and the user's ssh config. */
final class Route {
    private static final Logger LOG = LoggerFactory.getLogger(Route.class);
    private static final Path SYSTEM_KNOWN_HOSTS = Path.of("/etc/ssh/ssh_known_hosts");

    /** As ProxyJump has it: {@code user@host:port} or {@code ssh://user@host:port}, an IPv6 address in brackets. */
    private static final Pattern JUMP =
            Pattern.compile("(?:ssh://)?(?:(.+)@)?(?:\\[([^]]+)]|([^:/]+))(?::(\\d{1,5}))?/?");

    private final Account account;
    private final SshConfig config;
    private final Deque<String> underway = new ArrayDeque<>();

    private Route(Account account) {
        this.account = account;
        this.config = new SshConfig(account.home());
    }

    /** The hosts in the order in which they are entered; the last one connects to the server. */
    static List<Hop> of(SshTunnel settings, Account account) {
        List<Hop> hops = new Route(account).resolve(settings, null, Optional.empty(), true);
        Set<String> entered = new HashSet<>();
        for (Hop hop : hops) {
            if (!entered.add(hop.host() + ":" + hop.port())) {
                throw loop(hop.label());
            }
        }
        return hops;
    }

    /** @param mayJump whether the ssh config's ProxyJump counts: to the later ones of several jump hosts the way is known already */
    private List<Hop> resolve(
            SshTunnel settings, @Nullable Credentials outer, Optional<String> outerKnownHosts, boolean mayJump) {
        SshConfig.Entry entry = config.of(settings.host());
        Hop hop = hop(settings, entry, outer, outerKnownHosts);
        String place = hop.host() + ":" + hop.port();
        if (underway.contains(place)) {
            throw loop(hop.label());
        }
        underway.push(place);
        List<SshTunnel> jumps = settings.jump();
        if (jumps.isEmpty() && mayJump) {
            jumps = configuredJumps(settings.host(), entry);
        }
        List<Hop> hops = new ArrayList<>();
        for (SshTunnel jump : jumps) {
            hops.addAll(
                    resolve(jump, hop.credentials(), settings.knownHosts().or(() -> outerKnownHosts), hops.isEmpty()));
        }
        underway.pop();
        hops.add(hop);
        return hops;
    }

    private Hop hop(
            SshTunnel settings, SshConfig.Entry entry, @Nullable Credentials outer, Optional<String> outerKnownHosts) {
        String name = settings.host();
        String host =
                entry.value("HostName").map(value -> value.replace("%h", name)).orElse(name);
        int port = settings.port()
                .orElseGet(
                        () -> entry.value("Port").map(text -> port(text, name)).orElse(Hop.DEFAULT_PORT));
        String user = settings.username().or(() -> entry.value("User")).orElse(account.name());
        List<Path> identityFiles = entry.identityFiles().stream()
                .filter(file -> !file.equals("none"))
                .map(file -> expand(file, host, user))
                .toList();
        return new Hop(
                name,
                host,
                port,
                user,
                entry.value("HostKeyAlias"),
                knownHosts(settings.knownHosts().or(() -> outerKnownHosts), entry, host, user),
                settings.hostKey(),
                Credentials.of(settings, identityFiles, account, outer));
    }

    private List<Path> knownHosts(Optional<String> setting, SshConfig.Entry entry, String host, String user) {
        if (setting.isPresent()) {
            Path file = UserFile.expandHome(setting.get(), account.home());
            if (!file.toFile().exists()) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        "\"known_hosts\" of \"ssh_tunnel\" names "
                                + (Secrets.mayBeKey(setting.get())
                                        ? "no file"
                                        : "\"" + file + "\", which does not exist"),
                        "ssh-keyscan HOST > FILE makes one; compare the keys with the host's own before you trust them.");
            }
            return List.of(file);
        }
        List<Path> files = new ArrayList<>();
        entry.words("UserKnownHostsFile").forEach(file -> files.add(expand(file, host, user)));
        if (files.isEmpty()) {
            files.add(account.home().resolve(".ssh/known_hosts"));
        }
        files.add(SYSTEM_KNOWN_HOSTS);
        return files;
    }

    private static List<SshTunnel> configuredJumps(String host, SshConfig.Entry entry) {
        Optional<String> jumps = entry.value("ProxyJump").filter(value -> !value.equalsIgnoreCase("none"));
        if (jumps.isEmpty()) {
            if (entry.value("ProxyCommand")
                    .filter(value -> !value.equalsIgnoreCase("none"))
                    .isPresent()) {
                LOG.warn(
                        "the ProxyCommand of \"{}\" in ~/.ssh/config is not run; \"jump\" of \"ssh_tunnel\" goes through other hosts",
                        host);
            }
            return List.of();
        }
        List<SshTunnel> hosts = Arrays.stream(jumps.get().split(",", -1))
                .map(jump -> jumpHost(jump.strip(), host))
                .toList();
        // As in OpenSSH a "Host *" may name the jump host, which then does not jump itself.
        return hosts.stream().anyMatch(each -> each.host().equals(host)) ? List.of() : hosts;
    }

    private static SshTunnel jumpHost(String text, String host) {
        Matcher matcher = JUMP.matcher(text);
        if (!matcher.matches()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the ProxyJump of \"" + host + "\" in ~/.ssh/config is no host: \"" + text + "\"",
                    "ProxyJump user@host:port");
        }
        return new SshTunnel(
                matcher.group(2) != null ? matcher.group(2) : matcher.group(3),
                matcher.group(4) == null ? OptionalInt.empty() : OptionalInt.of(port(matcher.group(4), host)),
                Optional.ofNullable(matcher.group(1)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static int port(String text, String host) {
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= 0xffff) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Reported below with the numbers that are none of a port.
        }
        throw new TapException(
                ErrorKind.CONFIGURATION,
                "the Port of \"" + host + "\" in ~/.ssh/config is no port: \"" + text + "\"",
                "Port 22");
    }

    /** A file name of the ssh config, of which the tokens that stand for the user and the host are known here. */
    private Path expand(String file, String host, String user) {
        String expanded = file.replace("%d", account.home().toString())
                .replace("%u", account.name())
                .replace("%h", host)
                .replace("%r", user)
                .replace("%%", "%");
        return UserFile.expandHome(expanded, account.home());
    }

    private static TapException loop(String label) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "the way through SSH hosts enters \"" + label + "\" twice",
                "Check \"jump\" of \"ssh_tunnel\" and the ProxyJump lines of ~/.ssh/config.");
    }
}

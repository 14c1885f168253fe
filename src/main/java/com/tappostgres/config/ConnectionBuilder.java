package com.tappostgres.config;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.config.ConnectionSettings.Login;
import com.tappostgres.config.ConnectionSettings.Server;
import com.tappostgres.config.ConnectionSettings.SshTunnel;
import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.config.ConnectionSettings.Tls;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns the settings into the way to the server, noting what does not fit together. */
final class ConnectionBuilder {
    private static final String SYSTEM = "system";
    static final int MAX_TIMEOUT_SECONDS = 86_400;

    private final SettingReader settings;
    private final Map<String, String> environment;
    private final HomeFolder home;
    private final Problems problems;

    ConnectionBuilder(SettingReader settings, Map<String, String> environment, Problems problems) {
        this.settings = settings;
        this.environment = environment;
        this.home = HomeFolder.of(environment);
        this.problems = problems;
    }

    ConnectionSettings build() {
        Server server = new ServerBuilder(settings, problems).build();
        Account account = account();
        Tls tls = tls();
        Login login = login(account.name());
        if (login.channelBinding().equals("require") && tls.mode() == SslMode.DISABLE) {
            problems.add("\"channel_binding\" is \"require\", which needs TLS, but \"sslmode\" is \"disable\"");
        }
        return new ConnectionSettings(
                server,
                login,
                tls,
                tunnel(server),
                account,
                (int) settings.number(Setting.CONNECT_TIMEOUT, 0, MAX_TIMEOUT_SECONDS),
                millis(settings.timeOrMillis(Setting.TCP_USER_TIMEOUT)),
                millis(settings.optionalTime(Setting.STALL_TIMEOUT)));
    }

    private static int millis(Duration time) {
        return (int) Math.min(Integer.MAX_VALUE, time.toMillis());
    }

    private Account account() {
        return new Account(
                System.getProperty("user.name", "postgres"),
                home.path(),
                Optional.ofNullable(environment.get("SSH_AUTH_SOCK"))
                        .filter(socket -> !socket.isEmpty())
                        .map(Path::of));
    }

    private Login login(String accountName) {
        String user = settings.given(Setting.USER).orElse(accountName);
        String database = settings.given(Setting.DBNAME).orElse(user);
        if (database.contains("://")) {
            problems.add("\"dbname\" holds a URL: that goes into \"url\"");
        }
        return new Login(
                user,
                settings.given(Setting.PASSWORD),
                settings.given(Setting.PASSWORD_COMMAND),
                passfile(),
                database,
                settings.choice(Setting.CHANNEL_BINDING),
                settings.given(Setting.OPTIONS));
    }

    private Path passfile() {
        String file = settings.given(Setting.PASSFILE).orElse("~/.pgpass");
        try {
            return Path.of(home.expand(file));
        } catch (InvalidPathException e) {
            settings.wrong(Setting.PASSFILE, "the path of a file", file);
            return home.path();
        }
    }

    private Tls tls() {
        Optional<String> rootCertificate = settings.given(Setting.SSLROOTCERT).map(home::expand);
        SslMode mode = sslMode(rootCertificate.isPresent());
        if (rootCertificate.filter(SYSTEM::equals).isPresent() && mode != SslMode.VERIFY_FULL) {
            problems.add("\"sslrootcert\" is \"system\", which needs \"sslmode\" \"verify-full\", not \"" + mode.text()
                    + "\"");
        }
        return new Tls(
                mode,
                rootCertificate,
                settings.given(Setting.SSLCERT).map(home::expand),
                settings.given(Setting.SSLKEY).map(home::expand),
                settings.given(Setting.SSLPASSWORD),
                settings.given(Setting.SSLCRL).map(home::expand));
    }

    /** Whoever names an authority wants the server verified; whoever says {@code ssl} wants at least TLS. */
    private SslMode sslMode(boolean hasAuthority) {
        int rank = settings.rank(Setting.SSLMODE);
        boolean byDefault = !settings.isGiven(Setting.SSLMODE);
        SslMode mode = byDefault && hasAuthority ? SslMode.VERIFY_FULL : sslMode(settings.choice(Setting.SSLMODE));
        boolean weak = settings.flag(Setting.SSL) && mode.compareTo(SslMode.REQUIRE) < 0;
        if (weak && settings.rank(Setting.SSL) == rank) {
            problems.add("\"ssl\" is true, but \"sslmode\" is \"" + mode.text() + "\": leave one of them out");
        }
        return weak && settings.rank(Setting.SSL) <= rank ? SslMode.REQUIRE : mode;
    }

    private static SslMode sslMode(String text) {
        return SslMode.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private Optional<SshTunnel> tunnel(Server server) {
        Optional<SshTunnel> tunnel =
                settings.object(Setting.SSH_TUNNEL).flatMap(new TunnelBuilder(home, problems)::build);
        if (tunnel.isPresent()
                && Stream.concat(server.endpoints().stream(), server.replica().stream())
                        .anyMatch(Endpoint::isLocalSocket)) {
            problems.add("\"ssh_tunnel\" does not lead to a Unix socket: \"host\" must be what the SSH host calls the"
                    + " server, such as localhost");
        }
        return tunnel;
    }
}

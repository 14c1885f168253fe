package com.tappostgres.preflight;

import com.tappostgres.config.ConnectionSettings;
import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.config.TapConfig;
import com.tappostgres.discovery.Role;
import com.tappostgres.postgres.ConnectionPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The way to the server, and who is let in. */
final class ConnectionChecks {
    /** From where on a cursor, which waits for the server once a batch, is slow. */
    private static final double FAR_MILLIS = 20;

    private final ServerFacts server;
    private final TapConfig config;
    private final ConnectionPath path;
    private final List<Finding> findings = new ArrayList<>();

    private ConnectionChecks(ServerFacts server, TapConfig config) {
        this.server = server;
        this.config = config;
        this.path = server.session().path();
    }

    static List<Finding> of(ServerFacts server, TapConfig config) {
        ConnectionChecks checks = new ConnectionChecks(server, config);
        checks.reachable();
        checks.findings.add(encryption(checks.path, config.connection().tls().mode()));
        checks.tunnel();
        checks.findings.add(Finding.ok(
                Check.VERSION,
                path(server),
                "PostgreSQL " + server.session().version().text()));
        checks.role();
        checks.findings.add(Finding.ok(Check.RECOVERY, path(server), server.standby() ? "standby" : "primary"));
        return checks.findings;
    }

    private static String path(ServerFacts server) {
        return server.session().path().server();
    }

    private void reachable() {
        String message = String.format(
                Locale.ROOT,
                "%s, connected in %.0f ms, round trip %.1f ms",
                path.server(),
                server.connectMillis(),
                server.roundTripMillis());
        boolean waits = config.sync().cursor() && server.roundTripMillis() > FAR_MILLIS;
        findings.add(
                waits
                        ? Finding.warning(
                                Check.REACHABLE,
                                path.server(),
                                message + ": a cursor waits for one every "
                                        + Volume.rows(config.sync().itersize()),
                                "\"read_method\": \"copy\", or a larger \"itersize\"")
                        : Finding.ok(Check.REACHABLE, path.server(), message));
    }

    /** How a connection is protected, and what would be better. */
    static Finding encryption(ConnectionPath path, SslMode mode) {
        if (path.encrypted()) {
            return !path.exposed() || mode == SslMode.VERIFY_FULL
                    ? Finding.ok(Check.ENCRYPTION, path.server(), path.protection())
                    : Finding.note(
                            Check.ENCRYPTION,
                            path.server(),
                            path.protection() + ": another server could pose as this one",
                            "\"sslmode\": \"verify-full\" with \"sslrootcert\": the authority's file, or \"system\"");
        }
        return path.exposed()
                ? Finding.warning(
                        Check.ENCRYPTION,
                        path.server(),
                        path.protection() + ": the password and all data cross the network in the open",
                        "\"sslmode\": \"verify-full\" with \"sslrootcert\", and ssl = on on the server; or"
                                + " \"ssh_tunnel\"")
                : Finding.ok(Check.ENCRYPTION, path.server(), path.protection());
    }

    private void tunnel() {
        config.connection().tunnel().ifPresent(tunnel -> {
            List<String> hosts = new ArrayList<>();
            tunnel.jump().stream().map(ConnectionSettings.SshTunnel::toString).forEach(hosts::add);
            hosts.add(tunnel.toString());
            findings.add(Finding.ok(
                    Check.TUNNEL, path.server(), "through " + String.join(", then ", hosts) + ", host key checked"));
        });
    }

    private void role() {
        Role role = server.role();
        findings.add(
                role.superuser()
                        ? Finding.note(
                                Check.ROLE,
                                role.name(),
                                "role \"" + role.name() + "\" is a superuser, and reading takes much less",
                                "tap-postgres check --grants --role tap # with the same options: prints the SQL of a role"
                                        + " that may only read")
                        : Finding.ok(Check.ROLE, role.name(), "role \"" + role.name() + "\""));
    }
}

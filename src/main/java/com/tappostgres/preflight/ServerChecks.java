package com.tappostgres.preflight;

import com.tappostgres.config.TapConfig;
import com.tappostgres.postgres.Session;
import com.tappostgres.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings of the server and the role that surprise: time-outs, poolers, how many connections there may be. */
final class ServerChecks {
    private static final int FIRST_EXPORTING_STANDBY = 10;
    private static final String SERVER = "server";

    private final ServerFacts server;
    private final TapConfig config;
    private final List<Finding> findings = new ArrayList<>();

    private ServerChecks(ServerFacts server, TapConfig config) {
        this.server = server;
        this.config = config;
    }

    static List<Finding> of(ServerFacts server, TapConfig config) throws SQLException {
        ServerChecks checks = new ServerChecks(server, config);
        checks.timeOuts();
        checks.pooler();
        checks.connections();
        return checks.findings;
    }

    /** What the tap sets in each transaction stands in place of what the role and the database have. */
    private void timeOuts() {
        TapConfig.Session session = config.session();
        Map<String, String> own = new LinkedHashMap<>();
        own.put("statement_timeout", session.statementTimeout());
        own.put("idle_in_transaction_session_timeout", session.idleInTransactionSessionTimeout());
        own.put("idle_session_timeout", session.idleSessionTimeout());
        own.put("transaction_timeout", session.transactionTimeout());
        List<String> limits = new ArrayList<>();
        List<String> overruled = new ArrayList<>();
        own.forEach((name, value) -> {
            boolean known = server.settings().containsKey(name);
            if (known && !isOff(value)) {
                limits.add(name + " " + value);
            } else if (known && !isOff(server.setting(name))) {
                overruled.add(name + " " + server.shown(name));
            }
        });
        String role = overruled.isEmpty() ? "" : "; those of the role do not count: " + String.join(", ", overruled);
        findings.add(
                limits.isEmpty()
                        ? Finding.ok(Check.TIME_OUTS, SERVER, "no time-out ends a load" + role)
                        : Finding.note(
                                Check.TIME_OUTS,
                                SERVER,
                                "the tap's own time-outs end what takes longer: " + String.join(", ", limits) + role,
                                "Leave them out of the config, where loads may take as long as they need"));
    }

    private static boolean isOff(String value) {
        return value.isEmpty() || value.matches("0\\s*[a-z]*");
    }

    private void pooler() {
        if (server.pooled()) {
            int parallel = config.load().parallel();
            findings.add(
                    parallel > 1
                            ? Finding.note(
                                    Check.POOLER,
                                    SERVER,
                                    "a pooler stands before the server: " + parallel + " readers take as many of its"
                                            + " server connections for the time of a load",
                                    "A pool of at least " + parallel
                                            + " (PgBouncer: default_pool_size), or \"host\" and"
                                            + " \"port\" of the server itself")
                            : Finding.ok(
                                    Check.POOLER,
                                    SERVER,
                                    "a pooler stands before the server; its pool must be of mode session or"
                                            + " transaction"));
        }
    }

    private void connections() throws SQLException {
        Session session = server.session();
        String sql = """
                SELECT r.rolconnlimit, d.datconnlimit,
                  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a WHERE a.usename = session_user),
                  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname),
                  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a WHERE a.datname IS NOT NULL),
                  r.rolname, r.rolsuper
                FROM pg_catalog.pg_roles r, pg_catalog.pg_database d
                WHERE r.rolname = session_user AND d.datname = pg_catalog.current_database()""";
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                return;
            }
            // The one that asks is not there any more when the load begins.
            boolean superuser = row.getBoolean(7);
            List<Limit> limits = List.of(
                    new Limit(
                            "the role may have",
                            superuser ? -1 : row.getInt(1),
                            row.getInt(3) - 1,
                            "ALTER ROLE " + Sql.identifier(row.getString(6)) + " CONNECTION LIMIT "),
                    new Limit(
                            "the database may have",
                            superuser ? -1 : row.getInt(2),
                            row.getInt(4) - 1,
                            "ALTER DATABASE " + Sql.identifier(session.database()) + " CONNECTION LIMIT "),
                    new Limit("the server may have", serverLimit(superuser), row.getInt(5) - 1, "max_connections = "));
            report(limits);
        }
    }

    /** How many connections there may be of something; -1 for any number. */
    private record Limit(String words, int most, int taken, String mend) {
        boolean isTooLowFor(int readers) {
            return most >= 0 && most - taken < readers;
        }
    }

    private int serverLimit(boolean superuser) {
        String most = server.setting("max_connections");
        String reserved = server.setting("superuser_reserved_connections");
        if (!most.matches("\\d+") || !reserved.matches("\\d+")) {
            return -1;
        }
        return Integer.parseInt(most) - (superuser ? 0 : Integer.parseInt(reserved));
    }

    private void report(List<Limit> limits) {
        int readers = config.load().parallel();
        String wanted = readers == 1 ? "1 connection reads" : readers + " connections read (\"parallel\")";
        if (readers > 1 && server.standby() && !server.session().version().isAtLeast(FIRST_EXPORTING_STANDBY, 0)) {
            findings.add(Finding.warning(
                    Check.CONNECTIONS,
                    SERVER,
                    wanted + ", but a standby before PostgreSQL 10 cannot share a snapshot: one reads alone",
                    "\"parallel\": 1, or read the primary"));
            return;
        }
        for (Limit limit : limits) {
            if (limit.isTooLowFor(readers)) {
                int free = Math.max(0, limit.most() - limit.taken());
                boolean role = limit.mend().contains("LIMIT");
                findings.add(Finding.warning(
                        Check.CONNECTIONS,
                        SERVER,
                        wanted + ", and " + limit.words() + " " + limit.most() + ", of which others hold "
                                + limit.taken() + " now",
                        limit.mend()
                                + (limit.taken() + readers)
                                + (role ? ";" : " in postgresql.conf")
                                + (free > 0 ? (role ? " -- or" : ", or") + " \"parallel\": " + free : "")));
                return;
            }
        }
        findings.add(Finding.ok(Check.CONNECTIONS, SERVER, wanted + ", and the server has room"));
    }
}

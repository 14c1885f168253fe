package com.tappostgres.preflight;

import com.tappostgres.discovery.Role;
import com.tappostgres.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * What a server says of itself and of the session.
 *
 * @param role as which the session acts
 * @param standby whether it replays another one's changes
 * @param connectMillis how long it took to connect
 * @param roundTripMillis how long the shortest of some questions took
 * @param pooled whether another program stands between: the process that serves is not the one that let the user in
 * @param settings by name, as they would be but for the tap
 */
record ServerFacts(
        Session session,
        Role role,
        boolean standby,
        double connectMillis,
        double roundTripMillis,
        boolean pooled,
        Map<String, Setting> settings) {
    private static final int ROUND_TRIPS = 3;

    /**
     * A setting of the server.
     *
     * @param value in its unit
     * @param unit empty for none
     * @param reset the value that the session began with
     */
    record Setting(String value, String unit, String reset) {
        /** The value with which the session began, as people write it: {@code 30s}, {@code 100}. */
        String shown() {
            if (!unit.equals("ms") || !reset.matches("[1-9]\\d*")) {
                return reset;
            }
            long millis = Long.parseLong(reset);
            if (millis % 60_000 == 0) {
                return millis / 60_000 + " min";
            }
            return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
        }
    }

    /** Asks, in a transaction that is open. */
    static ServerFacts read(Session session, Role role, boolean standby, double connectMillis) throws SQLException {
        double fastest = Double.MAX_VALUE;
        int process = 0;
        for (int i = 0; i < ROUND_TRIPS; i++) {
            long start = System.nanoTime();
            process = process(session);
            fastest = Math.min(fastest, (System.nanoTime() - start) / 1e6);
        }
        int loggedIn = session.connection().unwrap(PGConnection.class).getBackendPID();
        return new ServerFacts(session, role, standby, connectMillis, fastest, process != loggedIn, settings(session));
    }

    private static int process(Session session) throws SQLException {
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Map<String, Setting> settings(Session session) throws SQLException {
        String sql = """
                SELECT s.name, s.setting, coalesce(s.unit, ''), coalesce(s.reset_val, s.setting)
                FROM pg_catalog.pg_settings s WHERE s.name IN ('statement_timeout', 'lock_timeout',
                  'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout',
                  'max_connections', 'superuser_reserved_connections', 'hot_standby_feedback',
                  'max_standby_streaming_delay', 'max_standby_archive_delay')""";
        Map<String, Setting> settings = new HashMap<>();
        try (Statement statement = session.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                settings.put(rows.getString(1), new Setting(rows.getString(2), rows.getString(3), rows.getString(4)));
            }
        }
        return settings;
    }

    /** A setting's value as the session began; empty text where the server does not know it. */
    String setting(String name) {
        Setting setting = settings.get(name);
        return setting == null ? "" : setting.reset();
    }

    /** A setting for people. */
    String shown(String name) {
        Setting setting = settings.get(name);
        return setting == null ? "unknown" : setting.shown();
    }
}

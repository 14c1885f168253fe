package com.tappostgres.postgres;

import com.tappostgres.config.TapConfig;

/**
 * The statements that open a transaction: REPEATABLE READ READ ONLY and the session settings, as SET LOCAL lines.
 *
 * <p>None of them is a query, since the first query takes the snapshot and a table must be locked before; and none holds
 * longer than the transaction, as a transaction pooler would hand such settings to somebody else.
 */
public final class ReadTransaction {
    /** NAMEDATALEN - 1: what the server keeps of an application name. */
    private static final int MAX_NAME = 63;

    private final TapConfig.Session settings;

    public ReadTransaction(TapConfig.Session settings) {
        this.settings = settings;
    }

    /**
     * The opening statements, each ended by a semicolon.
     *
     * @param purpose the stream being read, or another word for pg_stat_activity
     * @param plainTable whether one plain table is read: then it must not wake parallel workers
     */
    public String begin(ServerVersion version, String purpose, boolean plainTable) {
        StringBuilder sql = new StringBuilder("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;");
        set(sql, "application_name", Sql.literal(applicationName(purpose)));
        set(sql, "client_encoding", "'UTF8'");
        set(sql, "DateStyle", "'ISO'");
        set(sql, "IntervalStyle", "'iso_8601'");
        set(sql, "TimeZone", "'UTC'");
        set(sql, "extra_float_digits", "3");
        set(sql, "bytea_output", "'hex'");
        set(sql, "lc_monetary", "'C'");
        set(sql, "standard_conforming_strings", "on");
        set(sql, "quote_all_identifiers", "off");
        set(sql, "lock_timeout", Sql.literal(settings.lockTimeout()));
        set(sql, "statement_timeout", Sql.literal(settings.statementTimeout()));
        if (version.isAtLeast(9, 5)) {
            set(sql, "row_security", settings.rowSecurity() ? "on" : "off");
        }
        if (version.isAtLeast(9, 6)) {
            set(sql, "idle_in_transaction_session_timeout", Sql.literal(settings.idleInTransactionSessionTimeout()));
            if (plainTable) {
                set(sql, "max_parallel_workers_per_gather", "0");
            }
        }
        if (version.isAtLeast(14, 0)) {
            set(sql, "idle_session_timeout", Sql.literal(settings.idleSessionTimeout()));
        }
        if (version.isAtLeast(17, 0)) {
            set(sql, "transaction_timeout", Sql.literal(settings.transactionTimeout()));
        }
        return sql.toString();
    }

    private static void set(StringBuilder sql, String name, String value) {
        sql.append("SET LOCAL ").append(name).append(" TO ").append(value).append(';');
    }

    private static String applicationName(String purpose) {
        // The server replaces whatever is not printable ASCII by itself; only the length is ours to hold.
        String name = "tap-postgres " + purpose;
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    }
}

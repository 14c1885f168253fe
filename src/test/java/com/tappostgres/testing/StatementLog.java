package com.tappostgres.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one role asked of a server that logs every statement, held against the list of all that the tap may ask. Whatever
 * is not on that list is an offence, so that a new kind of statement or function must be thought about here.
 */
public final class StatementLog {
    /** For {@link PostgresServer#start}. */
    public static final Map<String, String> SETTINGS = Map.of("log_statement", "all", "log_line_prefix", "<%u %p> ");

    private static final Pattern ENTRY = Pattern.compile("<(\\S*) (\\d*)> (\\w+):  (.*)", Pattern.DOTALL);

    /** The extended protocol and direct calls of functions, which the tap has no need of. */
    private static final Pattern OTHER_REQUEST = Pattern.compile("(execute|parse|bind|fastpath) .*", Pattern.DOTALL);

    private static final Pattern QUOTED = Pattern.compile(
            "E'[^'\\\\]*(?:(?:\\\\.|'')[^'\\\\]*)*+'|'[^']*(?:''[^']*)*+'|\"[^\"]*(?:\"\"[^\"]*)*+\"", Pattern.DOTALL);

    private static final String BEGIN = "begin isolation level repeatable read read only";
    /** What the driver itself sends at login to servers before 12. */
    private static final String DRIVER_START = "set extra_float_digits = 3";

    private static final Pattern END = Pattern.compile("commit|rollback");

    private static final String SETTABLE =
            "application_name|bytea_output|client_encoding|cursor_tuple_fraction|datestyle|enable_sort"
                    + "|extra_float_digits|idle_in_transaction_session_timeout|idle_session_timeout|intervalstyle|lc_monetary"
                    + "|lock_timeout|max_parallel_workers_per_gather|quote_all_identifiers|row_security"
                    + "|standard_conforming_strings|statement_timeout|timezone|transaction_timeout";

    /** What stands alone; literals and quoted names are empty here. */
    private static final Pattern COMMAND = Pattern.compile(
            "set local (" + SETTABLE + ") to (''|\\w+)|lock table (only )?\"\"\\.\"\" in access share mode( nowait)?"
                    + "|(release |rollback to )?savepoint tap_postgres|set transaction snapshot ''"
                    + "|fetch forward \\d+ from tap_postgres|close tap_postgres|copy \"\"\\.\"\"( \\((\"\"(, )?)+\\))? to stdout");

    private static final Pattern QUERY = Pattern.compile(
            "(?:copy \\((?<copied>select .*)\\) to stdout|declare tap_postgres no scroll cursor for (?<cursor>select .*)"
                    + "|(?:explain \\(format json(, verbose)?(, costs off)?\\) )?(?<plain>(?:select|with recursive) .*))");

    /** Words with which a query locks or writes, and calls of functions by a quoted name. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "\\b(into|for|insert|update|delete|merge|create|temp|temporary|returning|tablesample)\\b|\"\" ?\\(");

    private static final Pattern ALIAS = Pattern.compile("\\b(as|recursive) \\w+ ?\\(");
    private static final Pattern CALL = Pattern.compile("([a-z_][\\w.]*) ?\\(");

    /** What stands before a bracket and calls nothing. */
    private static final Set<String> NO_CALLS = Set.of(
            "and",
            "any",
            "as",
            "exists",
            "from",
            "in",
            "lateral",
            "not",
            "or",
            "recursive",
            "then",
            "values",
            "where",
            "when");

    /** None of them writes, waits or is marked volatile for more than reading locks and files. */
    private static final Set<String> FUNCTIONS = Set.of(
            "pg_catalog.bool_and",
            "pg_catalog.bool_or",
            "pg_catalog.clock_timestamp",
            "pg_catalog.convert_to",
            "pg_catalog.count",
            "pg_catalog.current_database",
            "pg_catalog.current_setting",
            "pg_catalog.date_part",
            "pg_catalog.decode",
            "pg_catalog.encode",
            "pg_catalog.format_type",
            "pg_catalog.has_any_column_privilege",
            "pg_catalog.has_column_privilege",
            "pg_catalog.has_database_privilege",
            "pg_catalog.has_schema_privilege",
            "pg_catalog.has_table_privilege",
            "pg_catalog.left",
            "pg_catalog.max",
            "pg_catalog.min",
            "pg_catalog.pg_backend_pid",
            "pg_catalog.pg_control_system",
            "pg_catalog.pg_export_snapshot",
            "pg_catalog.pg_get_userbyid",
            "pg_catalog.pg_has_role",
            "pg_catalog.pg_is_in_recovery",
            "pg_catalog.pg_is_wal_replay_paused",
            "pg_catalog.pg_last_wal_receive_lsn",
            "pg_catalog.pg_last_wal_replay_lsn",
            "pg_catalog.pg_last_xact_replay_timestamp",
            "pg_catalog.pg_options_to_table",
            "pg_catalog.pg_partition_ancestors",
            "pg_catalog.pg_relation_filenode",
            "pg_catalog.pg_relation_is_updatable",
            "pg_catalog.pg_relation_size",
            "pg_catalog.pg_table_size",
            "pg_catalog.row_security_active",
            "pg_catalog.sha256",
            "pg_catalog.sum",
            "pg_catalog.txid_current_snapshot",
            "pg_catalog.txid_snapshot_xmax",
            "pg_catalog.txid_snapshot_xmin",
            "coalesce",
            "max",
            "min",
            "statement_timestamp",
            "to_char");

    private final List<String> statements = new ArrayList<>();
    private final List<String> offences = new ArrayList<>();
    private final Set<String> inTransaction = new HashSet<>();

    private StatementLog() {}

    /**
     * Reads the statements of one role.
     *
     * @param log of a server that was started with {@link #SETTINGS}
     */
    public static StatementLog of(String log, String role) {
        StatementLog statements = new StatementLog();
        // A line break within an entry is followed by a tab.
        for (String entry : log.split("\n(?!\t)", -1)) {
            Matcher parts = ENTRY.matcher(entry.replace("\n\t", "\n"));
            if (parts.matches() && parts.group(1).equals(role) && parts.group(3).equals("LOG")) {
                statements.request(parts.group(2), parts.group(4));
            }
        }
        return statements;
    }

    /** All statements, each alone, without literals and quoted names. */
    public List<String> statements() {
        return statements;
    }

    /** What is not on the list, as the server logged it. */
    public List<String> offences() {
        return offences;
    }

    private void request(String process, String text) {
        if (OTHER_REQUEST.matcher(text).matches()) {
            offences.add(text);
        } else if (text.startsWith("statement: ")) {
            String bare = withoutQuoted(text.substring("statement: ".length()));
            for (String part : bare.split(";", -1)) {
                String statement = part.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
                if (!statement.isEmpty()) {
                    statements.add(statement);
                    if (!isAllowed(process, statement)) {
                        offences.add(statement);
                    }
                }
            }
        }
    }

    private boolean isAllowed(String process, String statement) {
        if (statement.equals(BEGIN)) {
            return inTransaction.add(process);
        }
        if (!inTransaction.contains(process)) {
            return statement.equals("rollback") || statement.equals(DRIVER_START);
        }
        if (END.matcher(statement).matches()) {
            return inTransaction.remove(process);
        }
        Matcher query = QUERY.matcher(statement);
        return COMMAND.matcher(statement).matches() || (query.matches() && onlyReads(query));
    }

    private static boolean onlyReads(Matcher query) {
        String text = query.group("copied");
        if (text == null) {
            text = query.group("cursor") == null ? query.group("plain") : query.group("cursor");
        }
        if (FORBIDDEN.matcher(text).find()) {
            return false;
        }
        Matcher call = CALL.matcher(ALIAS.matcher(text).replaceAll("$1 ("));
        while (call.find()) {
            if (!NO_CALLS.contains(call.group(1)) && !FUNCTIONS.contains(call.group(1))) {
                return false;
            }
        }
        return true;
    }

    /** The text with '' and "" for literals and quoted names; neither comments nor dollar quotes are expected. */
    private static String withoutQuoted(String text) {
        return QUOTED.matcher(text).replaceAll(quoted -> quoted.group().endsWith("'") ? "''" : "\"\"");
    }
}

package com.tappostgres.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every key of a config file, with its default; the only place that knows them. */
public enum Setting {
    URL("url", null, null, "postgresql://user:password@host:port/dbname?parameter=value, in place of the keys below"),
    SERVICE("service", null, "PGSERVICE", "section of the connection service file that gives what nothing else does"),
    HOST("host", "localhost", "PGHOST", "name or address of the server, or folder of its Unix socket; a comma list"),
    HOSTADDR("hostaddr", null, "PGHOSTADDR", "address to connect to in place of looking the host's name up"),
    PORT("port", "5432", "PGPORT", "port of the server: one for all hosts, or one for each"),
    TARGET_SESSION_ATTRS(
            "target_session_attrs",
            "any",
            "PGTARGETSESSIONATTRS",
            "which of the hosts will do: any, read-write, read-only, primary, standby or prefer-standby",
            "any",
            "read-write",
            "read-only",
            "primary",
            "standby",
            "prefer-standby"),
    REPLICA("replica", null, null, "object of host and port: the server to read from in place of the hosts"),
    USER("user", null, "PGUSER", "role to log in as; default: the name of the operating system's user"),
    PASSWORD("password", null, "PGPASSWORD", "its password"),
    PASSWORD_COMMAND("password_command", null, null, "shell command that prints the password"),
    PASSFILE("passfile", null, "PGPASSFILE", "file of passwords; default: ~/.pgpass"),
    DBNAME("dbname", null, "PGDATABASE", "database to connect to first; default: the role's name"),
    OPTIONS("options", null, "PGOPTIONS", "command-line options for the server"),
    CHANNEL_BINDING(
            "channel_binding",
            "prefer",
            "PGCHANNELBINDING",
            "binding of the login to the TLS connection: disable, prefer or require",
            "disable",
            "prefer",
            "require"),
    SSLMODE(
            "sslmode",
            "prefer",
            "PGSSLMODE",
            "TLS: disable, allow, prefer, require, verify-ca or verify-full (default with an sslrootcert)",
            "disable",
            "allow",
            "prefer",
            "require",
            "verify-ca",
            "verify-full"),
    SSLROOTCERT("sslrootcert", null, "PGSSLROOTCERT", "authorities to trust: a file, PEM text or system"),
    SSLCERT("sslcert", null, "PGSSLCERT", "the client's certificate: a file or PEM text"),
    SSLKEY("sslkey", null, "PGSSLKEY", "its private key: a file, PEM text, or a .p12 file of both"),
    SSLPASSWORD("sslpassword", null, null, "what the private key is encrypted with"),
    SSLCRL("sslcrl", null, "PGSSLCRL", "revoked certificates: a file or PEM text"),
    SSL("ssl", "false", null, "true is at least sslmode require"),
    SSH_TUNNEL("ssh_tunnel", null, null, "object that describes the SSH host to go through"),
    CONNECT_TIMEOUT("connect_timeout", "30", "PGCONNECT_TIMEOUT", "seconds to wait for a connection; 0: no limit"),
    TCP_USER_TIMEOUT(
            "tcp_user_timeout",
            "60s",
            null,
            "how long sent data may stay without the server's acknowledgement; 0: no limit"),
    STALL_TIMEOUT("stall_timeout", null, null, "how long the server may be silent while it owes an answer"),
    RETRY_MAX_SECONDS(
            "retry_max_seconds", "300", null, "how long a sync tries again to connect to a server that is away"),
    FILTER_DBS("filter_dbs", null, null, "databases to discover: an array or a comma list; default: all"),
    FILTER_SCHEMAS("filter_schemas", null, null, "schemas to discover: an array or a comma list; default: all"),
    SELECT("select", null, null, "patterns of what to read, on top of the catalog or in place of it"),
    STREAMS("streams", null, null, "object of patterns, each with an object of method, key, where and the like"),
    STREAM_NAME(
            "stream_name",
            "{schema}-{table}",
            null,
            "template of the names in messages, of {database}, {schema} and {table}"),
    DEFAULT_REPLICATION_METHOD(
            "default_replication_method",
            "FULL_TABLE",
            null,
            "method of the selected streams that name none: FULL_TABLE or INCREMENTAL",
            "FULL_TABLE",
            "INCREMENTAL"),
    START_DATE(
            "start_date",
            null,
            null,
            "where the first load of an INCREMENTAL stream begins, if its key is a date or a time: 2024-01-31"),
    READ_METHOD("read_method", "copy", null, "copy, or cursor for poolers that have no COPY", "copy", "cursor"),
    ITERSIZE("itersize", "20000", null, "rows a batch of the cursor, at most"),
    STATE_INTERVAL_ROWS("state_interval_rows", "100000", null, "rows of an INCREMENTAL stream between two STATEs"),
    CHUNK_SIZE_MB("chunk_size_mb", "64", null, "size of the parts that a large table is read in, in MB"),
    FULL_TABLE_RESUME(
            "full_table_resume",
            "resume",
            null,
            "what becomes of a FULL_TABLE load that was cut: resume reads the rest, restart reads all again",
            "resume",
            "restart"),
    RESUME_MAX_AGE("resume_max_age", "7d", null, "oldest load to resume"),
    PARALLEL("parallel", "1", null, "how many connections read, all on one snapshot"),
    CONSISTENT(
            "consistent", "false", null, "true reads all full loads of a database on one snapshot, as parallel does"),
    LATE_COMMITS(
            "late_commits", "off", null, "rows that commit behind the bookmark: off, exact, or an object of lookback"),
    LIMIT("limit", null, null, "most rows of a stream that a run reads; default: all"),
    MASK_SALT("mask_salt", null, null, "secret text that is hashed before each value of a column masked by sha256"),
    MAX_SNAPSHOT_AGE("max_snapshot_age", null, null, "how long a load may hold its snapshot; the next run goes on"),
    MAX_RATE_MB_S("max_rate_mb_s", null, null, "most megabytes of messages a second"),
    NEW_COLUMNS(
            "new_columns", "sync", null, "columns that the catalog does not know: sync or ignore", "sync", "ignore"),
    ACTIVATE_VERSION("activate_version", "true", null, "false leaves versions and ACTIVATE_VERSION out"),
    BATCH_CONFIG(
            "batch_config",
            null,
            null,
            "object of encoding, storage and batch_size: rows go into files that BATCH messages name"),
    DECIMALS("decimals", "number", null, "numeric as number or string", "number", "string"),
    JSON("json", "embedded", null, "json and jsonb embedded or as string", "embedded", "string"),
    OUT_OF_RANGE(
            "out_of_range",
            "clamp",
            null,
            "infinite dates, BC and years beyond 9999: clamp, null, text or error",
            "clamp",
            "null",
            "text",
            "error"),
    ROW_SECURITY(
            "row_security",
            "off",
            null,
            "off fails a stream whose rows a policy filters; on reads what the policies show",
            "off",
            "on"),
    LOCK_TIMEOUT("lock_timeout", "10s", null, "how long to wait for the lock on a table"),
    STATEMENT_TIMEOUT("statement_timeout", "0", null, "longest time of one statement; 0: no limit"),
    IDLE_IN_TRANSACTION_SESSION_TIMEOUT(
            "idle_in_transaction_session_timeout", "0", null, "as the server's setting (9.6 and newer); 0: no limit"),
    IDLE_SESSION_TIMEOUT("idle_session_timeout", "0", null, "as the server's setting (14 and newer); 0: no limit"),
    TRANSACTION_TIMEOUT("transaction_timeout", "0", null, "as the server's setting (17 and newer); 0: no limit");

    /** Each key's environment variable is its name in capitals behind this. */
    public static final String ENVIRONMENT_PREFIX = "TAP_POSTGRES_";

    private final String key;
    private final @Nullable String defaultValue;
    private final @Nullable String libpqVariable;
    private final String description;

    /** Made by List.of, so it cannot change. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> allowed;

    Setting(
            String key,
            @Nullable String defaultValue,
            @Nullable String libpqVariable,
            String description,
            String... allowed) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.libpqVariable = libpqVariable;
        this.description = description;
        this.allowed = List.of(allowed);
    }

    public String key() {
        return key;
    }

    /** The value that holds when nothing sets it; empty where there is none. */
    public Optional<String> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** The variable by which libpq's programs set the same. */
    public Optional<String> libpqVariable() {
        return Optional.ofNullable(libpqVariable);
    }

    public String description() {
        return description;
    }

    /** The values that it takes; empty where any do. */
    public List<String> allowed() {
        return allowed;
    }

    /** Whether its value must never be shown. */
    public boolean isSecret() {
        // A URL can hold a password anywhere, and so can the command that prints one.
        return this == URL || this == PASSWORD || this == PASSWORD_COMMAND || this == SSLPASSWORD || this == MASK_SALT;
    }

    /** Whether it takes several names, as an array or a comma list. */
    boolean isList() {
        return this == FILTER_DBS || this == FILTER_SCHEMAS || this == SELECT;
    }

    /** The variable that gives it; it goes before that of libpq. */
    public String environmentVariable() {
        return ENVIRONMENT_PREFIX + name();
    }

    static Optional<Setting> ofKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }
}

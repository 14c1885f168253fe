package com.tappostgres.postgres;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.ssh.TunnelLostException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The only place that knows what an SQLSTATE means and what mends it. */
public final class SqlErrors {
    /** The role lacks a privilege. */
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    /** LOCK TABLE of something that is no table. */
    public static final String WRONG_OBJECT_TYPE = "42809";

    private static final String UNABLE_TO_CONNECT = "08001";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String INVALID_AUTHORIZATION = "28000";
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNDEFINED_COLUMN = "42703";
    private static final String INVALID_SCHEMA = "3F000";

    private static final String DATABASE_HINT = "Set \"dbname\" to a database of this server; psql -l lists them.";

    private SqlErrors() {}

    /** Whether the statement met a structure that changed after it was read, so that reading it anew may help. */
    public static boolean isStructureChange(SQLException e) {
        String state = state(e);
        return state.equals(UNDEFINED_TABLE) || state.equals(UNDEFINED_COLUMN) || state.equals(INVALID_SCHEMA);
    }

    /** Whether the failure is one of a row's values, which the server's message may quote. */
    public static boolean isOfValue(SQLException e) {
        String state = state(e);
        // Wrong values, functions that users wrote, and what has no state of its own.
        return state.startsWith("22")
                || state.startsWith("23")
                || state.startsWith("38")
                || state.startsWith("P0")
                || state.startsWith("XX");
    }

    /** Whether a value does not fit what the statement does with it. */
    public static boolean isUnfitValue(SQLException e) {
        return state(e).startsWith("22");
    }

    /** Whether a read of a foreign table failed on its server: that one was not reached, or refuses. */
    public static boolean mayBeOfForeignServer(SQLException e) {
        return isStructureChange(e)
                || isMissingPrivilege(e)
                || state(e).equals(UNABLE_TO_CONNECT)
                || state(e).startsWith("HV");
    }

    /** The failure of such a read. */
    public static TapException refusedByForeignServer(SQLException e, TableName table) {
        return new TapException(
                ErrorKind.SOURCE,
                "reading \"" + table + "\" failed: the foreign server refused: " + message(e),
                "\"" + table
                        + "\" is a foreign table. What its options name must be there on the foreign server, with its"
                        + " columns, and the user mapping must let the role in and read it: \\d " + table.quoted()
                        + " and \\deu+ in psql show both.",
                e);
    }

    /** The SQLSTATE; empty where there is none. */
    public static String stateOf(SQLException e) {
        return state(e);
    }

    public static boolean isRefusedLock(SQLException e) {
        return state(e).equals(INSUFFICIENT_PRIVILEGE) || state(e).equals(WRONG_OBJECT_TYPE);
    }

    /** Whether the role lacks a privilege. */
    public static boolean isMissingPrivilege(SQLException e) {
        return state(e).equals(INSUFFICIENT_PRIVILEGE);
    }

    /** Whether the connection is gone with the statement. */
    public static boolean isConnectionLost(SQLException e) {
        // A statement meets 08001 only where the server itself connects somewhere, as for a foreign table.
        return (state(e).startsWith("08") && !state(e).equals(UNABLE_TO_CONNECT)) || state(e).startsWith("57P");
    }

    /** Whether a lock is held by another session, and was not waited for long enough. */
    public static boolean isLockNotAvailable(SQLException e) {
        return state(e).equals("55P03");
    }

    /** Whether the same may succeed a moment later. */
    public static boolean isPassing(SQLException e) {
        return isConnectionLost(e)
                || SqlErrorTable.find(state(e))
                        .filter(SqlErrorTable.Entry::passing)
                        .isPresent();
    }

    /** Whether a connection that could not be made may be made a moment later: the server, or the way to it, was away. */
    public static boolean isPassing(TapException e) {
        if (e.kind() != ErrorKind.CONNECTION
                || ConnectionErrors.cause(e, SSLException.class).isPresent()) {
            return false;
        }
        Optional<SQLException> refusal = ConnectionErrors.cause(e, SQLException.class);
        return refusal.isPresent()
                ? SqlErrorTable.find(state(refusal.get()))
                        .filter(SqlErrorTable.Entry::passing)
                        .isPresent()
                : ConnectionErrors.cause(e, IOException.class).isPresent();
    }

    /** Whether the server, the database or the role has all the connections that it may have. */
    static boolean isOutOfConnections(SQLException e) {
        return state(e).equals(TOO_MANY_CONNECTIONS);
    }

    /** Whether there is no connection because the role lacks CONNECT on the database. */
    public static boolean isRefusedDatabase(TapException e) {
        return e.kind() == ErrorKind.CONNECTION
                && e.getCause() instanceof SQLException cause
                && state(cause).equals(INSUFFICIENT_PRIVILEGE);
    }

    /**
     * The failure of a statement.
     *
     * @param doing what was tried on which object: {@code reading "public.orders"}
     */
    public static TapException failed(SQLException e, String doing) {
        Optional<TunnelLostException> tunnel = ConnectionErrors.cause(e, TunnelLostException.class);
        if (tunnel.isPresent()) {
            return new TapException(
                    ErrorKind.CONNECTION,
                    doing + " failed: " + tunnel.get().getMessage(),
                    "Run again: the last STATE says where to go on. If it happens often, look at the SSH server's log and at"
                            + " ClientAliveInterval in its sshd_config.",
                    e);
        }
        if (ConnectionErrors.cause(e, SocketTimeoutException.class).isPresent()) {
            return new TapException(
                    ErrorKind.CONNECTION,
                    doing + " failed: the server fell silent",
                    "Is it, or the network, overloaded? \"stall_timeout\" says how long it may be silent while it owes an"
                            + " answer; what should take no time has a minute.",
                    e);
        }
        ErrorKind kind = isConnectionLost(e) ? ErrorKind.CONNECTION : ErrorKind.SOURCE;
        return new TapException(kind, doing + " failed: " + message(e), hint(e), e);
    }

    /**
     * The server's refusal to let the user in, or the loss of the connection while it was asked.
     *
     * @param attempt what was tried
     */
    static TapException loginFailed(SQLException e, LoginAttempt attempt) {
        Optional<IOException> network = ConnectionErrors.cause(e, IOException.class);
        if (network.isPresent()) {
            return ConnectionErrors.unreachable(network.get(), attempt);
        }
        return new TapException(
                ErrorKind.CONNECTION,
                "cannot connect to " + attempt + ": " + message(e),
                loginHint(e, attempt.user(), attempt.database()),
                e);
    }

    /** Whether pg_hba.conf has no line for this kind of connection, or one that rejects it. */
    static boolean isRejectedByHba(SQLException e) {
        return state(e).equals(INVALID_AUTHORIZATION);
    }

    /** Whether the server was reached and refused, so that other servers would refuse as well. */
    static boolean isRefusal(TapException failure) {
        return ConnectionErrors.cause(failure, SQLException.class)
                .map(SqlErrors::state)
                .filter(state ->
                        state.startsWith("28") || state.equals("3D000") || state.equals(INSUFFICIENT_PRIVILEGE))
                .isPresent();
    }

    private static String loginHint(SQLException e, String user, String database) {
        String text = String.valueOf(e.getMessage());
        Optional<String> pooler = poolerHint(text);
        if (pooler.isPresent()) {
            return pooler.get();
        }
        if (text.contains("SASL authentication failed")) {
            return passwordHint(user)
                    + " Behind a pooler, it must know the role too (PgBouncer: auth_file, auth_query).";
        }
        if (text.contains("password authentication failed")) {
            return passwordHint(user);
        }
        if (text.contains("database") && text.contains("does not exist")) {
            return DATABASE_HINT;
        }
        if (text.contains("no password was provided")) {
            return "Set \"password\" in the config file, the variable PGPASSWORD, or a line of ~/.pgpass.";
        }
        if (text.matches("(?si).*channel[ -]binding.*")) {
            return "\"channel_binding\": \"require\" needs TLS and a password stored as SCRAM-SHA-256. Set \"sslmode\":"
                    + " \"verify-full\", or \"channel_binding\": \"prefer\".";
        }
        if (text.contains("requires a valid client certificate")) {
            return "Set \"sslcert\" to a certificate that an authority in the server's ssl_ca_file signed for the role, and"
                    + " \"sslkey\" to its key.";
        }
        if (text.contains("certificate authentication failed")) {
            return "The common name of the certificate in \"sslcert\" must be \"" + user
                    + "\", or a map in pg_ident.conf must lead from it to that role.";
        }
        return switch (state(e)) {
            case "28P01" -> passwordHint(user);
            case INVALID_AUTHORIZATION ->
                "pg_hba.conf on the server must let this user, host and TLS mode in, and the role must have"
                        + " LOGIN.";
            case "3D000" -> DATABASE_HINT;
            case INSUFFICIENT_PRIVILEGE ->
                "GRANT CONNECT ON DATABASE " + Sql.identifier(database) + " TO " + Sql.identifier(user) + ";";
            case TOO_MANY_CONNECTIONS -> limitHint(text, user, database);
            // Unknown parameters, wrong values and malformed arguments: at a login they come from nowhere else.
            case "42704", "22023", "42601" ->
                "Correct \"options\", such as -c statement_timeout=0, or the variable PGOPTIONS.";
            case "57P03" -> "The server is starting up or shutting down. Try again in a moment.";
            default -> ConnectionErrors.REACH;
        };
    }

    private static String passwordHint(String user) {
        return "The password of role \"" + user + "\" is wrong, or the role does not exist. Check \"user\" and"
                + " \"password\".";
    }

    /** What mends a refusal of PgBouncer itself, which has one SQLSTATE (08P01) for all of them. */
    private static Optional<String> poolerHint(String text) {
        if (text.contains("statement pooling mode")) {
            return Optional.of(
                    "PgBouncer is in statement mode, and a consistent read needs a transaction. Set pool_mode ="
                            + " transaction for this database in pgbouncer.ini, or \"host\" and \"port\" to the server itself.");
        }
        if (text.contains("query_wait_timeout")) {
            return Optional.of(
                    "PgBouncer had no connection to the server to give: its pool is taken (default_pool_size),"
                            + " or the server behind it is down. SHOW POOLS and SHOW SERVERS in its admin console tell which.");
        }
        if (text.contains("unsupported startup parameter")) {
            return Optional.of(
                    "Leave \"options\" out, or add the parameter to ignore_startup_parameters in pgbouncer.ini.");
        }
        if (text.contains("max_client_conn")) {
            return Optional.of("Try again later, or raise max_client_conn in pgbouncer.ini.");
        }
        return Optional.empty();
    }

    /** The tap has one connection at a time, so that others hold those that are taken. */
    private static String limitHint(String text, String user, String database) {
        if (text.contains("for role")) {
            return "Another run may hold them. Try again later, or raise the limit: ALTER ROLE " + Sql.identifier(user)
                    + " CONNECTION LIMIT 2;";
        }
        if (text.contains("for database")) {
            return "Try again later, or raise the limit: ALTER DATABASE " + Sql.identifier(database)
                    + " CONNECTION LIMIT -1;";
        }
        return "All connections of the server are taken. Try again later, or raise max_connections.";
    }

    private static String hint(SQLException e) {
        String state = state(e);
        Optional<String> pooler = poolerHint(String.valueOf(e.getMessage()));
        if (pooler.isPresent()) {
            return pooler.get();
        }
        if (state.equals(INSUFFICIENT_PRIVILEGE)
                && String.valueOf(e.getMessage()).matches("(?s).*row[- ](level )?security.*")) {
            return "A row-level policy hides rows from this role. ALTER ROLE ... BYPASSRLS; or set \"row_security\": \"on\" to"
                    + " read what the policy shows.";
        }
        return SqlErrorTable.find(state)
                .map(SqlErrorTable.Entry::mend)
                .orElse("The server says so itself: read the same table as the same role in psql to find out more.");
    }

    /** The server's code behind a failure; empty where no server gave one. */
    public static Optional<String> sqlstate(Throwable failure) {
        return ConnectionErrors.cause(failure, SQLException.class)
                .map(SqlErrors::state)
                .filter(state -> !state.isEmpty());
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    /** The server's message on one line, with the SQLSTATE where there is one. */
    private static String message(SQLException e) {
        String text = String.valueOf(e.getMessage());
        if (e instanceof PSQLException postgres) {
            ServerErrorMessage server = postgres.getServerErrorMessage();
            if (server != null && server.getMessage() != null) {
                text = server.getMessage();
            }
        }
        String line = text.replaceAll("\\s*\\R\\s*", " ").strip();
        return state(e).isEmpty() ? line : line + " (SQLSTATE " + state(e) + ")";
    }
}

package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings.TargetSession;
import java.nio.charset.Charset;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** One connection to one database; the caller opens and ends its transactions. */
public final class Session implements AutoCloseable {
    private static final int SOON_MILLIS = 60_000;

    private final Connection connection;
    private final String database;
    private final ServerVersion version;
    private final Optional<Charset> encoding;
    private final ConnectionPath path;
    private boolean systemAsked;
    private @Nullable String systemIdentifier;

    Session(Connection connection, String database, ConnectionPath path) {
        this.connection = connection;
        this.database = database;
        this.path = path;
        try {
            PGConnection server = connection.unwrap(PGConnection.class);
            this.version = ServerVersion.parse(String.valueOf(server.getParameterStatus("server_version")));
            this.encoding = DatabaseEncoding.charset(String.valueOf(server.getParameterStatus("server_encoding")));
        } catch (SQLException e) {
            throw SqlErrors.failed(e, "reading the server's version");
        }
    }

    public Connection connection() {
        return connection;
    }

    public String database() {
        return database;
    }

    public ServerVersion version() {
        return version;
    }

    /** How the connection is protected, for a log line: {@code TLSv1.3, TLS_AES_256_GCM_SHA384, server verified (verify-full)}. */
    public String transport() {
        return path.protection();
    }

    public ConnectionPath path() {
        return path;
    }

    /** Whether the server is of a kind, by the rules of libpq's target_session_attrs. */
    boolean isA(TargetSession target) {
        String sql = """
                BEGIN READ ONLY;
                SELECT pg_catalog.pg_is_in_recovery(),
                       pg_catalog.pg_is_in_recovery() OR pg_catalog.current_setting('default_transaction_read_only') = 'on';
                COMMIT""";
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            statement.getMoreResults();
            ResultSet row = statement.getResultSet();
            row.next();
            boolean standby = row.getBoolean(1);
            boolean readOnly = row.getBoolean(2);
            return switch (target) {
                case ANY, PREFER_STANDBY -> true;
                case READ_WRITE -> !readOnly;
                case READ_ONLY -> readOnly;
                case PRIMARY -> !standby;
                case STANDBY -> standby;
            };
        } catch (SQLException e) {
            throw SqlErrors.failed(e, "asking the server whether it is a standby");
        }
    }

    /**
     * The encoding of the database, from which the server converts to UTF-8. One with SQL_ASCII has none: it does not
     * know what its bytes mean, and refuses to send those that are no UTF-8 to a client that wants it.
     */
    public Optional<Charset> encoding() {
        return encoding;
    }

    /**
     * What tells this server from all others, its standbys excepted; empty before 9.6, and where the server does not say.
     * To be asked outside of a transaction.
     */
    public Optional<String> systemIdentifier() {
        if (!systemAsked && version.isAtLeast(9, 6)) {
            systemIdentifier = askSystemIdentifier();
        }
        systemAsked = true;
        return Optional.ofNullable(systemIdentifier);
    }

    private @Nullable String askSystemIdentifier() {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT system_identifier FROM pg_catalog.pg_control_system(); COMMIT");
            statement.getMoreResults();
            ResultSet row = statement.getResultSet();
            return row.next() ? row.getString(1) : null;
        } catch (SQLException e) {
            // Some providers close this function to everyone but themselves.
            rollback();
            return null;
        }
    }

    /** Has such a database send all bytes as they are, until the end of the transaction. */
    public void stopConversionIfUnknown() throws SQLException {
        if (encoding.isEmpty()) {
            execute("SET LOCAL client_encoding TO 'SQL_ASCII'");
        }
    }

    /** Has it send text as UTF-8 again, so that names in statements and answers mean what they say. */
    public void resumeConversion() throws SQLException {
        if (encoding.isEmpty()) {
            execute("SET LOCAL client_encoding TO 'UTF8'");
        }
    }

    /**
     * Runs statements that need no more than a round trip, such as those that begin and end a transaction: a server that
     * does not answer within a minute is not there any more, which else nobody would notice while the request is on its way.
     */
    public void executeSoon(String sql) throws SQLException {
        int stallMillis = connection.getNetworkTimeout();
        limitSilence(stallMillis == 0 ? SOON_MILLIS : Math.min(SOON_MILLIS, stallMillis));
        execute(sql);
        limitSilence(stallMillis);
    }

    /** Ends the connection when the server is silent for so long while it owes an answer; 0 for never. */
    void limitSilence(int millis) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, millis);
    }

    /** Runs statements that return no rows, in one round trip. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends the transaction, if one is open; a connection that is lost has none. */
    public void rollback() {
        try {
            executeSoon("ROLLBACK");
        } catch (SQLException e) {
            close();
        }
    }

    public boolean isClosed() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return true;
        }
    }

    /** Asks the server, over another connection, to end the statement that runs; says nothing if it cannot be asked. */
    public void cancel() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            // What runs then ends with the connection.
        }
    }

    /** Drops the connection without a word, whatever it is doing; a query that still runs ends with it. */
    public void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Nothing is lost with a connection that only read.
        }
    }
}

package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

final class SqlErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            42501 | SOURCE     | GRANT USAGE ON SCHEMA
            42P01 | SOURCE     | --discover again
            42703 | SOURCE     | --discover again
            3F000 | SOURCE     | --discover again
            55P03 | SOURCE     | "lock_timeout"
            57014 | SOURCE     | "statement_timeout"
            40001 | SOURCE     | hot_standby_feedback
            53200 | SOURCE     | out of memory
            54000 | SOURCE     | 1 GB
            57P01 | CONNECTION | the last STATE says where to go on
            57P02 | CONNECTION | the last STATE says where to go on
            08006 | CONNECTION | the last STATE says where to go on
            """)
    void eachStateHasItsKindAndHint(String state, ErrorKind kind, String hint) {
        TapException failure = SqlErrors.failed(error(state, "it went wrong"), "reading \"public.orders\"");
        assertThat(failure).hasMessage("reading \"public.orders\" failed: it went wrong (SQLSTATE " + state + ")");
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.hint()).contains(hint);
    }

    @Test
    void everyOtherStateHasAHintToo() {
        TapException failure = SqlErrors.failed(error("22012", "division by zero"), "reading \"v\"");
        assertThat(failure.kind()).isEqualTo(ErrorKind.SOURCE);
        assertThat(failure.hint()).contains("its query fails on a value");
        assertThat(SqlErrors.failed(error("P0001", "no"), "reading \"v\"").hint())
                .contains("in psql");
        assertThat(SqlErrors.failed(new SQLException(), "reading \"v\"")).hasMessage("reading \"v\" failed: null");
    }

    @Test
    void rowLevelSecurityIsNoMissingGrant() {
        assertThat(SqlErrors.failed(
                                error("42501", "query would be affected by row-level security policy for table \"t\""),
                                "reading \"t\"")
                        .hint())
                .contains("\"row_security\": \"on\"", "BYPASSRLS");
    }

    @Test
    void messagesAreOnOneLineAndWithoutDetails() {
        PSQLException error = new PSQLException(new ServerErrorMessage(
                "SERROR\0C23505\0Mfirst line\n  second\r\nthird\0DKey (email)=(a@b.c) exists.\0Wwhere\0\0"));
        assertThat(SqlErrors.failed(error, "reading"))
                .hasMessage("reading failed: first line second third (SQLSTATE 23505)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"42P01", "42703", "3F000"})
    void structureChanges(String state) {
        assertThat(SqlErrors.isStructureChange(error(state, "x"))).isTrue();
        assertThat(SqlErrors.isRefusedLock(error(state, "x"))).isFalse();
        assertThat(SqlErrors.isConnectionLost(error(state, "x"))).isFalse();
    }

    @Test
    void otherQuestions() {
        assertThat(SqlErrors.isRefusedLock(error("42501", "x"))).isTrue();
        assertThat(SqlErrors.isRefusedLock(error("42809", "x"))).isTrue();
        assertThat(SqlErrors.isRefusedLock(new SQLException("x"))).isFalse();
        assertThat(SqlErrors.isConnectionLost(error("08006", "x"))).isTrue();
        assertThat(SqlErrors.isConnectionLost(error("57P01", "x"))).isTrue();
        assertThat(SqlErrors.isConnectionLost(error("57014", "x"))).isFalse();
        assertThat(SqlErrors.isStructureChange(new SQLException("x"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            28P01 | The password of role "Reader" is wrong
            28000 | pg_hba.conf
            3D000 | Set "dbname"
            42501 | GRANT CONNECT ON DATABASE "shop" TO "Reader";
            53300 | max_connections
            57P03 | starting up
            42704 | Correct "options"
            22023 | Correct "options"
            42601 | Correct "options"
            08001 | Check "host" and "port"
            """)
    void eachReasonForNoConnectionHasItsHint(String state, String hint) {
        TapException failure = loginFailed(error(state, "no"));
        assertThat(failure).hasMessage("cannot connect to Reader@db:5432/shop: no (SQLSTATE " + state + ")");
        assertThat(failure.kind()).isEqualTo(ErrorKind.CONNECTION);
        assertThat(failure.hint()).contains(hint).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            too many connections for role "Reader"   | ALTER ROLE "Reader" CONNECTION LIMIT 2;
            too many connections for database "shop" | ALTER DATABASE "shop" CONNECTION LIMIT -1;
            sorry, too many clients already          | max_connections
            """)
    void eachLimitOfConnectionsHasItsHint(String message, String hint) {
        TapException failure = loginFailed(error("53300", message));
        assertThat(failure.hint()).contains(hint);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            08004 | Channel Binding is required, but SSL is not in use              | "channel_binding": "prefer"
            28000 | connection requires a valid client certificate                  | Set "sslcert"
            28000 | certificate authentication failed for user "Reader"             | must be "Reader"
            08004 | The server requested SCRAM, but no password was provided.       | PGPASSWORD
            """)
    void theMessageSaysMoreThanItsState(String state, String message, String hint) {
        assertThat(loginFailed(error(state, message)).hint()).contains(hint);
    }

    @Test
    void aRefusedDatabaseIsToldFromOtherFailures() {
        assertThat(SqlErrors.isRefusedDatabase(loginFailed(error("42501", "no"))))
                .isTrue();
        assertThat(SqlErrors.isRefusedDatabase(loginFailed(error("28000", "no"))))
                .isFalse();
        assertThat(SqlErrors.isRefusedDatabase(SqlErrors.failed(error("42501", "no"), "reading")))
                .isFalse();
        assertThat(SqlErrors.isRefusedDatabase(new TapException(ErrorKind.CONNECTION, "no", null)))
                .isFalse();
        assertThat(SqlErrors.isOutOfConnections(error("53300", "no"))).isTrue();
        assertThat(SqlErrors.isOutOfConnections(error("53200", "no"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            transaction blocks not allowed in statement pooling mode | pool_mode = transaction
            query_wait_timeout                                       | default_pool_size
            unsupported startup parameter: options                   | ignore_startup_parameters
            no more connections allowed (max_client_conn)            | max_client_conn in pgbouncer.ini
            """)
    void whatPgBouncerRefusesHasItsHint(String message, String hint) {
        assertThat(loginFailed(error("08P01", message)).hint()).contains(hint);
        assertThat(SqlErrors.failed(error("08P01", message), "reading").hint()).contains(hint);
    }

    @Test
    void aRoleThatAPoolerDoesNotKnowHasItsHint() {
        assertThat(loginFailed(error("08P01", "SASL authentication failed")).hint())
                .contains("\"password\"", "auth_file");
    }

    @Test
    void faultsOfTheNetworkAreInWords() {
        PSQLState unable = PSQLState.CONNECTION_UNABLE_TO_CONNECT;
        assertThat(loginFailed(
                        new PSQLException("The connection attempt failed.", unable, new UnknownHostException("db"))))
                .hasMessage("cannot connect to Reader@db:5432/shop: the host \"db\" is unknown");
        assertThat(loginFailed(
                        new PSQLException("The connection attempt failed.", unable, new SocketTimeoutException())))
                .hasMessageEndingWith(": no answer within 30 s");
    }

    @Test
    void faultsOfTheDriverHaveTheirHint() {
        assertThat(loginFailed(new PSQLException(
                                "The server requested SCRAM-based authentication, but no password was provided.",
                                PSQLState.CONNECTION_REJECTED))
                        .hint())
                .contains("PGPASSWORD");
    }

    private static TapException loginFailed(SQLException e) {
        Endpoint endpoint = new Endpoint("db", Optional.empty(), 5432);
        return SqlErrors.loginFailed(e, new LoginAttempt("Reader", endpoint, "shop", 30));
    }

    private static PSQLException error(String state, String message) {
        return new PSQLException(new ServerErrorMessage("SERROR\0C" + state + "\0M" + message + "\0\0"));
    }
}

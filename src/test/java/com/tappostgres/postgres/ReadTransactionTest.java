package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.config.TapConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadTransactionTest {
    private static final TapConfig.Session DEFAULTS = new TapConfig.Session(false, "10s", "0", "0", "0", "0");

    @Test
    void everyStatementOfANewServer() {
        assertThat(statements(DEFAULTS, "18.6", "public-orders", true))
                .containsExactly(
                        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                        "SET LOCAL application_name TO 'tap-postgres public-orders'",
                        "SET LOCAL client_encoding TO 'UTF8'",
                        "SET LOCAL DateStyle TO 'ISO'",
                        "SET LOCAL IntervalStyle TO 'iso_8601'",
                        "SET LOCAL TimeZone TO 'UTC'",
                        "SET LOCAL extra_float_digits TO 3",
                        "SET LOCAL bytea_output TO 'hex'",
                        "SET LOCAL lc_monetary TO 'C'",
                        "SET LOCAL standard_conforming_strings TO on",
                        "SET LOCAL quote_all_identifiers TO off",
                        "SET LOCAL lock_timeout TO '10s'",
                        "SET LOCAL statement_timeout TO '0'",
                        "SET LOCAL row_security TO off",
                        "SET LOCAL idle_in_transaction_session_timeout TO '0'",
                        "SET LOCAL max_parallel_workers_per_gather TO 0",
                        "SET LOCAL idle_session_timeout TO '0'",
                        "SET LOCAL transaction_timeout TO '0'");
    }

    @ParameterizedTest
    @CsvSource({
        "row_security, 9.4.26, 9.5.0",
        "idle_in_transaction_session_timeout, 9.5.25, 9.6.0",
        "max_parallel_workers_per_gather, 9.5.25, 9.6.0",
        "idle_session_timeout, 13.23, 14beta1",
        "transaction_timeout, 16.11, 17.0"
    })
    void noServerIsToldWhatItDoesNotKnow(String setting, String last, String first) {
        assertThat(statements(DEFAULTS, last, "t", true)).noneMatch(sql -> sql.contains(" " + setting + " "));
        assertThat(statements(DEFAULTS, first, "t", true)).anyMatch(sql -> sql.contains(" " + setting + " "));
    }

    @Test
    void nothingTakesASnapshotOrOutlivesTheTransaction() {
        for (String version : new String[] {"9.3.5", "9.4.1", "9.5.1", "9.6.24", "12.22", "14.1", "15.19", "18.6"}) {
            List<String> statements = statements(DEFAULTS, version, "t", true);
            assertThat(statements.get(0)).startsWith("BEGIN ");
            assertThat(statements.subList(1, statements.size()))
                    .as(version)
                    .allMatch(sql -> sql.startsWith("SET LOCAL "))
                    .noneMatch(sql -> sql.toUpperCase(Locale.ROOT).contains("SELECT"));
        }
    }

    @Test
    void onlyReadsOfPlainTablesDoWithoutWorkers() {
        assertThat(statements(DEFAULTS, "18.6", "t", false)).noneMatch(sql -> sql.contains("max_parallel"));
    }

    @Test
    void settingsAreAsConfigured() {
        TapConfig.Session settings = new TapConfig.Session(true, "1min", "2h", "3s", "4s", "5s");
        assertThat(statements(settings, "18.6", "t", true))
                .contains(
                        "SET LOCAL row_security TO on",
                        "SET LOCAL lock_timeout TO '1min'",
                        "SET LOCAL statement_timeout TO '2h'",
                        "SET LOCAL idle_in_transaction_session_timeout TO '3s'",
                        "SET LOCAL idle_session_timeout TO '4s'",
                        "SET LOCAL transaction_timeout TO '5s'");
    }

    @Test
    void theNameFitsTheServerAndIsQuoted() {
        assertThat(statements(DEFAULTS, "18.6", "a'b\\", true).get(1))
                .isEqualTo("SET LOCAL application_name TO E'tap-postgres a''b\\\\'");
        assertThat(statements(DEFAULTS, "18.6", "x".repeat(100), true).get(1))
                .isEqualTo("SET LOCAL application_name TO 'tap-postgres " + "x".repeat(50) + "'");
    }

    private static List<String> statements(
            TapConfig.Session settings, String version, String purpose, boolean plainTable) {
        String sql = new ReadTransaction(settings).begin(ServerVersion.parse(version), purpose, plainTable);
        assertThat(sql).endsWith(";");
        return Arrays.asList(sql.split(";", 0));
    }
}

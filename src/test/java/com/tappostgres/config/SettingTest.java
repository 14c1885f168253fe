package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Pins every key of a config file: a change here is a change for users. */
final class SettingTest {
    @Test
    void everyKeyAndDefault() {
        String table = Arrays.stream(Setting.values())
                .map(setting -> setting.key() + " = " + setting.defaultValue().orElse("-"))
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(table).isEqualTo("""
                url = -
                service = -
                host = localhost
                hostaddr = -
                port = 5432
                target_session_attrs = any
                replica = -
                user = -
                password = -
                password_command = -
                passfile = -
                dbname = -
                options = -
                channel_binding = prefer
                sslmode = prefer
                sslrootcert = -
                sslcert = -
                sslkey = -
                sslpassword = -
                sslcrl = -
                ssl = false
                ssh_tunnel = -
                connect_timeout = 30
                tcp_user_timeout = 60s
                stall_timeout = -
                retry_max_seconds = 300
                filter_dbs = -
                filter_schemas = -
                select = -
                streams = -
                stream_name = {schema}-{table}
                default_replication_method = FULL_TABLE
                start_date = -
                read_method = copy
                itersize = 20000
                state_interval_rows = 100000
                chunk_size_mb = 64
                full_table_resume = resume
                resume_max_age = 7d
                parallel = 1
                consistent = false
                late_commits = off
                limit = -
                mask_salt = -
                max_snapshot_age = -
                max_rate_mb_s = -
                new_columns = sync
                activate_version = true
                batch_config = -
                decimals = number
                json = embedded
                out_of_range = clamp
                row_security = off
                lock_timeout = 10s
                statement_timeout = 0
                idle_in_transaction_session_timeout = 0
                idle_session_timeout = 0
                transaction_timeout = 0
                """);
    }

    @Test
    void theVariablesOfLibpq() {
        assertThat(Arrays.stream(Setting.values())
                        .filter(setting -> setting.libpqVariable().isPresent())
                        .collect(Collectors.toMap(
                                Setting::key, setting -> setting.libpqVariable().orElseThrow())))
                .isEqualTo(Map.ofEntries(
                        Map.entry("service", "PGSERVICE"),
                        Map.entry("host", "PGHOST"),
                        Map.entry("hostaddr", "PGHOSTADDR"),
                        Map.entry("port", "PGPORT"),
                        Map.entry("target_session_attrs", "PGTARGETSESSIONATTRS"),
                        Map.entry("user", "PGUSER"),
                        Map.entry("password", "PGPASSWORD"),
                        Map.entry("passfile", "PGPASSFILE"),
                        Map.entry("dbname", "PGDATABASE"),
                        Map.entry("options", "PGOPTIONS"),
                        Map.entry("channel_binding", "PGCHANNELBINDING"),
                        Map.entry("sslmode", "PGSSLMODE"),
                        Map.entry("sslrootcert", "PGSSLROOTCERT"),
                        Map.entry("sslcert", "PGSSLCERT"),
                        Map.entry("sslkey", "PGSSLKEY"),
                        Map.entry("sslcrl", "PGSSLCRL"),
                        Map.entry("connect_timeout", "PGCONNECT_TIMEOUT")));
    }

    @Test
    void theSecrets() {
        assertThat(Arrays.stream(Setting.values()).filter(Setting::isSecret).map(Setting::key))
                .containsExactly("url", "password", "password_command", "sslpassword", "mask_salt");
    }

    @Test
    void eachNameFitsItsKey() {
        for (Setting setting : Setting.values()) {
            assertThat(setting.key()).isEqualTo(setting.name().toLowerCase(Locale.ROOT));
            assertThat(setting.environmentVariable()).isEqualTo("TAP_POSTGRES_" + setting.name());
            assertThat(Setting.ofKey(setting.key())).isEqualTo(Optional.of(setting));
            assertThat(setting.description()).isNotBlank();
            if (!setting.allowed().isEmpty()) {
                assertThat(setting.allowed())
                        .contains(setting.defaultValue().orElseThrow())
                        .allSatisfy(value -> assertThat(setting.description())
                                .as(setting.key())
                                .contains(value));
            }
        }
        assertThat(Setting.ofKey("HOST")).isEmpty();
    }

    @Test
    void noSettingOfAnotherTapHasAKeyOfOurs() {
        assertThat(PeerSettings.ALIASES.keySet())
                .allSatisfy(key -> assertThat(Setting.ofKey(key)).isEmpty());
        assertThat(PeerSettings.ADVICE.keySet())
                .allSatisfy(key -> assertThat(Setting.ofKey(key)).isEmpty());
        assertThat(Setting.ofKey(PeerSettings.URL)).isEmpty();
    }
}

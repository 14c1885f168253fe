package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
    @TempDir
    private Path folder;

    @Test
    void eachSettingIsShownWithItsSource() {
        ConfigCase config = new ConfigCase(folder)
                .url("postgresql://u@h")
                .config("{\"port\": 1, \"password\": \"pw\", \"sslrootcert\": \"/ca\", \"filter_dbs\": [\"a\", \"b\"]}")
                .variable("PGOPTIONS", "-c a=1")
                .variable("TAP_POSTGRES_ITERSIZE", "7");
        assertThat(config.explain().settings().stream()
                        .map(setting -> setting.key() + " = " + setting.value() + " ("
                                + setting.source().replace(folder + "/", "") + ")")
                        .collect(Collectors.joining("\n", "", "\n")))
                .startsWith("""
                        host = h (--url)
                        port = 1 (config.json)
                        target_session_attrs = any (default)
                        user = u (--url)
                        password = *** (config.json)
                        passfile = HOME/.pgpass (default)
                        dbname = u (default)
                        options = -c a=1 (PGOPTIONS)
                        channel_binding = prefer (default)
                        sslmode = verify-full (default)
                        sslrootcert = /ca (config.json)
                        ssl = false (default)
                        connect_timeout = 30 (default)
                        tcp_user_timeout = 60s (default)
                        retry_max_seconds = 300 (default)
                        filter_dbs = ["a","b"] (config.json)
                        stream_name = {schema}-{table} (default)
                        """.replace("HOME", folder.toString()))
                .contains("\nitersize = 7 (TAP_POSTGRES_ITERSIZE)\n");
    }
}

package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which sslmode counts, and what does not go with it. */
final class TlsSettingsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                   | prefer
            {"ssl": "false"}                                     | prefer
            {"ssl": true}                                        | require
            {"ssl": "True", "sslmode": "verify-ca"}              | verify-ca
            {"ssl": false, "sslmode": "require"}                 | require
            {"sslrootcert": "/ca.pem"}                           | verify-full
            {"sslrootcert": ""}                                  | prefer
            {"sslrootcert": "/ca.pem", "sslmode": "verify-ca"}   | verify-ca
            {"sslrootcert": "/ca.pem", "sslmode": "prefer"}      | prefer
            {"sslrootcert": "/ca.pem", "ssl": true}              | verify-full
            {"sslrootcert": "system"}                            | verify-full
            {"sslrootcert": "system", "ssl": true}               | verify-full
            """)
    void sslmode(String document, String mode) {
        ConfigCase config = new ConfigCase(folder).config(document);
        assertThat(config.read().tls().mode().text()).isEqualTo(mode);
        assertThat(config.shown("sslmode")).isEqualTo(mode);
        assertThat(config.log()).isEmpty();
    }

    @Test
    void sslMeansAtLeastTls() {
        ConfigCase raised = new ConfigCase(folder).config("{\"ssl\": true}").variable("PGSSLMODE", "prefer");
        assertThat(raised.read().tls().mode().text()).isEqualTo("require");
        assertThat(raised.source("sslmode")).isEqualTo("config.json");
        ConfigCase kept = new ConfigCase(folder).config("{\"ssl\": true}").variable("PGSSLMODE", "verify-full");
        assertThat(kept.read().tls().mode().text()).isEqualTo("verify-full");
        assertThat(kept.source("sslmode")).isEqualTo("PGSSLMODE");
        ConfigCase above =
                new ConfigCase(folder).url("postgresql://h?sslmode=disable").config("{\"ssl\": true}");
        assertThat(above.read().tls().mode().text()).isEqualTo("disable");
        assertThat(new ConfigCase(folder)
                        .variable("PGREQUIRESSL", "1")
                        .read()
                        .tls()
                        .mode()
                        .text())
                .isEqualTo("require");
        assertThat(new ConfigCase(folder)
                        .variable("PGREQUIRESSL", "1")
                        .variable("PGSSLMODE", "prefer")
                        .read()
                        .tls()
                        .mode()
                        .text())
                .isEqualTo("prefer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ssl": true, "sslmode": "prefer"}                | "ssl" is true, but "sslmode" is "prefer": leave one of them out
            {"ssl": "true", "sslmode": "disable"}             | "ssl" is true, but "sslmode" is "disable": leave one of them out
            {"ssl": "require"}                                | "ssl" must be true or false, not "require"
            {"ssl": 1}                                        | "ssl" must be true or false, not "1"
            {"sslmode": ""}                                   | "sslmode" must be one of disable, allow, prefer, require, verify-ca, verify-full, not ""
            {"sslrootcert": "system", "sslmode": "require"}   | "sslrootcert" is "system", which needs "sslmode" "verify-full", not "require"
            {"sslrootcert": "system", "sslmode": "verify-ca"} | "sslrootcert" is "system", which needs "sslmode" "verify-full", not "verify-ca"
            {"sslrootcert": ["a"]}                            | "sslrootcert" must be a single value, not an array
            {"channel_binding": "always"}                     | "channel_binding" must be one of disable, prefer, require, not "always"
            {"channel_binding": "require", "sslmode": "disable"} | "channel_binding" is "require", which needs TLS, but "sslmode" is "disable"
            """)
    void whatDoesNotFitIsNamed(String document, String problem) {
        assertThat(new ConfigCase(folder).config(document).problems()).isEqualTo(problem);
    }
}

package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the files of other taps' users. */
final class PeerSettingsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"ssl_mode": "verify-ca"}                         | sslmode     | verify-ca   | "sslmode"
            {"ssl_enable": "true"}                            | sslmode     | verify-full | "sslmode"
            {"ssl_enable": true, "ssl_mode": "require"}       | sslmode     | require     | "sslmode"
            {"ssl_enable": false, "ssl_mode": "require"}      | sslmode     | require     | "sslmode"
            {"ssl_enable": "false"}                           | sslmode     | prefer      | "sslmode"
            {"ssl_enable": true, "sslmode": "prefer"}         | sslmode     | prefer      | "sslmode"
            {"ssl_certificate_authority": "/ca"}              | sslrootcert | /ca         | "sslrootcert"
            {"ssl_client_certificate": "/c"}                  | sslcert     | /c          | "sslcert"
            {"ssl_client_private_key": "/k"}                  | sslkey      | /k          | "sslkey"
            {"sqlalchemy_url": "postgresql+psycopg2://h/d"}   | host        | h           | "url"
            {"sqlalchemy_url": "postgresql://h", "host": "i"} | host        | i           | "url"
            {"sqlalchemy_url": "x", "url": "postgresql://h"}  | host        | h           | "url"
            {"use_secondary": true, "secondary_host": "h", "secondary_port": "1"} | replica | {"host":"h","port":"1"} | "replica"
            {"use_secondary": "true", "secondary_host": "h", "replica": {"host": "i"}} | replica | {"host":"i"} | "replica"
            """)
    void areUsedWithAWarningThatNamesOurs(String document, String key, String value, String ours) {
        ConfigCase config = new ConfigCase(folder).config(document);
        assertThat(config.shown(key)).isEqualTo(value);
        assertThat(config.log().lines())
                .allMatch(line -> line.startsWith("WARN the setting"))
                .anyMatch(line -> line.contains(ours));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"use_secondary": false, "secondary_host": "h", "secondary_port": 1}
            {"use_secondary": "false"}
            {"secondary_host": "h"}
            """)
    void aReplicaThatIsNotUsedIsNone(String document) {
        ConfigCase config = new ConfigCase(folder).config(document);
        assertThat(config.servers()).isEqualTo("localhost:5432");
        assertThat(config.log()).contains("they do nothing without \"use_secondary\": true");
    }

    @Test
    void whatIsNullSaysNothing() {
        ConfigCase config = new ConfigCase(folder).config("""
                {"ssl_enable": null, "ssl_mode": null, "ssl_client_certificate": null, "sqlalchemy_url": null,
                 "use_secondary": null, "secondary_host": null, "secondary_port": null, "stream_maps": null}""");
        assertThat(config.servers()).isEqualTo("localhost:5432");
        assertThat(config.log()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"use_secondary": true}                                              | "use_secondary" needs "secondary_host"
            {"use_secondary": true, "secondary_host": "h", "secondary_port": "x"} | "replica.port" must be a whole number from 1 to 65535, not "x"
            {"ssl_mode": "on"}                | "sslmode" must be one of disable, allow, prefer, require, verify-ca, verify-full, not "on"
            {"sqlalchemy_url": "mysql://h"}   | sqlalchemy_url in config.json: it must begin with postgresql:// or postgres://
            """)
    void whatDoesNotFitIsNamed(String document, String problem) {
        assertThat(new ConfigCase(folder).config(document).problems()).isEqualTo(problem);
    }
}

package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.error.TapException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No message, no log line and nothing that is shown holds a secret, which is hunter2 throughout. */
final class SecretsTest {
    private static final String KEY =
            "-----BEGIN OPENSSH PRIVATE KEY-----\\nhunter2\\n-----END OPENSSH PRIVATE KEY-----";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:hun@ter2hunter2@h/d",
                "postgresql://u:x/hunter2@h/d",
                "postgresql://u:1/hunter2@h/d",
                "postgresql://u:hunter2/x@h/d",
                "postgresql://hunter2:hunter2/x@h/d",
                "postgresql://u:hunter2%@h/d",
                "postgresql://u:%zzhunter2@h/d",
                "postgresql://u:hunter2@h:x/d",
                "postgresql://u:hunter2@[h/d",
                "postgresql://u:hunter2@h/d?hots=1",
                "postgresql://h/d?password=x&hunter2",
                "postgresql://h/d?password=x&hunter2=y",
                "postgresql://h/d?password=hunter2&port=x&sslmode=y",
                "postgresql://h/d?sslpassword=hunter2&password=hunter2&password=x",
                "postgresql://u:hunter2@h/d?sslrootcert=system&sslmode=require",
                "postgresql://u:hunter2@a,b:1,c:2:3/d",
                "jdbc:postgresql://u:hunter2@h/d",
                "mysql://u:hunter2@h/d",
                "u:hunter2@h",
                "hunter2",
                "password=hunter2 port=x",
                "password=x hunter2",
                "password=x hunter2=y",
                "password='hunter2",
                "host='a b' hunter2='c'"
            })
    void noUrlIsQuoted(String url) {
        for (ConfigCase each : new ConfigCase[] {
            new ConfigCase(folder).url(url),
            new ConfigCase(folder).variable("TAP_POSTGRES_URL", url),
            new ConfigCase(folder).config("{\"url\": \"" + url + "\"}"),
            new ConfigCase(folder).config("{\"sqlalchemy_url\": \"" + url + "\"}"),
            new ConfigCase(folder).config("{\"url\": [\"" + url + "\"]}"),
            new ConfigCase(folder).config("{\"url\": \"" + url + "\", \"hots\": 1}"),
        }) {
            assertSilent(each);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"host\": \"postgresql://u:hunter2@h/d\"}",
                "{\"dbname\": \"postgresql://u:hunter2@h/d\"}",
                "{\"host\": \"u:hunter2@h\"}",
                "{\"replica\": {\"host\": \"postgresql://u:hunter2@h/d\"}}",
                "{\"password\": \"hunter2\", \"password_command\": \"hunter2\"}",
                "{\"password\": [\"hunter2\"]}",
                "{\"password_command\": [\"echo\", \"hunter2\"]}",
                "{\"sslpassword\": {\"hunter2\": \"hunter2\"}}",
                "{\"sslkey\": [\"" + KEY + "\"]}",
                "{\"sslkey\": \"" + KEY + "\", \"port\": \"x\"}",
                "{\"ssl_client_private_key\": \"" + KEY + "\", \"port\": \"x\"}",
                "{\"ssh_tunnel\": \"hunter2\"}",
                "{\"ssh_tunnel\": \"{'password': 'hunter2'}\"}",
                "{\"ssh_tunnel\": [\"hunter2\"]}",
                "{\"ssh_tunnel\": {\"password\": \"hunter2\", \"private_key_password\": \"hunter2\"}}",
                "{\"ssh_tunnel\": {\"password\": [\"hunter2\"]}}",
                "{\"ssh_tunnel\": {\"private_key\": \"" + KEY + "\"}}",
                "{\"ssh_tunnel\": {\"passphrase\": \"hunter2\", \"host\": \"h\"}}",
                "{\"ssh_tunnel\": {\"host\": \"h\", \"jump\": \"u:hunter2@h\"}}",
                "{\"ssh_tunnel\": {\"host\": \"h\", \"jump\": [\"u:hunter2@h\"]}}",
                "{\"ssh_tunnel\": {\"host\": \"h\", \"jump\": [{\"password\": \"hunter2\"}]}}",
                "{\"ssh_tunnel\": {\"host\": \"h\", \"jump\": {\"password\": \"hunter2\"}}}",
                "{\"passwrd\": \"hunter2\"}",
                "{\"password\": \"hunter2\", \"password\": \"hunter2\"}",
                "{\"password\": hunter2}",
            })
    void noConfigFileIsQuoted(String document) {
        assertSilent(new ConfigCase(folder).config(document));
    }

    @Test
    void noServiceFileAndNoVariableIsQuoted() {
        ConfigCase service = new ConfigCase(folder).variable("PGSERVICE", "s");
        service.file(".pg_service.conf", "[s]\npassword=hunter2\nport=x\nhunter2\nhunter2=x\npassword =hunter2");
        assertSilent(service);
        assertSilent(new ConfigCase(folder)
                .variable("TAP_POSTGRES_SSH_TUNNEL", "{\"password\": hunter2}")
                .variable("TAP_POSTGRES_REPLICA", "hunter2"));
    }

    private static void assertSilent(ConfigCase config) {
        TapException failure = config.failure();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            assertThat(each.toString() + config.log()).doesNotContain("hunter2");
        }
    }

    @Test
    void nothingThatIsShownHoldsOne() {
        Configuration configuration = new ConfigCase(folder)
                .url("postgresql://u:hunter2@h/d?sslpassword=hunter2")
                .config("{\"sslkey\": \"" + KEY + "\", \"ssh_tunnel\": {\"host\": \"b\", \"password\": \"hunter2\","
                        + " \"private_key\": \"" + KEY + "\", \"private_key_password\": \"hunter2\","
                        + " \"jump\": [{\"host\": \"c\", \"password\": \"hunter2\"}]}}")
                .explain();
        assertThat(configuration.toString())
                .contains("u@h:5432/d", "key=password, value=***", "key=sslkey, value=***")
                .doesNotContain("hunter2");
        assertThat(new ConfigCase(folder)
                        .variable("TAP_POSTGRES_SSH_TUNNEL", "{\"host\": \"b\", \"password\": \"hunter2\"}")
                        .shown("ssh_tunnel"))
                .isEqualTo("{\"host\":\"b\",\"password\":\"***\"}");
        assertThat(new ConfigCase(folder)
                        .config("{\"password_command\": \"echo hunter2\"}")
                        .explain()
                        .toString())
                .doesNotContain("hunter2");
    }

    @Test
    void pathsOfKeysAreNoSecrets() {
        assertThat(new ConfigCase(folder).config("{\"sslkey\": \"client.key\"}").shown("sslkey"))
                .isEqualTo("client.key");
        assertThat(new ConfigCase(folder)
                        .config("{\"ssh_tunnel\": {\"host\": \"b\", \"private_key\": \"~/.ssh/id_rsa\"}}")
                        .shown("ssh_tunnel"))
                .contains("~/.ssh/id_rsa");
        for (String field : new String[] {"known_hosts", "host_key", "username"}) {
            assertThat(new ConfigCase(folder)
                            .config("{\"ssh_tunnel\": {\"host\": \"b\", \"" + field
                                    + "\": \"-----BEGIN PRIVATE KEY-----\"}}")
                            .shown("ssh_tunnel"))
                    .as("a key in a wrong place")
                    .contains("\"" + field + "\":\"***\"");
        }
        assertThat(new ConfigCase(folder)
                        .config("{\"sslkey\": \"" + "MIIE".repeat(20) + "\"}")
                        .shown("sslkey"))
                .as("a key without its first line")
                .isEqualTo("***");
        assertThat(new ConfigCase(folder)
                        .config("{\"sslrootcert\": \"-----BEGIN CERTIFICATE-----\\nMII\"}")
                        .shown("sslrootcert"))
                .isEqualTo("PEM text");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"password": "hunter2"}                                          | rw-r--r-- | true
            {"password": "hunter2"}                                          | rw-r----- | true
            {"password": "hunter2"}                                          | rw----r-- | true
            {"password": "hunter2"}                                          | rw------- | false
            {"password": "hunter2"}                                          | rwx-wx-wx | false
            {"password": ""}                                                 | rw-r--r-- | false
            {"password": null}                                               | rw-r--r-- | false
            {"user": "u", "sslkey": "~/client.key"}                          | rw-r--r-- | false
            {"sslpassword": "hunter2"}                                       | rw-r--r-- | true
            {"sslkey": "-----BEGIN PRIVATE KEY-----"}                        | rw-r--r-- | true
            {"ssl_client_private_key": "-----BEGIN PRIVATE KEY-----"}        | rw-r--r-- | true
            {"url": "postgresql://u:hunter2@h"}                              | rw-r--r-- | true
            {"url": "postgresql://u@h"}                                      | rw-r--r-- | false
            {"sqlalchemy_url": "postgresql://u:hunter2@h"}                   | rw-r--r-- | true
            {"ssh_tunnel": {"host": "b", "password": "hunter2"}}             | rw-r--r-- | true
            {"ssh_tunnel": {"host": "b", "private_key_password": "hunter2"}} | rw-r--r-- | true
            {"ssh_tunnel": {"host": "b", "jump": [{"host": "c", "password": "hunter2"}]}} | rw-r--r-- | true
            {"ssh_tunnel": {"host": "b", "private_key": "~/.ssh/id_ed25519"}} | rw-r--r-- | false
            """)
    void aFileThatOthersCanReadIsWarnedOf(String document, String permissions, boolean warned) throws IOException {
        ConfigCase config = new ConfigCase(folder).config(document);
        Files.setPosixFilePermissions(folder.resolve("config.json"), PosixFilePermissions.fromString(permissions));
        config.read();
        assertThat(config.log()
                        .contains(
                                "WARN the config file \"config.json\" holds a secret and others can read it: chmod 600"
                                        + " 'config.json'\n"))
                .as(config.log())
                .isEqualTo(warned);
    }

    @Test
    void theCommandIsFitForAShell() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("it's"));
        ConfigCase config = new ConfigCase(odd).config("{\"password\": \"hunter2\"}");
        Files.setPosixFilePermissions(odd.resolve("config.json"), PosixFilePermissions.fromString("rw-r--r--"));
        config.read();
        assertThat(config.log()).contains("it'\\''s/config.json'");
    }
}

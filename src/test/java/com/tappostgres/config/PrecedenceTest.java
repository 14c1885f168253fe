package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which source of a setting counts. */
final class PrecedenceTest {
    @TempDir
    private Path folder;

    /** Takes the sources away one by one, from the highest to the lowest. */
    @Test
    void eachSourceStandsAboveTheNext() {
        List<String> sources = List.of(
                "--url",
                "config1.json",
                "url in config1.json",
                "config.json",
                "url in config.json",
                "TAP_POSTGRES_USER",
                "TAP_POSTGRES_URL",
                "service shop",
                "PGUSER",
                "default");
        for (int first = 0; first < sources.size(); first++) {
            ConfigCase sourcesLeft = withAllFrom(first);
            assertThat(sourcesLeft.source("user")).isEqualTo(sources.get(first));
            assertThat(sourcesLeft.shown("user"))
                    .isEqualTo(first == 9 ? System.getProperty("user.name") : "user" + first);
        }
    }

    private ConfigCase withAllFrom(int first) {
        ConfigCase all = new ConfigCase(folder);
        all.file(".pg_service.conf", "[shop]\n" + (first <= 7 ? "user=user7" : ""));
        all.variable("PGSERVICE", "shop");
        if (first <= 0) {
            all.url("postgresql://user0@");
        }
        all.config(document(first, 3));
        all.config(document(first, 1));
        if (first <= 5) {
            all.variable("TAP_POSTGRES_USER", "user5");
        }
        if (first <= 6) {
            all.variable("TAP_POSTGRES_URL", "postgresql://user6@");
        }
        return first <= 8 ? all.variable("PGUSER", "user8") : all;
    }

    private static String document(int first, int key) {
        String user = first <= key ? "\"user\": \"user" + key + "\"" : "\"user\": null";
        String url = first <= key + 1 ? ", \"url\": \"postgresql://user" + (key + 1) + "@\"" : "";
        return "{" + user + url + "}";
    }

    @Test
    void partsOfAUrlAreSettingsOfTheirOwn() {
        ConnectionSettings settings = new ConfigCase(folder)
                .url("postgresql://h/")
                .config("{\"url\": \"postgresql://a:1/b\", \"user\": \"u\"}")
                .variable("PGPASSWORD", "pw")
                .read();
        assertThat(settings).hasToString("u@h:1/b");
        assertThat(settings.login().password()).contains("pw");
    }

    @Test
    void aVariableOfLibpqServesWhereAUrlHasNoSuchPart() {
        assertThat(new ConfigCase(folder)
                        .url("postgresql:///d")
                        .variable("PGHOST", "h")
                        .variable("PGPORT", "1")
                        .servers())
                .isEqualTo("h:1");
    }

    @Test
    void ofAPasswordAndACommandTheHigherOneCounts() {
        ConfigCase command = new ConfigCase(folder)
                .config("{\"password_command\": \"pass shop\"}")
                .variable("PGPASSWORD", "pw");
        assertThat(command.read().login().password()).isEmpty();
        assertThat(command.read().login().passwordCommand()).contains("pass shop");
        ConfigCase password =
                new ConfigCase(folder).url("postgresql://u:pw@h").config("{\"password_command\": \"pass shop\"}");
        assertThat(password.read().login().password()).contains("pw");
        assertThat(password.read().login().passwordCommand()).isEmpty();
        assertThat(new ConfigCase(folder)
                        .config("{\"password_command\": \"pass shop\", \"password\": \"pw\"}")
                        .problems())
                .isEqualTo("\"password\" and \"password_command\" are both given: leave one of them out");
    }

    @Test
    void anAddressBelowTheHostIsNotItsAddress() {
        ConfigCase stray = new ConfigCase(folder).config("{\"host\": \"b\"}").variable("PGHOSTADDR", "10.0.0.1");
        assertThat(stray.read().server().endpoints().get(0).address()).isEmpty();
        assertThat(stray.log())
                .isEqualTo("WARN the address that PGHOSTADDR gives is not used: config.json names the host, and stands"
                        + " above it\n");
        assertThat(new ConfigCase(folder)
                        .config("{\"host\": \"\"}")
                        .variable("PGHOSTADDR", "10.0.0.1")
                        .servers())
                .isEqualTo("10.0.0.1:5432");
        ConfigCase both = new ConfigCase(folder).variable("PGHOST", "b").variable("PGHOSTADDR", "10.0.0.1");
        assertThat(both.read().server().endpoints().get(0).address()).contains("10.0.0.1");
        assertThat(both.log()).isEmpty();
    }

    @Test
    void anEmptyValueStandsForTheDefaultAndNotForALowerSource() {
        ConnectionSettings settings = new ConfigCase(folder)
                .config("{\"host\": \"\", \"user\": \"\", \"password\": \"\", \"port\": \"\"}")
                .variable("PGHOST", "h")
                .variable("PGPASSWORD", "pw")
                .read();
        String account = System.getProperty("user.name");
        assertThat(settings).hasToString(account + "@localhost:5432/" + account);
        assertThat(settings.login().password()).isEmpty();
    }

    @Test
    void variablesThatCannotBeLeftOutOfAccountAreProblems() {
        assertThat(new ConfigCase(folder)
                        .variable("PGGSSENCMODE", "require")
                        .variable("PGREQUIREAUTH", "scram-sha-256")
                        .problems())
                .isEqualTo("PGGSSENCMODE: gssencmode is not supported; sslmode=verify-full encrypts as well;"
                        + " PGREQUIREAUTH: require_auth is not supported; channel_binding=require proves the server as"
                        + " well");
        assertThat(new ConfigCase(folder)
                        .variable("PGGSSENCMODE", "prefer")
                        .variable("PGAPPNAME", "x")
                        .servers())
                .isEqualTo("localhost:5432");
    }

    @Test
    void homeIsWhatTheEnvironmentSays() {
        ConnectionSettings settings = new ConfigCase(folder)
                .config("{\"sslrootcert\": \"~/ca.pem\", \"sslkey\": \"~other/k\"}")
                .variable("SSH_AUTH_SOCK", "/run/agent")
                .read();
        assertThat(settings.account().home()).isEqualTo(folder);
        assertThat(settings.account().agentSocket()).contains(Path.of("/run/agent"));
        assertThat(settings.login().passfile()).isEqualTo(folder.resolve(".pgpass"));
        assertThat(settings.tls().rootCertificate()).contains(folder + "/ca.pem");
        assertThat(settings.tls().key()).contains("~other/k");
    }
}

package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.config.ConnectionSettings.SshTunnel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The object {@code ssh_tunnel}. */
final class TunnelSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void everyField() {
        assertThat(tunnel("""
                {"enable": "true", "host": "bastion", "port": "2222", "username": "tap", "private_key": "~/key",
                 "private_key_password": "pp", "password": "pw", "agent": "false", "known_hosts": "~/known",
                 "host_key": "SHA256:x", "jump": ["u@[::1]:23", {"host": "j", "jump": "k"}]}"""))
                .contains(new SshTunnel(
                        "bastion",
                        OptionalInt.of(2222),
                        Optional.of("tap"),
                        Optional.of(folder + "/key"),
                        Optional.of("pp"),
                        Optional.of("pw"),
                        Optional.of(false),
                        Optional.of(folder + "/known"),
                        Optional.of("SHA256:x"),
                        List.of(
                                host("::1", OptionalInt.of(23), Optional.of("u")),
                                host("k", OptionalInt.empty(), Optional.empty()),
                                host("j", OptionalInt.empty(), Optional.empty()))));
    }

    @Test
    void onlyTheHostIsNeeded() {
        SshTunnel least = host("b", OptionalInt.empty(), Optional.empty());
        assertThat(tunnel("{\"host\": \"b\"}")).contains(least);
        assertThat(tunnel("{\"host\": \"b\", \"port\": null, \"username\": \"\", \"jump\": []}"))
                .contains(least);
        assertThat(new ConfigCase(folder)
                        .variable("TAP_POSTGRES_SSH_TUNNEL", "{\"host\": \"b\"}")
                        .read()
                        .tunnel())
                .contains(least);
        assertThat(tunnel("{\"host\": \"b\", \"jump\": \"a:1, u@c\"}")
                        .orElseThrow()
                        .jump())
                .containsExactly(
                        host("a", OptionalInt.of(1), Optional.empty()),
                        host("c", OptionalInt.empty(), Optional.of("u")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"enable\": false}",
                "{\"enable\": \"False\", \"host\": \"b\"}",
                "{\"enable\": \"false\"}"
            })
    void mayBeSwitchedOff(String tunnel) {
        assertThat(tunnel(tunnel)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                            | "ssh_tunnel.host" is missing
            {"host": ""}                                  | "ssh_tunnel.host" is missing
            {"host": ["b"]}                               | "ssh_tunnel.host" must be a single value, not an array; "ssh_tunnel.host" is missing
            []                                            | "ssh_tunnel" must be an object
            true                                          | "ssh_tunnel" must be an object
            "{1}"                                         | "ssh_tunnel" is not JSON: line 1, column 2: Unexpected character ('1' (code 49)): was expecting double-quote to start field name
            "bastion"                                     | "ssh_tunnel" must be an object
            {"hots": "b", "host": "b"}                    | "ssh_tunnel.hots" is no setting (did you mean "host"?)
            {"user": "u", "host": "b"}                    | "ssh_tunnel.user" is no setting (did you mean "username"?)
            {"xyzzy": "u", "host": "b"}                   | "ssh_tunnel.xyzzy" is no setting; "ssh_tunnel" has enable, host, port, username, private_key, private_key_password, password, agent, known_hosts, host_key, jump
            {"host": "b", "port": "x"}                    | "ssh_tunnel.port" must be a whole number from 1 to 65535, not "x"
            {"host": "b", "port": 0}                      | "ssh_tunnel.port" must be a whole number from 1 to 65535, not "0"
            {"host": "b", "enable": "yes"}                | "ssh_tunnel.enable" must be true or false, not "yes"
            {"host": "b", "agent": 1}                     | "ssh_tunnel.agent" must be true or false, not "1"
            {"host": "b", "password": {"a": 1}}           | "ssh_tunnel.password" must be a single value, not an object
            {"host": "b", "jump": [{"hots": "c"}]}        | "ssh_tunnel.jump[0].hots" is no setting (did you mean "host"?); "ssh_tunnel.jump[0].host" is missing
            {"host": "b", "jump": ["a", {"host": "c", "port": -1}]} | "ssh_tunnel.jump[1].port" must be a whole number from 1 to 65535, not "-1"
            {"host": "b", "jump": [{"host": "c", "jump": [{}]}]}    | "ssh_tunnel.jump[0].jump[0].host" is missing
            {"host": "b", "jump": ["u:pw@c"]}             | "ssh_tunnel.jump[0]" must be written user@host:port, or be an object
            {"host": "b", "jump": [""]}                   | "ssh_tunnel.jump[0]" must be written user@host:port, or be an object
            {"host": "b", "jump": [1]}                    | "ssh_tunnel.jump[0]" must be an object
            {"host": "b", "jump": "a,u@c:99999"}          | "ssh_tunnel.jump.port" must be a whole number from 1 to 65535, not "99999"
            {"host": "b", "jump": {"host": "c"}}          | "ssh_tunnel.jump" must be an array of objects or of "user@host:port"
            {"enable": false, "hots": "b"}                | "ssh_tunnel.hots" is no setting (did you mean "host"?)
            """)
    void whatDoesNotFitIsNamed(String tunnel, String problem) {
        assertThat(new ConfigCase(folder)
                        .config("{\"ssh_tunnel\": " + tunnel + "}")
                        .problems())
                .isEqualTo(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"host\": \"/tmp\"", "\"host\": \"a,/tmp\"", "\"replica\": {\"host\": \"/tmp\"}"})
    void leadsToNoUnixSocket(String host) {
        assertThat(new ConfigCase(folder)
                        .config("{" + host + ", \"ssh_tunnel\": {\"host\": \"b\"}}")
                        .problems())
                .isEqualTo("\"ssh_tunnel\" does not lead to a Unix socket: \"host\" must be what the SSH host calls the"
                        + " server, such as localhost");
    }

    private Optional<SshTunnel> tunnel(String object) {
        return new ConfigCase(folder)
                .config("{\"ssh_tunnel\": " + object + "}")
                .read()
                .tunnel();
    }

    private static SshTunnel host(String name, OptionalInt port, Optional<String> user) {
        return new SshTunnel(
                name,
                port,
                user,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}

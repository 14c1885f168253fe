package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts, addresses and ports, by libpq's rules. */
final class ServerSettingsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"host": "a,b"}                              | a:5432,b:5432
            {"host": " a , b ", "port": "1"}             | a:1,b:1
            {"host": "a,b", "port": "1,2"}               | a:1,b:2
            {"host": "a,b", "port": ",2"}                | a:5432,b:2
            {"host": "a,,/tmp", "port": 1}               | a:1,localhost:1,/tmp:1
            {"host": "::1"}                              | [::1]:5432
            {"hostaddr": "10.0.0.1"}                     | 10.0.0.1:5432
            {"hostaddr": "::1,fe80::1%eth0"}             | [::1]:5432,[fe80::1%eth0]:5432
            {"host": "a,", "hostaddr": "10.0.0.1,::1"}   | a:5432,[::1]:5432
            {"port": 1}                                  | localhost:1
            {"host": "a,b", "replica": {"host": "c", "port": 3}} | c:3
            {"host": "a", "port": 7, "replica": {"host": "c"}}   | c:7
            """)
    void listsThemAll(String document, String servers) {
        assertThat(new ConfigCase(folder).config(document).servers()).isEqualTo(servers);
    }

    @Test
    void aFolderIsASocketUnlessThereIsAnAddress() {
        ConnectionSettings.Server server = new ConfigCase(folder)
                .config("{\"host\": \"/tmp,/tmp\", \"hostaddr\": \",10.0.0.1\"}")
                .read()
                .server();
        assertThat(server.endpoints())
                .extracting(ConnectionSettings.Endpoint::isLocalSocket)
                .containsExactly(true, false);
        assertThat(server.endpoints().get(0).address()).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @EnumSource
    void whichServersWillDo(ConnectionSettings.TargetSession target) {
        String text = target.name().toLowerCase(Locale.ROOT).replace('_', '-');
        assertThat(new ConfigCase(folder)
                        .variable("PGTARGETSESSIONATTRS", text)
                        .read()
                        .server()
                        .target())
                .isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"host": "a,b", "port": "1,2,3"}     | "port" lists 3 for 2 hosts: give one for each, or one for all
            {"port": "1,2"}                      | "port" lists 2 for 1 host: give one for each, or one for all
            {"host": "a,b", "hostaddr": "::1"}   | "hostaddr" lists 1 for the 2 of "host": give one for each
            {"host": "a,b", "port": "1,x"}       | "port" must be a whole number from 1 to 65535, not "x"
            {"host": "a,b", "port": "1,0"}       | "port" must be a whole number from 1 to 65535, not "0"
            {"hostaddr": "db"}                   | "hostaddr" must be an IP address, or a list of them, not "db"
            {"hostaddr": "10.0.0"}               | "hostaddr" must be an IP address, or a list of them, not "10.0.0"
            {"host": "postgresql://u:p@h/d"}     | "host" holds a URL: that goes into "url"
            {"dbname": "postgresql://u:p@h/d"}   | "dbname" holds a URL: that goes into "url"
            {"host": "db:5432"}                  | "host" holds a port too: that goes into "port"
            {"host": "a,db:5432"}                | "host" holds a port too: that goes into "port"
            {"host": "[::1]"}                    | "host" must hold names or addresses and nothing else, several of them as a comma list
            {"host": "u@db"}                     | "host" must hold names or addresses and nothing else, several of them as a comma list
            {"host": "a b"}                      | "host" must hold names or addresses and nothing else, several of them as a comma list
            {"host": "@abstract"}                | "host" names an abstract Unix socket, which Java cannot reach: give the folder of an ordinary one
            {"target_session_attrs": "master"}   | "target_session_attrs" must be one of any, read-write, read-only, primary, standby, prefer-standby, not "master"
            {"replica": "db"}                    | "replica" must be an object
            {"replica": ["db"]}                  | "replica" must be an object
            {"replica": {}}                      | "replica.host" is missing
            {"replica": {"host": "a,b"}}         | "replica.host" must be one server
            {"replica": {"host": "a:1"}}         | "replica.host" holds a port too: that goes into "port"
            {"replica": {"host": "a", "port": "x"}} | "replica.port" must be a whole number from 1 to 65535, not "x"
            {"replica": {"hots": "a", "host": "b"}} | "replica.hots" is no setting (did you mean "host"?)
            {"replica": {"user": "a", "host": "b"}} | "replica.user" is no setting; "replica" has host, port
            """)
    void whatDoesNotFitIsNamed(String document, String problem) {
        assertThat(new ConfigCase(folder).config(document).problems()).isEqualTo(problem);
    }
}

package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigReaderTest {
    @TempDir
    private Path folder;

    @Test
    void everyDefault() {
        String user = System.getProperty("user.name");
        assertThat(ConfigReader.read(List.of(), Map.of()))
                .isEqualTo(new TapConfig(
                        connection(
                                new ConnectionSettings.Endpoint("localhost", Optional.empty(), 5432),
                                login(user, Optional.empty(), user),
                                tls(ConnectionSettings.SslMode.PREFER, Optional.empty()),
                                30),
                        new TapConfig.Session(false, "10s", "0", "0", "0", "0"),
                        new TapConfig.Discovery(List.of(), List.of(), "{schema}-{table}"),
                        new TapConfig.Sync(
                                false,
                                20_000,
                                100_000,
                                300,
                                "FULL_TABLE",
                                true,
                                true,
                                new LateCommits(false, null),
                                null),
                        new TapConfig.Load(64 << 20, true, 7 * 86_400, 1, false, 0, 0),
                        new TapConfig.Values(false, false, TapConfig.OutOfRange.CLAMP),
                        new TapConfig.Rows(0, null),
                        new TapConfig.Selection(List.of(), List.of(), false),
                        Optional.empty()));
    }

    @Test
    void everySettingOfAFile() {
        TapConfig config = read("""
                {"host": "db.example.com", "port": 6432, "user": "reader", "password": "pw", "dbname": "shop",
                 "sslmode": "verify-full", "sslrootcert": "/etc/ca.pem", "connect_timeout": 5,
                 "filter_dbs": ["shop", "crm"], "filter_schemas": "public, Sales ,", "stream_name": "{table}",
                 "default_replication_method": "INCREMENTAL", "start_date": "2024-01-31", "read_method": "cursor", "itersize": 1,
                 "state_interval_rows": 9000000000, "chunk_size_mb": 5, "full_table_resume": "restart", "resume_max_age": "2h",
                 "tcp_user_timeout": 2000, "stall_timeout": "2min", "retry_max_seconds": 60, "parallel": 4, "consistent": true, "max_snapshot_age": "1h", "max_rate_mb_s": 20,
                 "late_commits": {"lookback": "10 minutes"}, "limit": 50, "mask_salt": "pepper", "new_columns": "ignore", "activate_version": false,
                 "decimals": "string", "json": "string", "out_of_range": "error", "row_security": "on",
                 "lock_timeout": "1min", "statement_timeout": "2h", "idle_in_transaction_session_timeout": "3d",
                 "idle_session_timeout": "4 ms", "transaction_timeout": 5,
                 "batch_config": {"encoding": {"compression": "none"}, "storage": {"root": "/b", "prefix": "x-"},
                 "batch_size": 7}}""");
        assertThat(config)
                .isEqualTo(new TapConfig(
                        connection(
                                new ConnectionSettings.Endpoint("db.example.com", Optional.empty(), 6432),
                                login("reader", Optional.of("pw"), "shop"),
                                tls(ConnectionSettings.SslMode.VERIFY_FULL, Optional.of("/etc/ca.pem")),
                                5),
                        new TapConfig.Session(true, "1min", "2h", "3d", "4 ms", "5"),
                        new TapConfig.Discovery(List.of("shop", "crm"), List.of("public", "Sales"), "{table}"),
                        new TapConfig.Sync(
                                true,
                                1,
                                9_000_000_000L,
                                60,
                                "INCREMENTAL",
                                false,
                                false,
                                new LateCommits(false, "10 minutes"),
                                "2024-01-31 00:00:00+00"),
                        new TapConfig.Load(5 << 20, false, 7200, 4, true, 3600, 20),
                        new TapConfig.Values(true, true, TapConfig.OutOfRange.ERROR),
                        new TapConfig.Rows(50, "pepper"),
                        new TapConfig.Selection(List.of(), List.of(), false),
                        Optional.of(new TapConfig.Batches(Path.of("/b"), "x-", "none", 7))));
    }

    private static ConnectionSettings connection(
            ConnectionSettings.Endpoint endpoint,
            ConnectionSettings.Login login,
            ConnectionSettings.Tls tls,
            int seconds) {
        return new ConnectionSettings(
                new ConnectionSettings.Server(
                        List.of(endpoint), Optional.empty(), ConnectionSettings.TargetSession.ANY),
                login,
                tls,
                Optional.empty(),
                new ConnectionSettings.Account(
                        System.getProperty("user.name"), Path.of(System.getProperty("user.home")), Optional.empty()),
                seconds,
                seconds == 5 ? 2_000 : 60_000,
                seconds == 5 ? 120_000 : 0);
    }

    private static ConnectionSettings.Login login(String user, Optional<String> password, String database) {
        return new ConnectionSettings.Login(
                user,
                password,
                Optional.empty(),
                Path.of(System.getProperty("user.home"), ".pgpass"),
                database,
                "prefer",
                Optional.empty());
    }

    private static ConnectionSettings.Tls tls(ConnectionSettings.SslMode mode, Optional<String> rootCertificate) {
        return new ConnectionSettings.Tls(
                mode, rootCertificate, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ConnectionSettings.Endpoint endpoint(TapConfig config) {
        return config.connection().server().endpoints().get(0);
    }

    @Test
    void booleansAndNumbersMayBeStrings() {
        TapConfig config =
                read("{\"port\": \" 6432 \", \"activate_version\": \"False\", \"itersize\": \"7\", \"user\": 42}");
        assertThat(endpoint(config).port()).isEqualTo(6432);
        assertThat(config.sync().activateVersion()).isFalse();
        assertThat(config.sync().itersize()).isEqualTo(7);
        assertThat(config.connection().login().user()).isEqualTo("42");
    }

    @Test
    void choicesAreReadWhateverTheirCase() {
        TapConfig config = read(
                "{\"default_replication_method\": \"incremental\", \"sslmode\": \"REQUIRE\", \"json\": \"String\"}");
        assertThat(config.sync().defaultMethod()).isEqualTo("INCREMENTAL");
        assertThat(config.connection().tls().mode().text()).isEqualTo("require");
        assertThat(config.values().jsonAsText()).isTrue();
    }

    @Test
    void theDatabaseIsCalledAsTheRoleWhereNothingSaysSo() {
        assertThat(read("{\"user\": \"reader\"}").connection().login().database())
                .isEqualTo("reader");
    }

    @Test
    void laterFilesWinKeyByKey() {
        TapConfig config = ConfigReader.read(
                List.of(
                        file("first.json", "{\"host\": \"a\", \"port\": 1, \"user\": \"u\"}"),
                        file("second.json", "{\"host\": \"b\", \"user\": null}")),
                Map.of());
        assertThat(endpoint(config).host()).isEqualTo("b");
        assertThat(endpoint(config).port()).isEqualTo(1);
        assertThat(config.connection().login().user())
                .as("null leaves a key out")
                .isEqualTo("u");
    }

    @Test
    void filesWinOverOurVariablesAndThoseOverLibpqs() {
        Map<String, String> environment = Map.of(
                "TAP_POSTGRES_HOST", "ours",
                "PGHOST", "libpq",
                "TAP_POSTGRES_USER", "ours",
                "PGUSER", "libpq",
                "PGDATABASE", "libpq",
                "PGPORT", "6432",
                "TAP_POSTGRES_DBNAME", "");
        TapConfig config = read("{\"host\": \"file\"}", environment);
        assertThat(endpoint(config).host()).isEqualTo("file");
        assertThat(config.connection().login().user()).isEqualTo("ours");
        assertThat(config.connection().login().database())
                .as("an empty variable is none")
                .isEqualTo("libpq");
        assertThat(endpoint(config).port()).isEqualTo(6432);
    }

    @Test
    void theEnvironmentAloneIsEnough() {
        TapConfig config = ConfigReader.read(
                List.of(), Map.of("PGHOST", "h", "PGSSLMODE", "require", "TAP_POSTGRES_SOMETHING_ELSE", "x"));
        assertThat(endpoint(config).host()).isEqualTo("h");
        assertThat(config.connection().tls().mode().text()).isEqualTo("require");
    }

    @Test
    void listsInTheEnvironmentMayBeArrays() {
        TapConfig config = ConfigReader.read(
                List.of(),
                Map.of(
                        "TAP_POSTGRES_FILTER_SCHEMAS", "[\"a,b\", \"c\"]",
                        "TAP_POSTGRES_FILTER_DBS", "a,b"));
        assertThat(config.discovery().schemas()).containsExactly("a,b", "c");
        assertThat(config.discovery().databases()).containsExactly("a", "b");
        assertThat(failure(List.of(), Map.of("TAP_POSTGRES_FILTER_DBS", "[1")))
                .hasMessageStartingWith("1 problem in the environment: TAP_POSTGRES_FILTER_DBS is not JSON: line 1");
    }

    @Test
    void aPasswordInTheEnvironmentMayLookLikeJson() {
        for (String password : new String[] {"[secret", "[1]", "{}", "null", "\"", " "}) {
            assertThat(ConfigReader.read(List.of(), Map.of("TAP_POSTGRES_PASSWORD", password))
                            .connection()
                            .login()
                            .password())
                    .contains(password);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"port": "x"}             | "port" must be a whole number from 1 to 65535, not "x"
            {"port": 0}               | "port" must be a whole number from 1 to 65535, not "0"
            {"port": 65536}           | "port" must be a whole number from 1 to 65535, not "65536"
            {"port": 1.5}             | "port" must be a whole number from 1 to 65535, not "1.5"
            {"port": [1]}             | "port" must be a single value, not an array
            {"host": {"a": 1}}        | "host" must be a single value, not an object
            {"itersize": 0}           | "itersize" must be a whole number from 1 to 2147483647, not "0"
            {"itersize": 99999999999} | "itersize" must be a whole number from 1 to 2147483647, not "99999999999"
            {"state_interval_rows":0} | "state_interval_rows" must be a whole number from 1, not "0"
            {"connect_timeout": -1}   | "connect_timeout" must be a whole number from 0 to 86400, not "-1"
            {"activate_version": 1}   | "activate_version" must be true or false, not "1"
            {"json": "object"}        | "json" must be one of embedded, string, not "object"
            {"out_of_range": ""}      | "out_of_range" must be one of clamp, null, text, error, not ""
            {"lock_timeout": "10 s;"} | "lock_timeout" must be a time such as 500ms, 10s or 5min, not "10 s;"
            {"lock_timeout": "-1"}    | "lock_timeout" must be a time such as 500ms, 10s or 5min, not "-1"
            {"filter_dbs": [1]}       | "filter_dbs" must hold names only, not 1
            {"filter_dbs": {}}        | "filter_dbs" must be a single value, not an object
            {"hots": "a"}             | "hots" is no setting (did you mean "host"?)
            {"frobnicate": "a"}       | "frobnicate" is no setting
            """)
    void eachWrongValueIsNamed(String document, String problem) {
        TapException failure = failure(List.of(file("config.json", document)), Map.of());
        assertThat(failure).hasMessage("1 problem in the configuration: " + problem);
        assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
        assertThat(failure.hint()).contains("Correct these keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"orders", "{schema}", "{table}{", "{table}}", "{table}-{tabel}", "{table}\\n{", "{}{table}"})
    void streamNamesHoldTheTableAndNoOtherBraces(String template) {
        assertThat(failure(List.of(file("config.json", "{\"stream_name\": \"" + template + "\"}")), Map.of()))
                .hasMessageContaining("\"stream_name\" must hold {table}");
    }

    @Test
    void allProblemsAreReportedTogether() {
        TapException failure = failure(
                List.of(
                        file("first.json", "{\"port\": \"x\", \"itersize\": 0, \"hots\": \"a\"}"),
                        file("second.json", "{\"json\": 1, \"lock_timeout\": \"soon\", \"filter_dbs\": [[]]}")),
                Map.of("TAP_POSTGRES_SSLMODE", "none"));
        assertThat(failure.getMessage())
                .startsWith("7 problems in the configuration: ")
                .contains("\"port\"", "\"itersize\"", "\"hots\"", "\"json\"", "\"lock_timeout\"", "\"filter_dbs\"")
                .contains("\"sslmode\" must be one of disable, allow,")
                .doesNotContain("\n");
    }

    @Test
    void aFileThatIsNoConfigIsNamed() {
        Path missing = folder.resolve("none.json");
        assertThat(failure(List.of(missing), Map.of()))
                .hasMessage("the config file \"" + missing + "\" does not exist");
        assertThat(failure(List.of(file("config.json", "{\n\"port\": }")), Map.of()))
                .hasMessageContaining("config.json\" is not JSON: line 2, column ");
        assertThat(failure(List.of(file("config.json", "[]")), Map.of()))
                .hasMessageContaining("config.json\" holds no JSON object");
        assertThat(failure(List.of(file("config.json", "")), Map.of())).hasMessageContaining("is empty");
    }

    @Test
    void namesOfOtherTapsAreUsed() {
        TapConfig config = read("""
                {"database": "shop", "ssl_mode": "verify-ca", "ssl_certificate_authority": "/ca.pem",
                 "default-replication-method": "INCREMENTAL", "include_schemas_in_destination_stream_name": "true"}""");
        assertThat(config.connection().login().database()).isEqualTo("shop");
        assertThat(config.connection().tls().mode().text()).isEqualTo("verify-ca");
        assertThat(config.connection().tls().rootCertificate()).contains("/ca.pem");
        assertThat(config.sync().defaultMethod()).isEqualTo("INCREMENTAL");
        assertThat(config.discovery().streamName()).isEqualTo("{schema}_{table}");
        assertThat(read("{\"ssl\": \"true\"}").connection().tls().mode().text()).isEqualTo("require");
        assertThat(read("{\"ssl\": true}").connection().tls().mode().text()).isEqualTo("require");
        assertThat(read("{\"ssl\": \"false\"}").connection().tls().mode().text())
                .isEqualTo("prefer");
    }

    @Test
    void namesOfOtherTapsThatAreNullSayNothing() {
        TapConfig config = read(
                "{\"database\": null, \"ssl\": null, \"include_schemas_in_destination_stream_name\": null}",
                Map.of("PGDATABASE", "shop"));
        assertThat(config.connection().login().database()).isEqualTo("shop");
        assertThat(config.connection().tls().mode().text()).isEqualTo("prefer");
        assertThat(config.discovery().streamName()).isEqualTo("{schema}-{table}");
    }

    @Test
    void ourNameWinsWhateverTheOrder() {
        List<String> ours =
                List.of("\"sslmode\": \"verify-full\"", "\"dbname\": \"shop\"", "\"stream_name\": \"{table}\"");
        List<String> theirs = List.of(
                "\"ssl\": \"true\"", "\"database\": \"other\"", "\"include_schemas_in_destination_stream_name\": true");
        for (boolean oursFirst : new boolean[] {true, false}) {
            List<String> fields = new ArrayList<>(oursFirst ? ours : theirs);
            fields.addAll(oursFirst ? theirs : ours);
            TapConfig config = read("{" + String.join(",", fields) + "}");
            assertThat(config.connection().tls().mode().text()).isEqualTo("verify-full");
            assertThat(config.connection().login().database()).isEqualTo("shop");
            assertThat(config.discovery().streamName()).isEqualTo("{table}");
        }
    }

    @Test
    void whatOtherTapsDoIsNoError() {
        for (String key : PeerSettings.ADVICE.keySet()) {
            assertThat(read("{\"" + key + "\": {\"a\": [1]}}")).as(key).isEqualTo(read("{}"));
        }
    }

    @Test
    void noMessageHoldsASecret() {
        String[] documents = {
            "{\"password\": [\"hunter2\"]}",
            "{\"password\": {\"hunter2\": \"hunter2\"}}",
            "{\"password\": hunter2}",
            "{\"password\": \"hunter2\", \"port\": \"x\"}",
            "{\"passwort\": \"hunter2\"}",
            "{\"password\": \"hunter2\"} {\"password\": \"hunter2\"}",
            "{\"password\": \"hunter2\", \"password\": \"hunter2\"}",
            "{\"password\": \"hunter2",
        };
        for (String document : documents) {
            TapException failure = failure(List.of(file("config.json", document)), Map.of());
            for (Throwable each = failure; each != null; each = each.getCause()) {
                assertThat(each.toString()).as(document).doesNotContain("hunter2");
            }
        }
        assertThat(read("{\"password\": \"hunter2\", \"user\": \"u\", \"dbname\": \"d\"}")
                        .toString())
                .contains("u@localhost:5432/d")
                .doesNotContain("hunter2");
    }

    private TapConfig read(String document) {
        return read(document, Map.of());
    }

    private TapConfig read(String document, Map<String, String> environment) {
        return ConfigReader.read(List.of(file("config.json", document)), environment);
    }

    private static TapException failure(List<Path> files, Map<String, String> environment) {
        TapException failure = catchThrowableOfType(TapException.class, () -> ConfigReader.read(files, environment));
        assertThat(failure).isNotNull();
        return failure;
    }

    private Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schema of a config file: whatever it lets pass, the program takes, and what people write, it lets pass. */
final class ConfigSchemaTest {
    private static final Schema SCHEMA =
            SchemaRegistry.withDialect(Dialects.getDraft7()).getSchema(ConfigSchema.file());

    /** Values of every JSON type, most of which fit few settings. */
    private static final List<String> CANDIDATES = List.of(
            "null",
            "true",
            "\"true\"",
            "\"TRUE\"",
            "\"yes\"",
            "0",
            "1",
            "-1",
            "65",
            "65535",
            "65536",
            "86400",
            "86401",
            "1000000",
            "1000001",
            "1.5",
            "99999999999999999999",
            "\"5\"",
            "\" 7 \"",
            "\"-5\"",
            "\"5.0\"",
            "\"x\"",
            "\"\"",
            "\"10s\"",
            "\"10 s\"",
            "\"5us\"",
            "\"3m\"",
            "\"7d\"",
            "\"10 parsecs\"",
            "\"1,2\"",
            "[]",
            "[\"a\",\"b\"]",
            "[1]",
            "{}",
            "{\"host\":\"h\"}",
            "{\"host\":\"h\",\"port\":0}",
            "{\"host\":\"h\",\"port\":\"70000x\"}",
            "{\"host\":\"h\",\"prot\":1}",
            "{\"enable\":false}",
            "{\"enable\":\"maybe\"}",
            "{\"host\":\"h\",\"jump\":[1]}",
            "{\"host\":\"h\",\"jump\":[{\"host\":\"j\",\"prot\":1}]}",
            "{\"host\":\"h\",\"jump\":\"a@b:22\"}",
            "{\"host\":\"h\",\"jump\":[\"a@b:22\",{\"host\":\"j\"}]}",
            "{\"lookback\":\"10 minutes\"}",
            "{\"lookback\":100}",
            "{\"lookback\":[]}",
            "{\"look\":1}",
            "\"off\"",
            "\"exact\"",
            "\"{\\\"host\\\":\\\"h\\\"}\"",
            "\"{\\\"lookback\\\":5}\"",
            "\"prefer\"",
            "\"require\"",
            "\"verify-full\"",
            "\"FULL_TABLE\"",
            "\"LOG_BASED\"",
            "\"2024-01-31\"",
            "\"2024-01-31T12:00:00Z\"",
            "\"2024-01-31 12:00:00.5+02:00\"",
            "\"31.1.2024\"",
            "\"now\"",
            "\"{table}\"",
            "\"{schema}\"");

    /** Of which the schema says no more than that they are texts. */
    private static final Set<Setting> FREE_TEXTS =
            EnumSet.of(Setting.URL, Setting.SERVICE, Setting.HOST, Setting.HOSTADDR);

    /** The text of an object, into which no schema looks, and ports that need as many hosts. */
    private static boolean isBeyondTheSchema(Setting setting, String candidate) {
        boolean object = ConfigSchema.settings()
                .at("/properties/" + setting.key())
                .toString()
                .contains("\"object\"");
        return FREE_TEXTS.contains(setting)
                || (object && candidate.startsWith("\"{"))
                || (setting == Setting.PORT && candidate.contains(","));
    }

    @TempDir
    private Path folder;

    private static List<String> errors(String document) throws Json.ReadException {
        return SCHEMA.validate(Json.parse(document)).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .toList();
    }

    private static boolean fits(String document) throws Json.ReadException {
        return errors(document).isEmpty();
    }

    private boolean isTaken(String document) {
        try {
            new ConfigCase(folder).config(document).explain();
            return true;
        } catch (TapException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void letsNothingPassThatTheProgramRefuses(Setting setting) throws Exception {
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        for (String candidate : CANDIDATES) {
            String document = "{\"" + setting.key() + "\": " + candidate + "}";
            boolean taken = isTaken(document);
            refused += taken ? 0 : 1;
            if (!taken && fits(document) && !isBeyondTheSchema(setting, candidate)) {
                wrong.add(document);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(refused).as("refused candidates").isPositive();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void letsDefaultsAndAllowedValuesPass(Setting setting) throws Exception {
        ObjectNode schema = (ObjectNode) ConfigSchema.settings().at("/properties/" + setting.key());
        List<JsonNode> values = new ArrayList<>();
        if (schema.has("default")) {
            values.add(schema.get("default"));
            assertThat(schema.get("default").asText())
                    .isEqualTo(setting.defaultValue().orElseThrow());
        }
        assertThat(schema.has("default")).isEqualTo(setting.defaultValue().isPresent());
        setting.allowed().forEach(value -> values.add(Json.NODES.textNode(value)));
        for (JsonNode value : values) {
            String document = "{\"" + setting.key() + "\": " + value + "}";
            assertThat(errors(document)).as(document).isEmpty();
            assertThatCode(() -> new ConfigCase(folder).config(document).explain())
                    .as(document)
                    .doesNotThrowAnyException();
        }
        assertThat(fits("{\"" + setting.key() + "\": null}")).isTrue();
        assertThat(schema.get("description").asText()).isEqualTo(setting.description());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"host\": \"h\", \"port\": 5432, \"user\": \"u\", \"password\": \"p\", \"dbname\": \"d\"}",
                "{\"port\": \"5432\", \"itersize\": \"20000\", \"consistent\": \"true\", \"filter_dbs\": \"a, b\"}",
                "{\"host\": \"a,b\", \"port\": \"5432,5433\"}",
                "{\"filter_schemas\": [\"public\"], \"lock_timeout\": 500, \"statement_timeout\": \"5min\"}",
                "{\"late_commits\": {\"lookback\": \"10 minutes\"}, \"start_date\": \"2024-01-31T00:00:00Z\"}",
                "{\"late_commits\": \"exact\", \"replica\": {\"host\": \"r\", \"port\": \"5433\"}}",
                "{\"ssh_tunnel\": {\"enable\": \"true\", \"host\": \"b\", \"port\": \"22\", \"username\": \"u\","
                        + " \"private_key\": \"~/k\", \"private_key_password\": \"p\", \"agent\": false,"
                        + " \"host_key\": \"SHA256:x\", \"known_hosts\": \"k\", \"jump\": [\"u@j:22\", {\"host\": \"i\"}]}}",
                "{\"ssh_tunnel\": {\"enable\": false}}",
                "{\"$schema\": \"./config.schema.json\", \"host\": \"h\"}",
                "{\"database\": \"d\", \"ssl_enable\": true, \"stream_maps\": {}, \"use_secondary\": \"false\"}"
            })
    void letsPassWhatPeopleWrite(String document) throws Exception {
        assertThat(errors(document)).isEmpty();
        assertThat(isTaken(document)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"prot": 5432}                                | : property 'prot' is not defined
            {"port": 70000}                               | /port
            {"port": "5432 or so"}                        | /port
            {"sslmode": "on"}                             | /sslmode
            {"consistent": "yes"}                         | /consistent
            {"filter_dbs": {"a": 1}}                      | /filter_dbs
            {"lock_timeout": "10 parsecs"}                | /lock_timeout
            {"late_commits": "sometimes"}                 | /late_commits
            {"late_commits": {}}                          | /late_commits: required property 'lookback'
            {"replica": {"port": 5433}}                   | /replica: required property 'host'
            {"ssh_tunnel": {"port": 22}}                  | /ssh_tunnel: required property 'host'
            {"ssh_tunnel": {"host": "b", "hots": "c"}}    | /ssh_tunnel: property 'hots' is not defined
            {"ssh_tunnel": {"host": "b", "jump": [{}]}}   | /ssh_tunnel/jump/0
            {"start_date": "last week"}                   | /start_date
            {"stream_name": "{schema}"}                   | /stream_name
            []                                            | : array found
            """)
    void refusesWhatIsWrong(String document, String error) throws Exception {
        assertThat(errors(document)).anyMatch(each -> each.startsWith(error));
        assertThat(isTaken(document)).isFalse();
    }

    @Test
    void letsTheExampleAndTheConfigsOfTheTestsPass() throws Exception {
        assertThat(errors(Files.readString(Path.of("config.example.json")))).isEmpty();
        int wrong = 0;
        for (Path file : goldenConfigs()) {
            boolean bad = file.getParent().endsWith("bad-config");
            assertThat(fits(Files.readString(file))).as(file.toString()).isEqualTo(!bad);
            wrong += bad ? 1 : 0;
        }
        assertThat(wrong).isOne();
    }

    private static List<Path> goldenConfigs() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "test", "golden"))) {
            return files.filter(file -> file.endsWith("config.json")).toList();
        }
    }

    @Test
    void marksWhatIsSecret() {
        ObjectNode settings = ConfigSchema.settings();
        Set<String> secrets = new TreeSet<>();
        collectSecrets(settings.get("properties"), "", secrets);
        assertThat(secrets)
                .containsExactly(
                        "mask_salt",
                        "password",
                        "password_command",
                        "ssh_tunnel.jump.password",
                        "ssh_tunnel.jump.private_key",
                        "ssh_tunnel.jump.private_key_password",
                        "ssh_tunnel.password",
                        "ssh_tunnel.private_key",
                        "ssh_tunnel.private_key_password",
                        "sslkey",
                        "sslpassword",
                        "url");
        for (Setting setting : Setting.values()) {
            assertThat(secrets.contains(setting.key()))
                    .as(setting.key())
                    .isEqualTo(setting.isSecret() || setting == Setting.SSLKEY);
        }
    }

    private static void collectSecrets(JsonNode properties, String path, Set<String> secrets) {
        properties.properties().forEach(property -> {
            JsonNode schema = property.getValue();
            if (schema.path("secret").asBoolean() && schema.path("writeOnly").asBoolean()) {
                secrets.add(path + property.getKey());
            }
            collectSecrets(schema.path("properties"), path + property.getKey() + ".", secrets);
            collectSecrets(schema.path("items").path("properties"), path + property.getKey() + ".", secrets);
        });
    }

    @Test
    void theFileHasTheSettingsAndTheNamesOfOtherTapsAsDeprecated() {
        ObjectNode ofFile = (ObjectNode) ConfigSchema.file().get("properties");
        ObjectNode settings = (ObjectNode) ConfigSchema.settings().get("properties");
        Set<String> more = new TreeSet<>();
        ofFile.properties().forEach(property -> {
            if (settings.has(property.getKey())) {
                assertThat(property.getValue()).isEqualTo(settings.get(property.getKey()));
            } else {
                more.add(property.getKey());
            }
        });
        assertThat(more.remove("$schema")).isTrue();
        assertThat(more)
                .contains("sqlalchemy_url", "database", "stream_maps", "secondary_port")
                .allSatisfy(name -> {
                    assertThat(PeerSettings.isKnown(name)).isTrue();
                    assertThat(ofFile.get(name).get("deprecated").asBoolean()).isTrue();
                });
        assertThat(settings).hasSize(Setting.values().length);
        assertThat(Arrays.stream(Setting.values()).map(Setting::key)).allMatch(settings::has);
    }
}

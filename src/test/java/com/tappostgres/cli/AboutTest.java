package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.config.Setting;
import com.tappostgres.json.Json;
import com.tappostgres.testing.Tap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AboutTest {
    private static String about(String... args) {
        return Tap.run(args).assertSucceeded().text();
    }

    @Test
    void tellsToolsWhatTheyAsk() throws Exception {
        JsonNode about = Json.parse(about("about", "--format", "json"));
        assertThat(about.get("name").asText()).isEqualTo("tap-postgres");
        assertThat(about.get("description").asText()).contains("Singer");
        assertThat(about.get("version").asText()).isNotBlank();
        assertThat(about.get("capabilities"))
                .map(JsonNode::asText)
                .contains("catalog", "state", "discover", "about")
                .doesNotContain("stream-maps", "properties");
        assertThat(about.get("supported_postgres_versions").asText()).isEqualTo("9.3 to 18");
        JsonNode settings = about.get("settings");
        assertThat(settings.get("type").asText()).isEqualTo("object");
        assertThat(settings.get("required")).isEmpty();
        assertThat(settings.get("properties")).hasSize(Setting.values().length);
        assertThat(settings.at("/properties/port"))
                .hasToString("{\"description\":\"port of the server: one for all hosts, or one for each\","
                        + "\"type\":[\"integer\",\"string\",\"null\"],\"minimum\":1,\"maximum\":65535,"
                        + "\"pattern\":\"^ *[0-9]* *(, *[0-9]* *)*$\",\"default\":5432}");
        assertThat(settings.at("/properties/password/secret").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json", "markdown", "schema", "man"})
    void isAnOptionTooAsOtherTapsHaveIt(String format) {
        String about = about("about", "--format", format);
        assertThat(about).isNotBlank().endsWith("\n");
        assertThat(about("--about", "--format=" + format)).isEqualTo(about);
        assertThat(about("--config", "missing.json", "--about", "--format=" + format))
                .isEqualTo(about);
    }

    @Test
    void isForPeopleByDefault() {
        String text = about("about");
        assertThat(text).isEqualTo(about("--about")).isEqualTo(about("about", "--format", "text"));
        assertThat(text).startsWith("tap-postgres ").contains("PostgreSQL:   9.3 to 18");
        String markdown = about("about", "--format", "markdown");
        for (Setting setting : Setting.values()) {
            assertThat(text.lines()).anyMatch(line -> line.startsWith("  " + setting.key() + " "));
            assertThat(markdown.lines())
                    .filteredOn(line -> line.startsWith("| `" + setting.key() + "` |"))
                    .singleElement()
                    .asString()
                    .contains(setting.description(), "`TAP_POSTGRES_" + setting.name() + "`")
                    .matches("(?:[^|]*\\|){5}");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            about --format yaml             | there is no format "yaml"            | text, json, markdown, schema, man
            about --format JSON             | there is no format "JSON"            | text, json, markdown, schema, man
            --about --format=               | there is no format ""                | text, json, markdown, schema, man
            about --types --format json     | --types and --format do not go       | tap-postgres about --types
            --format=json                   | --format needs --about               | tap-postgres --about --format=json
            --format=json --discover        | --format needs --about               | tap-postgres --about --format=json
            about types                     | Unmatched argument                   | tap-postgres about --help
            completion                      | Missing required parameter: 'SHELL'  | tap-postgres completion --help
            completion fish                 | the shell "fish"                     | bash, zsh
            """)
    void saysWhatCanBeAsked(String command, String message, String hint) {
        Tap.run(command.split(" ")).assertFailed(2, message).assertHint(hint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check", "keygen", "about", "completion"})
    void theHelpOfEveryCommandTellsTheExitCodes(String command) {
        List<String> ofAll = exitCodes(about("--help"));
        assertThat(ofAll).hasSize(10).last().asString().contains("130, 143", "stopped by a signal");
        assertThat(exitCodes(about(command, "--help"))).isEqualTo(ofAll);
    }

    @Test
    void theManualHasNothingThatTroffDoesNotKnow() {
        String page = about("about", "--format", "man");
        assertThat(page.lines()
                        .filter(line -> line.startsWith(".") || line.startsWith("'"))
                        .map(line -> line.split(" ", 2)[0])
                        .distinct())
                .containsExactlyInAnyOrder(".\\\"", ".TH", ".SH", ".SS", ".PP", ".TP", ".nf", ".fi");
        assertThat(page.replaceAll("\\\\(?:[-&e\"]|f[BIR])", ""))
                .as("escapes that it does not know")
                .doesNotContain("\\");
        assertThat(page).contains("\\fB\\-\\-catalog\\fR, \\fB\\-\\-properties\\fR \\fIFILE\\fR\n");
    }

    private static List<String> exitCodes(String help) {
        return help.lines()
                .dropWhile(line -> !line.equals("Exit codes:"))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .toList();
    }
}

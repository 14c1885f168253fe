package com.tappostgres.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    @TempDir
    private Path folder;

    @Test
    void numbersKeepEveryDigit() throws Exception {
        String document = "{\"a\":1.10,\"b\":123456789012345678901234567890.123456789,\"c\":9007199254740993}";
        assertThat(new String(Json.print(Json.parse(document)), StandardCharsets.UTF_8))
                .isEqualTo(document);
    }

    @Test
    void prettyPrintIndents() throws Exception {
        assertThat(new String(Json.printPretty(Json.parse("{\"a\":[]}")), StandardCharsets.UTF_8))
                .contains("\n  \"a\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\": [1, 2", "{\"a\": ", "{\"a", "[1}", "{\"a\": [1, 2}", "{\"a\": tru"})
    void whatIsCutShortIsToldInWords(String document) {
        assertThatThrownBy(() -> Json.parse(document))
                .hasMessageStartingWith("is not JSON: line 1, column ")
                .message()
                .doesNotContainIgnoringCase("source", "StreamRead", "[")
                .matches("[^()]*(\\([^()]*\\)[^()]*)*");
    }

    /** Jackson's own mapper reads and prints trees too, but takes its time to start. */
    @Test
    void documentsAreReadAndPrintedAsJacksonDoesIt() throws Exception {
        ObjectMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        String[] documents = {
            "{\"a\":{\"b\":[[],{},[1,[2,{\"c\":null}]]]},\"\":true,\"é\\n\":\"\\u0000\\ud800 \\ud83d\\ude00\\u2028\"}",
            "[0,-0,-1,2147483647,-2147483649,9223372036854775807,9223372036854775808,123456789012345678901234567890]",
            "[0.0,-0.0,1.10,1e5,1E-400,1e+400,0.1000000000000000000000001]",
            "null",
            "false",
            "\"text\"",
            "7",
            "[".repeat(900) + "]".repeat(900),
        };
        for (String document : documents) {
            JsonNode node = Json.parse(document);
            JsonNode expected = mapper.readTree(document);
            assertThat(node).as(document).isEqualTo(expected);
            assertThat(Json.print(node)).as(document).isEqualTo(mapper.writeValueAsBytes(expected));
            assertThat(Json.printPretty(node))
                    .as(document)
                    .isEqualTo(mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(expected));
        }
    }

    @Test
    void brokenDocumentsAreRefused() {
        String[] documents = {
            "[1,",
            "[1 2]",
            "[1,]",
            "{\"a\":",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "]",
            "{]",
            "[}",
            "[] ]",
            "\"a",
            "nul",
            "01",
            "{} x",
            "[".repeat(1001) + "]".repeat(1001),
            "1".repeat(1001)
        };
        for (String document : documents) {
            assertThatThrownBy(() -> Json.parse(document)).as(document).hasMessageStartingWith("is not JSON: ");
        }
    }

    @Test
    void aFaultNamesLineAndColumn() throws Exception {
        assertThatThrownBy(() -> Json.read(file("{\n  \"host\": \"a\",\n}")))
                .isInstanceOf(Json.ReadException.class)
                .hasMessageStartingWith("is not JSON: line 3, column ");
    }

    @Test
    void whatIsNotOneDocumentIsRefused() {
        for (String text : new String[] {"{} {}", "{\"a\":1,\"a\":2}", "{", "{'a':1}", "{\"a\":NaN}"}) {
            assertThatThrownBy(() -> Json.parse(text)).as(text).hasMessageStartingWith("is not JSON: ");
        }
        assertThatThrownBy(() -> Json.parse(" ")).hasMessage("is empty");
    }

    @Test
    void aFileThatCannotBeReadSaysWhy() throws Exception {
        assertThatThrownBy(() -> Json.read(folder.resolve("none"))).hasMessage("does not exist");
        assertThatThrownBy(() -> Json.read(file(""))).hasMessage("is empty");
        assertThatThrownBy(() -> Json.read(folder)).hasMessageStartingWith("cannot be read: ");
    }

    @Test
    void aFaultQuotesNothingOfTheDocument() {
        assertThatThrownBy(() -> Json.parse("{\"password\": hunter2}"))
                .hasMessageContaining("line 1")
                .satisfies(failure -> {
                    for (Throwable each = failure; each != null; each = each.getCause()) {
                        assertThat(each.getMessage()).doesNotContain("hunter2");
                    }
                });
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("document.json"), text);
    }
}

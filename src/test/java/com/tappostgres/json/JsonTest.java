package com.tappostgres.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

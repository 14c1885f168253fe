package com.tappostgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.cli.Main;
import com.tappostgres.json.Json;
import com.tappostgres.sync.Stop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of the repository that the program itself makes. */
final class GeneratedFilesTest {
    private static String about(String format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode = Main.run(new String[] {"about", "--format", format}, Map.of(), out, System.err, new Stop());
        assertThat(exitCode).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"schema, config.schema.json", "man, docs/tap-postgres.1"})
    void areAsTheProgramMakesThem(String format, String file) throws IOException {
        assertThat(Files.readString(Path.of(file)))
                .withFailMessage(
                        "%s is not what the program makes now; make it anew: mvn package -DskipTests &&"
                                + " target/tap-postgres about --format %s > %s",
                        file, format, file)
                .isEqualTo(about(format));
    }

    @Test
    void theSchemaHasTheSettingsOfAbout() throws Exception {
        JsonNode settings = Json.parse(about("json")).at("/settings/properties");
        ObjectNode ofFile =
                (ObjectNode) Json.read(Path.of("config.schema.json")).get("properties");
        ofFile.remove("$schema");
        ofFile.removeIf(schema -> schema.path("deprecated").asBoolean());
        assertThat(ofFile).isNotEmpty().isEqualTo(settings);
    }
}

package com.tappostgres.singer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class CatalogWriterTest {
    @Test
    void theStreamsMakeOneDocument() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CatalogWriter writer = new CatalogWriter(out);
        writer.write(Json.NODES.objectNode().put("tap_stream_id", "a"));
        writer.write(Json.NODES.objectNode().put("tap_stream_id", "b"));
        writer.finish();
        assertThat(Json.parse(out.toString(StandardCharsets.UTF_8)))
                .isEqualTo(Json.parse("{\"streams\":[{\"tap_stream_id\":\"a\"},{\"tap_stream_id\":\"b\"}]}"));
    }

    @Test
    void aReaderThatWentAwayIsAFailureOfTheOutput() {
        CatalogWriter writer = new CatalogWriter(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("Broken pipe");
            }
        });
        writer.write(Json.NODES.objectNode());
        assertThatThrownBy(writer::finish)
                .hasMessageContaining("Broken pipe")
                .isInstanceOfSatisfying(
                        TapException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.OUTPUT));
    }
}

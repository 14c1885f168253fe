package com.tappostgres.singer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CatalogTest {
    @TempDir
    private Path folder;

    @Test
    void streamsKeepTheirOrder() throws Exception {
        Catalog catalog = Catalog.read(file("{\"streams\":[{\"tap_stream_id\":\"b\"},{\"tap_stream_id\":\"a\"}]}"));
        assertThat(catalog.streams()).extracting(CatalogStream::id).containsExactly("b", "a");
        assertThat(Catalog.read(file("{\"streams\":[]}")).streams()).isEmpty();
    }

    @Test
    void twinsMayStandInItWhereOneIsReadAtMost() throws Exception {
        Catalog catalog = Catalog.read(
                file("{\"streams\":[{\"tap_stream_id\":\"a\"},{\"tap_stream_id\":\"a\",\"selected\":true}]}"));
        assertThat(catalog.streams()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                       | it has no "streams" array
            []                                                       | it has no "streams" array
            {"streams":{}}                                           | it has no "streams" array
            {"streams":[1]}                                          | streams[0] is no object
            {"streams":[{"tap_stream_id":"a"},{}]}                   | streams[1] has no "tap_stream_id"
            {"streams":[{"tap_stream_id":""}]}                       | streams[0] has no "tap_stream_id"
            {"streams":[{"tap_stream_id":1}]}                        | streams[0] has no "tap_stream_id"
            {"streams":[{"tap_stream_id":"a","selected":true},{"tap_stream_id":"a","selected":true}]} | the selected stream "a" stands in it twice
            {"streams":[{"tap_stream_id":"a","metadata":{}}]}        | streams[0].metadata is no array
            {"streams":[{"tap_stream_id":"a","metadata":[1]}]} | streams[0].metadata[0] has no "breadcrumb" array
            {"streams":[{"tap_stream_id":"a","metadata":[{"breadcrumb":"","metadata":{}}]}]} | streams[0].metadata[0] has no "breadcrumb" array
            """)
    void anotherShapeIsRefusedWithItsPlace(String document, String what) throws Exception {
        Path file = file(document);
        assertThatThrownBy(() -> Catalog.read(file))
                .hasMessage("\"" + file + "\" is no Singer catalog: " + what)
                .isInstanceOfSatisfying(TapException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION);
                    assertThat(failure.hint()).contains("--discover > catalog.json");
                });
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws Exception {
        Path missing = folder.resolve("none.json");
        assertThatThrownBy(() -> Catalog.read(missing))
                .hasMessage("the catalog file \"" + missing + "\" does not exist");
        assertThatThrownBy(() -> Catalog.read(file("{\"streams\": [")))
                .hasMessageContaining("catalog.json\" is not JSON: line 1, column ");
    }

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("catalog.json"), text);
    }
}

package com.tappostgres.singer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CatalogFileTest {
    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("catalog.json"), content);
    }

    @Test
    void keepsAllThatItDoesNotChange() throws Exception {
        String text = "{\"version\":1,\"streams\":[{\"tap_stream_id\":\"a\",\"mine\":[1,2.50],\"metadata\":"
                + "[{\"breadcrumb\":[\"properties\",\"x\"],\"metadata\":{\"inclusion\":\"available\"}}]}]}";
        Path file = file(text);
        CatalogFile catalog = CatalogFile.read(file);
        EditableStream stream = catalog.streams().get(0);
        stream.select(true);
        stream.setReplicationKey("x");
        stream.setReplicationKey(null);
        stream.selectColumn("x", false);
        stream.setMask("y", Json.NODES.textNode("sha256"));
        catalog.write();

        ObjectNode expected = (ObjectNode) Json.parse(text);
        ObjectNode entry = (ObjectNode) expected.at("/streams/0");
        ((ObjectNode) entry.at("/metadata/0/metadata")).put("selected", false);
        entry.withArray("metadata")
                .add(Json.parse("{\"breadcrumb\":[],\"metadata\":{\"selected\":true}}"))
                .add(Json.parse("{\"breadcrumb\":[\"properties\",\"y\"],\"metadata\":{\"mask\":\"sha256\"}}"));
        assertThat(Json.read(file)).isEqualTo(expected);
    }

    @Test
    void isReadBackAsItWasSet() throws Exception {
        Path file = file("{\"streams\":[{\"tap_stream_id\":\"a\"}]}");
        CatalogFile catalog = CatalogFile.read(file);
        EditableStream stream = catalog.streams().get(0);
        stream.select(true);
        stream.setReplicationMethod("INCREMENTAL");
        stream.setReplicationKey("at");
        stream.setKey(List.of("x", "y"));
        stream.setWhere("x > 1");
        stream.setLimit(10L);
        stream.setLateCommits(Json.NODES.textNode("exact"));
        stream.setMask("y", Json.NODES.textNode("null"));
        catalog.write();

        CatalogStream read = Catalog.read(file).streams().get(0);
        assertThat(read.isSelected()).isTrue();
        assertThat(read.replicationMethod()).contains("INCREMENTAL");
        assertThat(read.replicationKey()).contains("at");
        assertThat(read.viewKey()).containsExactly("x", "y");
        assertThat(read.where()).contains("x > 1");
        assertThat(read.limit().orElseThrow().asLong()).isEqualTo(10);
        assertThat(read.lateCommits().orElseThrow().asText()).isEqualTo("exact");
        assertThat(read.mask("y").orElseThrow().asText()).isEqualTo("null");
        assertThat(read.mask("x")).isEmpty();
    }

    @Test
    void keepsTheFileWhereItCannotBeReplaced() throws Exception {
        // No temporary file can have a name that is longer still; that stops root too.
        Path file = Files.writeString(folder.resolve("c".repeat(250)), "{\"streams\":[{\"tap_stream_id\":\"a\"}]}");
        CatalogFile catalog = CatalogFile.read(file);
        catalog.streams().get(0).select(true);
        assertThatThrownBy(catalog::write)
                .isInstanceOf(TapException.class)
                .hasMessageContaining("cannot write the catalog file");
        assertThat(Files.readString(file)).isEqualTo("{\"streams\":[{\"tap_stream_id\":\"a\"}]}");
    }

    @Test
    void keepsWhatSomebodyElseSavedMeanwhile() throws Exception {
        Path file = file("{\"streams\":[{\"tap_stream_id\":\"a\"}]}");
        CatalogFile catalog = CatalogFile.read(file);
        catalog.write();
        catalog.streams().get(0).select(true);
        catalog.write();
        assertThat(catalog.wasChanged()).as("by its own writes").isFalse();

        String theirs = "{\"streams\":[{\"tap_stream_id\":\"b\"}]}";
        Files.writeString(file, theirs);
        assertThatThrownBy(catalog::write)
                .isInstanceOf(TapException.class)
                .hasMessageContaining("was changed by somebody else");
        assertThat(file).hasContent(theirs);
        Files.delete(file);
        assertThat(catalog.wasChanged()).isTrue();
        catalog.overwrite();
        assertThat(Catalog.read(file).streams().get(0).isSelected()).isTrue();
    }

    @Test
    void isChangedByOneCommandAtATime() throws Exception {
        Path file = file("{\"streams\":[]}");
        int seen = CatalogFile.ifUnlocked(file, () -> {
            assertThatThrownBy(() -> CatalogFile.ifUnlocked(file, () -> 1))
                    .isInstanceOf(TapException.class)
                    .hasMessageContaining("another command changes this catalog: process ");
            return 2;
        });
        assertThat(seen).isEqualTo(2);
        assertThat(CatalogFile.<Integer>ifUnlocked(file, () -> 3)).isEqualTo(3);
    }

    @Test
    void aWriteProtectedFileStaysAsItIs() throws Exception {
        String content = "{\"streams\":[{\"tap_stream_id\":\"a\"}]}";
        Path file = file(content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        CatalogFile catalog = CatalogFile.read(file);
        catalog.streams().get(0).select(true);
        assertThatThrownBy(catalog::write)
                .isInstanceOf(TapException.class)
                .hasMessageContaining("catalog.json\" is write-protected");
        assertThat(file).hasContent(content);
    }

    @Test
    void keepsThePermissions() throws Exception {
        Path file = file("{\"streams\":[{\"tap_stream_id\":\"a\"}]}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        CatalogFile.read(file).write();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesWhatIsNoCatalog() throws Exception {
        Path file = file("[1]");
        assertThatThrownBy(() -> CatalogFile.read(file)).isInstanceOf(TapException.class);
    }
}

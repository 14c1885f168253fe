package com.tappostgres.singer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameIt() {
        file = folder.resolve("state.json");
    }

    @Test
    void aMissingFileIsAFirstRun() {
        assertThat(new StateFile(file).read().print()).isEqualTo(State.empty().print());
        assertThat(file).doesNotExist();
    }

    @Test
    void holdsTheLastStateAndNothingElse() throws Exception {
        StateFile states = new StateFile(file);
        states.write(bytes("{\"bookmarks\":{\"a\":{\"version\":1}},\"a longer one\":1}"));
        states.write(bytes("{\"bookmarks\":{\"a\":{\"version\":2}}}"));
        assertThat(file).hasContent("{\"bookmarks\":{\"a\":{\"version\":2}}}\n");
        assertThat(states.read().bookmark("a").version()).isEqualTo(2);
        assertThat(names(folder)).containsExactlyInAnyOrder("state.json", "state.json.1");
        assertThat(folder.resolve("state.json.1"))
                .as("the one before")
                .hasContent("{\"bookmarks\":{\"a\":{\"version\":1}},\"a longer one\":1}\n");
    }

    @Test
    void aWriteThatFailsLeavesTheOldState() throws Exception {
        StateFile states = new StateFile(file);
        states.write(bytes("{}"));
        Files.createDirectories(folder.resolve("state.json.1").resolve("x"));
        assertThatThrownBy(() -> states.write(bytes("{\"new\":1}"))).isInstanceOf(IOException.class);
        assertThat(file).hasContent("{}\n");
        assertThat(names(folder)).containsExactlyInAnyOrder("state.json", "state.json.1");
    }

    @Test
    void whatACrashLeftBehindIsRemovedOnceItIsOld() throws Exception {
        Path old = Files.writeString(folder.resolve("state.json.0123456789abcdef.tmp"), "half a state {{{");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));
        Files.writeString(folder.resolve("state.json.0000000000000001.tmp"), "somebody else's, at this moment");
        Path other = Files.writeString(folder.resolve("state.json.mine.tmp"), "of no run");
        Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));
        new StateFile(file).requireWritable();
        assertThat(names(folder)).containsExactlyInAnyOrder("state.json.0000000000000001.tmp", "state.json.mine.tmp");
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Path target = Files.writeString(shared.resolve("real.json"), "{}");
        Files.createSymbolicLink(file, target);
        new StateFile(file).write(bytes("{\"bookmarks\":{}}"));
        assertThat(Files.isSymbolicLink(file)).isTrue();
        assertThat(target).hasContent("{\"bookmarks\":{}}\n");
        assertThat(names(shared)).containsExactlyInAnyOrder("real.json", "real.json.1");
    }

    @Test
    void aLinkToAFileThatIsYetToComeStaysALink() throws Exception {
        Path target = folder.resolve("real.json");
        Files.createSymbolicLink(file, Path.of("real.json"));
        assertThat(new StateFile(file).read().print()).isEqualTo(State.empty().print());
        new StateFile(file).write(bytes("{}"));
        assertThat(Files.isSymbolicLink(file)).isTrue();
        assertThat(target).hasContent("{}\n");
    }

    @Test
    void aFileWithoutAFolderIsInTheCurrentOne() throws Exception {
        Path relative = Path.of("target", "state-file-test.json");
        Files.createDirectories(relative.toAbsolutePath().getParent());
        new StateFile(relative).write(bytes("{}"));
        assertThat(relative).hasContent("{}\n");
        Files.delete(relative);
    }

    @Test
    void aMissingFolderIsAnError() {
        StateFile states = new StateFile(folder.resolve("none").resolve("state.json"));
        assertThatThrownBy(() -> states.write(bytes("{}"))).isInstanceOf(IOException.class);
        assertThatThrownBy(states::requireWritable).hasMessageEndingWith("state.json\": there is no such folder");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(each -> String.valueOf(each.getFileName())).toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

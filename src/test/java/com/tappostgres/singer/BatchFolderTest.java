package com.tappostgres.singer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.JsonBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of rows, and what becomes of those that are not complete. */
final class BatchFolderTest {
    private static final String LEFT = "x-public-t-20240131T120000Z-0123abcd-000007.jsonl";

    @TempDir
    private Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private BatchFolder folder(int rows) {
        return new BatchFolder(root.resolve("a/b"), "x-", Compression.NONE, rows, new Throttle(0));
    }

    private RecordLines lines(BatchFolder folder, String stream) {
        return new RecordLines(new MessageWriter(out, state -> {}, folder).recordsOf(stream));
    }

    private static void record(RecordLines lines, String object) {
        JsonBuffer line = lines.start();
        RecordFrame.bare().begin(line);
        line.append(object.getBytes(StandardCharsets.UTF_8));
        RecordFrame.bare().end(line);
        lines.end();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(root.resolve("a/b"))) {
            return list.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileHasSoManyRowsAndAMessageOfItsOwn() throws IOException {
        BatchFolder folder = folder(2);
        folder.prepare();
        RecordLines lines = lines(folder, "größe/\"x\"");
        for (int i = 0; i < 5; i++) {
            record(lines, "{\"id\":" + i + "}");
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(2);
        lines.flush();
        lines.flush();
        assertThat(files())
                .hasSize(3)
                .allMatch(name -> name.matches("x-gr__e__x_-\\d{8}T\\d{6}Z-[0-9a-f]{8}-00000[123]\\.jsonl"));
        assertThat(root.resolve("a/b").resolve(files().get(2))).hasContent("{\"id\":4}\n");
        assertThat(out.toString(StandardCharsets.UTF_8).lines().toList().get(0))
                .isEqualTo("{\"type\":\"BATCH\",\"stream\":\"größe/\\\"x\\\"\",\"encoding\":{\"format\":\"jsonl\","
                        + "\"compression\":\"none\"},\"manifest\":[\"file://" + root.resolve("a/b") + "/"
                        + files().get(0) + "\"]}");
    }

    @Test
    void namesOfStreamsMayBeOfAnyLength() throws IOException {
        BatchFolder folder = folder(2);
        folder.prepare();
        RecordLines lines = lines(folder, "a".repeat(5000));
        record(lines, "{}");
        lines.flush();
        assertThat(files()).singleElement().asString().hasSizeBetween(100, 200);
    }

    @Test
    void noFileHasItsNameBeforeItIsComplete() throws IOException {
        BatchFolder folder = folder(1000);
        folder.prepare();
        RecordLines lines = lines(folder, "t");
        record(lines, "{\"text\":\"" + "x".repeat(100_000) + "\"}");
        assertThat(files()).singleElement().asString().endsWith(".jsonl.part");
        assertThat(out.size()).isZero();
        lines.flush();
        assertThat(files()).singleElement().asString().endsWith(".jsonl");
    }

    @Test
    void onlyWhatAKilledRunLeftIsRemoved() throws IOException {
        Path folder = Files.createDirectories(root.resolve("a/b"));
        List<String> kept = List.of(
                "notes.part",
                "x-notes.jsonl.part",
                LEFT,
                LEFT + ".gz",
                LEFT.replace("x-", "y-") + ".gz.part",
                LEFT.replace("7", "8") + ".part");
        for (String name : kept) {
            Files.writeString(folder.resolve(name), "");
        }
        for (String name : List.of(LEFT + ".part", LEFT + ".gz.part", LEFT + ".zst.part")) {
            Files.writeString(folder.resolve(name), "");
        }
        try (FileChannel held =
                FileChannel.open(folder.resolve(LEFT.replace("7", "8") + ".part"), StandardOpenOption.WRITE)) {
            held.lock();
            folder(1).prepare();
        }
        assertThat(files()).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void aRunDoesNotRemoveWhatAnotherWrites() throws IOException {
        BatchFolder folder = folder(1000);
        folder.prepare();
        RecordLines lines = lines(folder, "t");
        record(lines, "{\"text\":\"" + "x".repeat(100_000) + "\"}");
        folder(1000).prepare();
        lines.flush();
        assertThat(files()).hasSize(1);
    }

    @Test
    void onceRowsAreLostNothingIsCompletedAnyMore() throws IOException {
        BatchFolder folder = folder(10);
        folder.prepare();
        RecordLines lines = lines(folder, "t");
        record(lines, "{\"text\":\"" + "x".repeat(100_000) + "\"}");
        Path away = Files.move(root.resolve("a/b"), root.resolve("away"));
        assertThatThrownBy(lines::flush).isInstanceOfSatisfying(TapException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(ErrorKind.OUTPUT);
            assertThat(failure.getMessage()).contains("it is not there");
        });
        Files.move(away, root.resolve("a/b"));
        // Whoever asks once more, as blocks of finally do, must not be told that all is well.
        assertThatThrownBy(lines::flush).hasMessageContaining("it is not there");
        record(lines, "{}");
        assertThatThrownBy(lines::flush).hasMessageContaining("it is not there");
        assertThat(out.size()).isZero();
    }

    @Test
    void aFileWhoseMessageNobodyGotIsNotTakenForSent() {
        BatchFolder folder = folder(10);
        folder.prepare();
        MessageWriter broken = new MessageWriter(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                state -> {},
                folder);
        RecordLines lines = new RecordLines(broken.recordsOf("t"));
        record(lines, "{}");
        assertThatThrownBy(lines::flush).hasMessage("cannot write to standard output: Broken pipe");
        assertThatThrownBy(lines::flush).hasMessage("cannot write to standard output: Broken pipe");
    }

    @Test
    void whatIsInTheWayIsNamed() throws IOException {
        Files.writeString(root.resolve("a"), "a file");
        assertThatThrownBy(() -> folder(1).prepare())
                .isInstanceOfSatisfying(
                        TapException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONFIGURATION))
                .hasMessage("cannot write batch files into \"" + root.resolve("a/b") + "\": it is no folder");
    }
}

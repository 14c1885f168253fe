package com.tappostgres.singer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import com.tappostgres.json.JsonBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MessageWriterTest {
    /** Everything that reached the outside, in its order. */
    private final List<String> events = new ArrayList<>();

    private final MessageWriter writer = new MessageWriter(
            new Recorder(), state -> events.add("saved " + new String(state, StandardCharsets.UTF_8)));

    private final RecordLines lines = new RecordLines(writer.recordsOf("s"));

    private final class Recorder extends OutputStream {
        @Override
        public void write(int value) {
            throw new AssertionError("a single byte");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            events.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
    }

    @Test
    void eachMessageIsALineOfItsOwnShape() throws Exception {
        writer.schema("orders", schema(), List.of("id"), List.of("updated_at"));
        writer.schema("a\"b\n", schema(), List.of(), List.of());
        writer.activateVersion("orders", 1_521_138_521_000L);
        writer.flush();
        assertThat(String.join("", events)).isEqualTo("""
                {"type":"SCHEMA","stream":"orders","schema":{"type":"object"},"key_properties":["id"],\
                "bookmark_properties":["updated_at"]}
                {"type":"SCHEMA","stream":"a\\"b\\n","schema":{"type":"object"},"key_properties":[]}
                {"type":"ACTIVATE_VERSION","stream":"orders","version":1521138521000}
                """);
    }

    @Test
    void recordsStandInTheirFrame() {
        RecordFrame frame = new RecordFrame("größe \"x\"\n", 5L, "2024-01-31T12:00:00.123456Z");
        record(frame, "{\"id\":1}");
        record(new RecordFrame("s", null, "2024-01-31T12:00:00.123456Z"), "{}");
        assertThat(lines.records()).isEqualTo(2);
        flush();
        assertThat(events).containsExactly("""
                {"type":"RECORD","stream":"größe \\"x\\"\\n","record":{"id":1},"version":5,\
                "time_extracted":"2024-01-31T12:00:00.123456Z"}
                {"type":"RECORD","stream":"s","record":{},"time_extracted":"2024-01-31T12:00:00.123456Z"}
                """);
    }

    @Test
    void aStateLeavesWithEverythingBeforeItAndIsSavedAfter() {
        RecordFrame frame = new RecordFrame("s", null, "t");
        record(frame, "{\"id\":1}");
        State state = State.empty();
        state.setCurrentlySyncing("d-s-t");
        assertThat(events).isEmpty();
        lines.flush();
        writer.state(state);
        String value = "{\"currently_syncing\":\"d-s-t\",\"bookmarks\":{}}";
        assertThat(events)
                .containsExactly(
                        "{\"type\":\"RECORD\",\"stream\":\"s\",\"record\":{\"id\":1},\"time_extracted\":\"t\"}\n"
                                + "{\"type\":\"STATE\",\"value\":" + value + "}\n",
                        "saved " + value);
    }

    @Test
    void everyWriteIsOfWholeLines() {
        RecordFrame frame = new RecordFrame("s", 1L, "t");
        for (int i = 0; i < 5_000; i++) {
            record(frame, "{\"id\":" + i + ",\"text\":\"" + "x".repeat(i % 300) + "\"}");
        }
        flush();
        assertThat(events)
                .hasSizeGreaterThan(5)
                .allSatisfy(block -> assertThat(block).endsWith("}\n"));
        String all = String.join("", events);
        assertThat(all.lines())
                .hasSize(5_000)
                .allSatisfy(line -> assertThat(line).startsWith("{\"type\":\"RECORD\""));
        assertThat(all.length()).isEqualTo(lines.bytes());
    }

    @Test
    void anAbandonedRecordNeverWas() {
        RecordFrame frame = new RecordFrame("s", null, "t");
        record(frame, "{\"id\":1}");
        long before = lines.bytes();
        JsonBuffer line = lines.start();
        frame.begin(line);
        line.append(new byte[300_000]);
        lines.abandon();
        assertThat(lines.bytes()).isEqualTo(before);
        assertThat(lines.records()).isEqualTo(1);
        record(frame, "{\"id\":2}");
        flush();
        assertThat(String.join("", events).lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("\"id\":1");
    }

    @Test
    void aSchemaComesBeforeTheRecordThatNeedsItAndBehindAllOthers() {
        RecordFrame frame = new RecordFrame("s", null, "t");
        record(frame, "{\"id\":1}");
        JsonBuffer line = lines.start();
        frame.begin(line);
        line.append("{\"id\":[2]}".getBytes(StandardCharsets.UTF_8));
        frame.end(line);
        lines.before(() -> writer.schema("s", schema(), List.of(), List.of()));
        lines.end();
        flush();
        assertThat(String.join("", events).lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"id\":1"),
                        second -> assertThat(second).contains("SCHEMA"),
                        third -> assertThat(third).contains("\"id\":[2]"));
    }

    @Test
    void linesOfSeveralReadersNeverMix() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int reader = 0; reader < 4; reader++) {
            String text = String.valueOf(reader).repeat(1000);
            RecordLines own = new RecordLines(writer.recordsOf("s"));
            threads.add(new Thread(() -> {
                for (int i = 0; i < 2_000; i++) {
                    own.start().append((text + "\n").getBytes(StandardCharsets.UTF_8));
                    own.end();
                }
                own.flush();
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        writer.flush();
        assertThat(String.join("", events).lines())
                .hasSize(8_000)
                .allMatch(
                        line -> line.length() == 1000 && line.chars().distinct().count() == 1);
    }

    @Test
    void anAbandonedRecordBehindAFlushTakesNothingWithIt() {
        lines.start();
        lines.abandon();
        record(new RecordFrame("s", null, "t"), "{\"id\":1}");
        flush();
        lines.abandon();
        record(new RecordFrame("s", null, "t"), "{\"id\":2}");
        flush();
        assertThat(String.join("", events).lines()).hasSize(2);
    }

    @Test
    void largeStatesAreNotWrittenOneBehindTheOther() {
        State state = State.empty();
        for (int i = 0; i < 1000; i++) {
            state.setBookmark("stream " + i, Bookmark.NONE.withMethod("FULL_TABLE"));
            writer.stateIfDue(state);
        }
        long written =
                events.stream().filter(event -> event.startsWith("saved")).count();
        assertThat(written).isBetween(100L, 990L);
        writer.settle(state);
        assertThat(events.get(events.size() - 1)).startsWith("saved").contains("stream 999");
        int all = events.size();
        writer.settle(state);
        assertThat(events).as("nothing was left out").hasSize(all);
    }

    @Test
    void aReaderThatWentAwayIsAFailureOfTheOutput() {
        MessageWriter broken = new MessageWriter(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                state -> events.add("saved"));
        broken.activateVersion("s", 1);
        assertThatThrownBy(() -> broken.state(State.empty()))
                .hasMessage("cannot write to standard output: Broken pipe")
                .isInstanceOfSatisfying(
                        TapException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.OUTPUT));
        assertThat(events).as("a state that nobody got is not saved").isEmpty();
    }

    @Test
    void aStateThatCannotBeSavedIsAFailureOfTheOutput() {
        MessageWriter unsaved = new MessageWriter(new Recorder(), state -> {
            throw new IOException("No space left on device");
        });
        assertThatThrownBy(() -> unsaved.state(State.empty()))
                .hasMessage("cannot save the state: no space is left on the disk")
                .isInstanceOfSatisfying(
                        TapException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.OUTPUT));
    }

    private void flush() {
        lines.flush();
        writer.flush();
    }

    private void record(RecordFrame frame, String object) {
        JsonBuffer line = lines.start();
        frame.begin(line);
        line.append(object.getBytes(StandardCharsets.UTF_8));
        frame.end(line);
        lines.end();
    }

    private static ObjectNode schema() {
        return Json.NODES.objectNode().put("type", "object");
    }
}

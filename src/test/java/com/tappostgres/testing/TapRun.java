package com.tappostgres.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What one run of the program left behind.
 *
 * @param out standard output
 * @param log standard error
 */
@SuppressWarnings("ArrayRecordComponent") // only ever read
public record TapRun(int exitCode, byte[] out, String log) {
    /** As loaders read: a key may stand twice in an object, as the type json allows it, and a number be of any length. */
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public String text() {
        return new String(out, StandardCharsets.UTF_8);
    }

    /** The lines of standard output, of which the last must be whole. */
    public List<String> lines() {
        String text = text();
        assertThat(text.isEmpty() || text.endsWith("\n"))
                .as("standard output ends with a whole line")
                .isTrue();
        return text.isEmpty()
                ? List.of()
                : Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1));
    }

    /** What a check with --json found. */
    public List<JsonNode> findings() {
        assertThat(lines()).hasSize(1);
        List<JsonNode> findings = new ArrayList<>();
        parse(text()).get("findings").forEach(findings::add);
        return findings;
    }

    /** Those of one sort, each as subject, message and mend in one line. */
    public List<String> findings(String check) {
        return lines(findings().stream()
                .filter(finding -> finding.get("check").asText().equals(check))
                .toList());
    }

    /** What lets a sync fail, in the same form. */
    public List<String> problems() {
        return lines(findings().stream()
                .filter(finding -> finding.get("severity").asText().equals("problem"))
                .toList());
    }

    private static List<String> lines(List<JsonNode> findings) {
        return findings.stream()
                .map(finding -> finding.get("subject").asText() + ": "
                        + finding.get("message").asText()
                        + (finding.get("mend").isNull()
                                ? ""
                                : " - " + finding.get("mend").asText()))
                .toList();
    }

    /** All messages; fails if a line is no JSON. */
    public List<JsonNode> messages() {
        List<JsonNode> messages = new ArrayList<>();
        for (String line : lines()) {
            messages.add(parse(line));
        }
        return messages;
    }

    public List<JsonNode> messages(String type) {
        return messages().stream()
                .filter(message -> message.path("type").asText().equals(type))
                .toList();
    }

    public List<JsonNode> messages(String type, String stream) {
        return messages(type).stream()
                .filter(message -> message.path("stream").asText().equals(stream))
                .toList();
    }

    /** The record objects of a stream. */
    public List<JsonNode> records(String stream) {
        return messages("RECORD", stream).stream()
                .map(message -> message.get("record"))
                .toList();
    }

    /** The values of one column, as JSON prints them. */
    public List<String> values(String stream, String column) {
        return records(stream).stream()
                .map(row -> String.valueOf(row.get(column)))
                .toList();
    }

    /** The last SCHEMA message of a stream. */
    public JsonNode schema(String stream) {
        return last(messages("SCHEMA", stream), "SCHEMA of " + stream);
    }

    /** The value of the last STATE. */
    public ObjectNode state() {
        return (ObjectNode) last(messages("STATE"), "STATE").get("value");
    }

    public JsonNode bookmark(String id) {
        return state().path("bookmarks").path(id);
    }

    /** The types of all messages of a stream, repeated ones once, and the STATEs between them. */
    public String order(String stream) {
        List<String> order = new ArrayList<>();
        for (JsonNode message : messages()) {
            String type = message.path("type").asText();
            boolean counts =
                    type.equals("STATE") || message.path("stream").asText().equals(stream);
            if (counts && (order.isEmpty() || !order.get(order.size() - 1).equals(type))) {
                order.add(type);
            }
        }
        return String.join(" ", order);
    }

    /** The lines of standard error that begin with a level. */
    public List<String> log(String level) {
        return log.lines().filter(line -> line.startsWith(level + " ")).toList();
    }

    /** Standard output without what differs from run to run: versions and times. */
    public String normalised() {
        return text().replaceAll("\"version\":\\d+", "\"version\":1")
                .replaceAll("\"time_extracted\":\"[^\"]+\"", "\"time_extracted\":\"T\"");
    }

    public TapRun assertSucceeded() {
        assertThat(exitCode).as(log).isZero();
        assertThat(log("CRITICAL")).isEmpty();
        return this;
    }

    /** One CRITICAL line and one hint at the end of standard error, no stack, whole lines only on standard output. */
    public TapRun assertFailed(int expectedCode, String... inCritical) {
        assertThat(exitCode).as(log).isEqualTo(expectedCode);
        List<String> lines = log.lines().toList();
        assertThat(log("CRITICAL")).as(log).hasSize(1);
        assertThat(log("HINT")).as(log).hasSize(1);
        assertThat(lines.get(lines.size() - 2)).startsWith("CRITICAL ");
        for (String part : inCritical) {
            assertThat(lines.get(lines.size() - 2)).contains(part);
        }
        assertThat(lines.get(lines.size() - 1)).startsWith("HINT ");
        assertThat(log).doesNotContain("\tat ", "Exception", "Caused by");
        // The command check prints lines for people.
        if (text().startsWith("{")) {
            messages();
        }
        return this;
    }

    public TapRun assertHint(String... inHint) {
        assertThat(log("HINT")).hasSize(1).first().asString().contains(inHint);
        return this;
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private static JsonNode last(List<JsonNode> messages, String what) {
        if (messages.isEmpty()) {
            throw new NoSuchElementException(what);
        }
        return messages.get(messages.size() - 1);
    }
}

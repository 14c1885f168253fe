package com.tappostgres.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a sync wrote: records per stream from its file of messages, seconds per stream from the metrics in its log. */
final class SyncOutput {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonFactory FACTORY = JSON.getFactory();
    private static final String METRIC = "METRIC: ";

    private SyncOutput() {}

    /** One stream's records, the bytes of their lines, and the seconds they took (NaN where the log does not say). */
    record StreamTotal(String stream, long rows, long bytes, double seconds) {}

    /** The totals of each stream that has a SCHEMA message, the largest first. */
    static List<StreamTotal> totals(Path messages, String log) throws IOException {
        Map<String, long[]> counts = new TreeMap<>();
        try (BufferedReader reader = Files.newBufferedReader(messages, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                count(line, counts);
            }
        }
        Map<String, Double> seconds = seconds(log);
        List<StreamTotal> totals = new ArrayList<>();
        counts.forEach((stream, count) ->
                totals.add(new StreamTotal(stream, count[0], count[1], seconds.getOrDefault(stream, Double.NaN))));
        totals.sort((left, right) -> Long.compare(right.rows(), left.rows()));
        return totals;
    }

    /** The values of the RECORD messages of a small file, in its order. */
    static List<JsonNode> records(Path messages) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(messages)) {
            JsonNode message = JSON.readTree(line);
            if (message.path("type").asText().equals("RECORD")) {
                records.add(message.path("record"));
            }
        }
        return records;
    }

    /** Reads a line only up to the two fields that matter, which come first. */
    private static void count(String line, Map<String, long[]> counts) throws IOException {
        String type = "";
        String stream = "";
        try (JsonParser parser = FACTORY.createParser(line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME && (type.isEmpty() || stream.isEmpty())) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("type")) {
                    type = parser.getText();
                } else if (name.equals("stream")) {
                    stream = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (type.equals("SCHEMA")) {
            counts.putIfAbsent(stream, new long[2]);
        } else if (type.equals("RECORD")) {
            long[] count = counts.computeIfAbsent(stream, name -> new long[2]);
            count[0]++;
            count[1] += line.getBytes(StandardCharsets.UTF_8).length + 1;
        }
    }

    private static Map<String, Double> seconds(String log) throws IOException {
        Map<String, Double> seconds = new HashMap<>();
        for (String line : log.lines().filter(text -> text.contains(METRIC)).toList()) {
            JsonNode metric = JSON.readTree(line.substring(line.indexOf(METRIC) + METRIC.length()));
            if (metric.path("type").asText().equals("timer")) {
                seconds.put(
                        metric.path("tags").path("endpoint").asText(),
                        metric.path("value").asDouble());
            }
        }
        return seconds;
    }
}

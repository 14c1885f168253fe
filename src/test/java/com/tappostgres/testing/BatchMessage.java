package com.tappostgres.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads the files of BATCH messages as loaders do; one that is missing, cut or no JSON is a failure. */
public final class BatchMessage {
    private static final String SCHEME = "file://";

    private BatchMessage() {}

    /** Its files. */
    public static List<Path> files(JsonNode message) {
        List<Path> files = new ArrayList<>();
        for (JsonNode url : message.path("manifest")) {
            if (!url.asText().startsWith(SCHEME + "/")) {
                throw new AssertionError("no local file: " + url);
            }
            files.add(Path.of(url.asText().substring(SCHEME.length())));
        }
        return files;
    }

    /** The rows of all its files. */
    public static List<JsonNode> rows(JsonNode message) {
        JsonNode encoding = message.path("encoding");
        if (!encoding.path("format").asText().equals("jsonl")) {
            throw new AssertionError("no encoding of batches: " + encoding);
        }
        List<JsonNode> rows = new ArrayList<>();
        for (Path file : files(message)) {
            String text = read(file, encoding.path("compression").asText());
            if (!text.endsWith("\n")) {
                throw new AssertionError(file + " does not end with a whole line");
            }
            Arrays.stream(text.substring(0, text.length() - 1).split("\n", -1))
                    .map(TapRun::parse)
                    .forEach(rows::add);
        }
        return rows;
    }

    private static String read(Path file, String compression) {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = decompressed(raw, compression)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static InputStream decompressed(InputStream file, String compression) throws IOException {
        return switch (compression) {
            case "none" -> file;
            case "gzip" -> new GZIPInputStream(file);
            case "zstd" -> new ZstdInputStream(file);
            default -> throw new AssertionError("no compression: " + compression);
        };
    }
}

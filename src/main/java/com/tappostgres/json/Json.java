package com.tappostgres.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads and prints whole JSON documents: config, catalog and state files. Rows never pass here. */
public final class Json {
    /** Makes nodes without loading the parser, which start-up would pay for. */
    public static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    /** Loaded at the first document only. Jackson's ObjectMapper would cost every start 20 ms more. */
    private static final class Streams {
        static final JsonFactory FACTORY = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** Why a document cannot be had; the message goes on behind a file's name: "is not JSON: line 1, column 2: ...". */
    public static final class ReadException extends Exception {
        private static final long serialVersionUID = 1L;
        private static final String EMPTY = "is empty";

        ReadException(String message) {
            super(message);
        }

        ReadException(String message, Exception cause) {
            super(message, cause);
        }

        /** Whether there is nothing but white space where a document should be. */
        public boolean isEmpty() {
            return EMPTY.equals(getMessage());
        }

        /** Without the parser's exception as its cause: that quotes the document, and so perhaps a password. */
        static ReadException of(JsonProcessingException cause) {
            String message = cause.getOriginalMessage()
                    .lines()
                    .findFirst()
                    .orElse("empty")
                    // Where the parser keeps that it may not quote the document.
                    .replaceFirst(" \\([^()\\[]*\\[Source: .*\\]\\)", "")
                    .replaceFirst("^Unrecognized token '[^']*'", "a word without quotes");
            JsonLocation location = cause.getLocation();
            String place = location == null
                    ? ""
                    : "line " + location.getLineNr() + ", column " + location.getColumnNr() + ": ";
            return new ReadException("is not JSON: " + place + message);
        }
    }

    /**
     * Parses a file of one JSON document.
     *
     * @throws ReadException if the file cannot be read or holds anything else
     */
    public static JsonNode read(Path file) throws ReadException {
        return parse(bytes(file));
    }

    /**
     * The bytes of a file, whatever it holds.
     *
     * @throws ReadException if the file cannot be read
     */
    public static byte[] bytes(Path file) throws ReadException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ReadException("does not exist", e);
        } catch (AccessDeniedException e) {
            throw new ReadException("cannot be read: permission denied", e);
        } catch (IOException e) {
            throw new ReadException("cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Parses one JSON document.
     *
     * @throws ReadException if the text is anything else
     */
    public static JsonNode parse(String text) throws ReadException {
        try (JsonParser parser = Streams.FACTORY.createParser(text)) {
            return document(parser);
        } catch (JsonProcessingException e) {
            throw ReadException.of(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses one JSON document in an encoding of JSON.
     *
     * @throws ReadException if the bytes are anything else
     */
    public static JsonNode parse(byte[] bytes) throws ReadException {
        try (JsonParser parser = Streams.FACTORY.createParser(bytes)) {
            return document(parser);
        } catch (JsonProcessingException e) {
            throw ReadException.of(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode document(JsonParser parser) throws IOException, ReadException {
        if (parser.nextToken() == null) {
            throw new ReadException(ReadException.EMPTY);
        }
        JsonNode document = new TreeReader(parser).read();
        if (parser.nextToken() != null) {
            throw new JsonParseException(
                    parser, "more follows after the end of the document", parser.currentTokenLocation());
        }
        return document;
    }

    /** Prints a document on one line. */
    public static byte[] print(JsonNode node) {
        return print(node, null);
    }

    /** Prints a document for people, indented by two blanks. */
    public static byte[] printPretty(JsonNode node) {
        return print(node, new DefaultPrettyPrinter());
    }

    private static byte[] print(JsonNode node, @Nullable PrettyPrinter style) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator generator = Streams.FACTORY.createGenerator(out)) {
            generator.setPrettyPrinter(style);
            new TreeWriter(generator).write(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}

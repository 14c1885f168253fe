package com.tappostgres.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and prints whole JSON documents: config, catalog and state files. Rows never pass here. */
public final class Json {
    /** Makes nodes without loading the parser, which start-up would pay for. */
    public static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    /** Loaded at the first document only. */
    private static final class Mapper {
        static final ObjectMapper INSTANCE = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
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
        try {
            return checked(Mapper.INSTANCE.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw ReadException.of(e);
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
        try {
            return checked(Mapper.INSTANCE.readTree(text));
        } catch (JsonProcessingException e) {
            throw ReadException.of(e);
        }
    }

    /** Jackson reads an empty text as a missing node. */
    private static JsonNode checked(JsonNode node) throws ReadException {
        if (node.isMissingNode()) {
            throw new ReadException(ReadException.EMPTY);
        }
        return node;
    }

    /** Prints a document on one line. */
    public static byte[] print(JsonNode node) {
        try {
            return Mapper.INSTANCE.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints a document for people, indented by two blanks. */
    public static byte[] printPretty(JsonNode node) {
        try {
            return Mapper.INSTANCE.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}

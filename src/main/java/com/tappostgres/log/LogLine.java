package com.tappostgres.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of the log. */
public final class LogLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final String level;
    private final String logger;
    private final String message;
    private final Map<String, JsonNode> fields = new LinkedHashMap<>();
    private @Nullable Throwable cause;

    /** @param logger a class, of which the name without its package counts */
    public LogLine(String level, String logger, String message) {
        this.level = level;
        this.logger = logger.substring(logger.lastIndexOf('.') + 1);
        this.message = message;
    }

    /** Adds what only machines are told. */
    public LogLine with(String field, JsonNode value) {
        fields.put(field, value);
        return this;
    }

    public LogLine with(String field, @Nullable String value) {
        return value == null ? this : with(field, Json.NODES.textNode(value));
    }

    /** Adds the stack of what went wrong. */
    public LogLine with(@Nullable Throwable thrown) {
        cause = thrown;
        return this;
    }

    /** For people. */
    String text() {
        return level + " " + printable(message);
    }

    /** A text with its line breaks as escapes, and with those of the letters that a terminal would obey. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            switch (letter) {
                case '\n' -> printable.append("\\n");
                case '\r' -> printable.append("\\r");
                case '\t' -> printable.append(letter);
                default -> {
                    if (Character.isISOControl(letter)) {
                        printable.append(String.format(Locale.ROOT, "\\u%04x", (int) letter));
                    } else {
                        printable.append(letter);
                    }
                }
            }
        }
        return printable.toString();
    }

    /** Whose stack people get behind the line. */
    @Nullable
    Throwable cause() {
        return cause;
    }

    /** For machines: one JSON object. */
    public String json() {
        ObjectNode object = Json.NODES.objectNode();
        object.put("time", TIME.format(Instant.now()));
        object.put("level", level);
        object.put("logger", logger);
        object.put("message", message);
        fields.forEach(object::set);
        if (cause != null) {
            object.put("stack", stack(cause));
        }
        return new String(Json.print(object), StandardCharsets.UTF_8);
    }

    private static String stack(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

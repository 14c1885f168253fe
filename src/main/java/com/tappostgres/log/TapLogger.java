package com.tappostgres.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** A logger of the program; those of libraries are silent unless it debugs. */
final class TapLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;

    /** The name of the stream that a thread works for. */
    private static final String STREAM = "stream";

    private static final String OURS = "com.tappostgres.";

    private final boolean ours;

    TapLogger(String name) {
        this.name = name;
        this.ours = name.startsWith(OURS);
    }

    private boolean prints(Level level) {
        LogSettings settings = LogSettings.current();
        return settings.includes(level) && (ours || settings.includes(Level.DEBUG));
    }

    @Override
    public boolean isTraceEnabled() {
        return prints(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return prints(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return prints(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return prints(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return prints(Level.ERROR);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        print(line(level, pattern, arguments).with(thrown));
    }

    /** A line with fields for machines. */
    @Override
    public void log(LoggingEvent event) {
        LogLine line = line(event.getLevel(), event.getMessage(), event.getArgumentArray());
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) {
            for (KeyValuePair field : fields) {
                line.with(
                        field.key,
                        field.value instanceof JsonNode node ? node : Json.NODES.textNode(String.valueOf(field.value)));
            }
        }
        print(line.with(event.getThrowable()));
    }

    private LogLine line(Level level, String pattern, Object @Nullable [] arguments) {
        String message = String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
        return new LogLine(level.name(), name, message).with(STREAM, MDC.get(STREAM));
    }

    private static void print(LogLine line) {
        if (LogSettings.current().isJson()) {
            StandardError.println(line.json(), null);
        } else {
            StandardError.println(line.text(), line.cause());
        }
    }
}

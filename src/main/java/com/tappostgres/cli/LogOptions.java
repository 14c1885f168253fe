package com.tappostgres.cli;

import com.tappostgres.log.LogSettings;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.event.Level;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options of every command that say how it logs. */
final class LogOptions {
    /** What the shell completes behind --log-format: as people write it. */
    static final class Forms implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Stream.of(LogSettings.Form.values())
                    .map(form -> form.name().toLowerCase(Locale.ROOT))
                    .iterator();
        }
    }

    @Option(
            names = "--log-format",
            scope = ScopeType.INHERIT,
            paramLabel = "text|json",
            defaultValue = "text",
            completionCandidates = Forms.class,
            description = "How log lines look (text): json prints one object a line.")
    private LogSettings.Form format = LogSettings.Form.TEXT;

    @Option(
            names = "--quiet",
            scope = ScopeType.INHERIT,
            description = "Log warnings and errors only, and no progress.")
    private boolean quiet;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Log more, and print the stack of an error.")
    private boolean debug;

    boolean isDebug() {
        return debug;
    }

    LogSettings settings() {
        Level whole = quiet ? Level.WARN : Level.INFO;
        return new LogSettings(debug ? Level.DEBUG : whole, format);
    }
}

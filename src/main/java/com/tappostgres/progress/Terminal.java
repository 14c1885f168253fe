package com.tappostgres.progress;

import com.tappostgres.log.TerminalDevice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.Signals;

/** The terminal that standard error may be, and how wide it is. */
final class Terminal {
    private static final int USUAL_COLUMNS = 80;
    private static final long PATIENCE_SECONDS = 2;
    private static final Path ERROR = Path.of("/proc/self/fd/2");
    private static final Pattern SIZE = Pattern.compile("\\s*\\d+ (\\d+)\\s*");

    private final Map<String, String> environment;
    private volatile boolean resized = true;
    private int columns = USUAL_COLUMNS;

    Terminal(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Whether a line can be painted on standard error. */
    static boolean isThere(Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "dumb");
        return !type.equals("dumb") && !type.isEmpty() && TerminalDevice.isBehind(2);
    }

    /** Whether the program is what the user looks at, and not in the background behind the shell's next prompt. */
    static boolean isInForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
            // Behind the name, in parentheses: state, parent, group, session, terminal, the terminal's own group.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 7);
            return fields[2].equals(fields[5]) || fields[5].startsWith("-");
        } catch (IOException | IndexOutOfBoundsException e) {
            return true;
        }
    }

    /** Takes note when the terminal becomes narrower or wider. */
    void follow() {
        Signals.register("WINCH", () -> resized = true);
    }

    int columns() {
        if (resized) {
            resized = false;
            columns = askedColumns();
        }
        return columns;
    }

    private int askedColumns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ERROR.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size;
            try (InputStream answer = stty.getInputStream()) {
                size = new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
            }
            stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Matcher found = SIZE.matcher(size);
            // A terminal that was never told its size says 0.
            return found.matches() && !found.group(1).matches("0+") ? Integer.parseInt(found.group(1)) : usual();
        } catch (IOException | NumberFormatException e) {
            return usual();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return usual();
        }
    }

    private int usual() {
        String given = environment.getOrDefault("COLUMNS", "");
        return given.matches("[1-9]\\d{0,3}") ? Integer.parseInt(given) : USUAL_COLUMNS;
    }
}

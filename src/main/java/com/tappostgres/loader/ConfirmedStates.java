package com.tappostgres.loader;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.error.FileFault;
import com.tappostgres.json.Json;
import com.tappostgres.singer.StateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves each state that a loader prints, unless it is no state, or one that would forget streams. */
public final class ConfirmedStates {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmedStates.class);
    private static final String BOOKMARKS = "bookmarks";
    private static final int LONGEST_QUOTE = 80;

    private final StateFile file;
    private final String loader;
    private final Consumer<byte[]> saved;

    /** The streams that had a bookmark when the run began; null until the first STATE was sent. */
    private @Nullable Set<String> known;

    /** A state that came before the first STATE was known to be sent. */
    private @Nullable String early;

    private boolean any;
    private boolean warned;
    private @Nullable IOException failure;

    /**
     * @param loader its name in messages
     * @param saved told of each state that was saved
     */
    public ConfirmedStates(StateFile file, String loader, Consumer<byte[]> saved) {
        this.file = file;
        this.loader = loader;
        this.saved = saved;
    }

    /** Takes note of a STATE that is sent to the loader. */
    public synchronized void sent(byte[] state) {
        if (known == null) {
            known = bookmarks(new String(state, StandardCharsets.UTF_8))
                    .map(ConfirmedStates::names)
                    .orElseGet(Set::of);
            String line = early;
            if (line != null) {
                early = null;
                takeEarly(line, state);
            }
        }
    }

    /** A loader may confirm what was written sooner than who wrote it gets to say so. */
    private void takeEarly(String line, byte[] sent) {
        if (Arrays.equals(value(line), value(new String(sent, StandardCharsets.UTF_8)))) {
            printed(line);
        } else {
            warnOfNoState(line);
        }
    }

    /** Takes a line that the loader printed. */
    synchronized void printed(String line) {
        if (line.isBlank()) {
            return;
        }
        Optional<JsonNode> bookmarks = bookmarks(line);
        if (bookmarks.isEmpty()) {
            warnOfNoState(line);
            return;
        }
        if (known == null) {
            early = line;
            return;
        }
        Set<String> missing = new HashSet<>(known);
        missing.removeAll(names(bookmarks.get()));
        if (!missing.isEmpty()) {
            warnOnce("prints a state without the bookmarks of " + String.join(", ", missing) + "; it is not saved");
            return;
        }
        save(line);
    }

    private void save(String line) {
        try {
            byte[] state = value(line);
            file.write(state);
            any = true;
            failure = null;
            saved.accept(state);
        } catch (IOException e) {
            if (failure == null) {
                LOG.error("cannot save the state: {}", FileFault.reason(e));
            }
            failure = e;
        }
    }

    /** Whether a state was saved. */
    public synchronized boolean any() {
        return any;
    }

    /** Why the last state could not be saved; empty if it was. */
    public synchronized Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private void warnOfNoState(String line) {
        warnOnce("prints what is no state of this run, as its standard output should hold: " + quoted(line));
    }

    private void warnOnce(String what) {
        if (!warned) {
            LOG.warn("{} {}", loader, what);
            warned = true;
        }
    }

    /** Some loaders print the whole message, and not its value only. */
    private static JsonNode state(String line) throws Json.ReadException {
        JsonNode document = Json.parse(line);
        return document.path("type").asText().equals("STATE") ? document.path("value") : document;
    }

    private static byte[] value(String line) {
        try {
            return Json.print(state(line));
        } catch (Json.ReadException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<JsonNode> bookmarks(String line) {
        try {
            return Optional.of(state(line).path(BOOKMARKS)).filter(JsonNode::isObject);
        } catch (Json.ReadException e) {
            return Optional.empty();
        }
    }

    private static Set<String> names(JsonNode bookmarks) {
        Set<String> names = new HashSet<>();
        bookmarks.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String quoted(String line) {
        return "\"" + (line.length() > LONGEST_QUOTE ? line.substring(0, LONGEST_QUOTE) + "..." : line) + "\"";
    }
}

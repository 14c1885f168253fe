package com.tappostgres.singer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The bookmarks of all streams and the stream being read. What it does not understand, it keeps as it was. */
public final class State {
    private static final Logger LOG = LoggerFactory.getLogger(State.class);
    private static final String HINT = "Pass the last STATE value that the loader printed, or leave --state out to read"
            + " everything from the start.";
    private static final String CURRENTLY_SYNCING = "currently_syncing";
    private static final String BOOKMARKS = "bookmarks";

    private final ObjectNode root;
    private final ObjectNode bookmarks;

    private State(ObjectNode root) {
        this.root = Json.NODES.objectNode();
        this.root.putNull(CURRENTLY_SYNCING);
        this.root.setAll(root);
        this.bookmarks = root.get(BOOKMARKS) instanceof ObjectNode found ? found : Json.NODES.objectNode();
        this.root.set(BOOKMARKS, bookmarks);
    }

    public static State empty() {
        return new State(Json.NODES.objectNode());
    }

    /**
     * Reads a state file; {@code {}} is an empty state, and so is an empty file.
     *
     * @throws TapException of kind CONFIGURATION if the file is missing, no JSON, or of another shape
     */
    public static State read(Path file) {
        JsonNode document;
        try {
            document = Json.read(file);
        } catch (Json.ReadException e) {
            if (e.isEmpty()) {
                // As a shell leaves it when a first run printed no STATE.
                LOG.warn("the state file \"{}\" is empty: everything is read from the start", file);
                return empty();
            }
            throw new TapException(
                    ErrorKind.CONFIGURATION, "the state file \"" + file + "\" " + e.getMessage(), HINT, e);
        }
        if (!(document instanceof ObjectNode root)) {
            throw malformed(file, "it is no JSON object");
        }
        if ("STATE".equals(root.path("type").asText()) && root.get("value") instanceof ObjectNode value) {
            // A whole STATE message is an easy slip with a clear meaning.
            root = value;
        }
        JsonNode bookmarks = root.path(BOOKMARKS);
        if (!bookmarks.isMissingNode() && !bookmarks.isNull() && !bookmarks.isObject()) {
            throw malformed(file, "\"bookmarks\" is no object");
        }
        for (JsonNode bookmark : bookmarks) {
            if (!bookmark.isObject() || bookmark.path(Bookmark.VALUE).isContainerNode()) {
                throw malformed(file, "a bookmark is no object with a plain \"" + Bookmark.VALUE + "\"");
            }
        }
        if (root.hasNonNull(CURRENTLY_SYNCING) && !root.path(CURRENTLY_SYNCING).isTextual()) {
            throw malformed(file, "\"currently_syncing\" is neither a string nor null");
        }
        return new State(root);
    }

    private static TapException malformed(Path file, String what) {
        return new TapException(ErrorKind.CONFIGURATION, "\"" + file + "\" is no Singer state: " + what, HINT);
    }

    /** The id of the stream that was being read when the state was printed. */
    public synchronized @Nullable String currentlySyncing() {
        return root.hasNonNull(CURRENTLY_SYNCING) ? root.path(CURRENTLY_SYNCING).asText() : null;
    }

    public synchronized void setCurrentlySyncing(@Nullable String id) {
        root.put(CURRENTLY_SYNCING, id);
    }

    /** Whether there is a bookmark, if only an empty one: then a loader has rows of the stream. */
    public synchronized boolean has(String id) {
        return bookmarks.has(id);
    }

    public synchronized Bookmark bookmark(String id) {
        return bookmarks.has(id) ? Bookmark.of(bookmarks.path(id)) : Bookmark.NONE;
    }

    public synchronized void setBookmark(String id, Bookmark bookmark) {
        bookmarks.set(id, bookmark.toJson());
    }

    /**
     * Takes over the bookmark that another tap kept under another id.
     *
     * @return whether there was one to take over
     */
    public synchronized boolean adopt(String foreignId, String id) {
        if (bookmarks.has(id) || !bookmarks.has(foreignId)) {
            return false;
        }
        bookmarks.set(id, bookmarks.remove(foreignId));
        return true;
    }

    /** The state as one line of JSON. */
    public synchronized byte[] print() {
        return Json.print(root);
    }
}

package com.tappostgres.preflight;

import com.tappostgres.config.StreamAddress;
import com.tappostgres.error.ShellWord;
import com.tappostgres.json.Json;
import com.tappostgres.sync.StreamRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the choices of streams stand, and so how another one is made.
 *
 * @param catalog the file; null for the config
 * @param severalDatabases whether a stream's name needs its database
 */
record Choices(@Nullable Path catalog, boolean severalDatabases) {
    /** Reads a stream by what changed. */
    String incremental(StreamRequest request, String key) {
        String pattern = pattern(request);
        return catalog == null
                ? "\"streams\": {" + json(pattern) + ": {\"method\": \"incremental\", \"key\": " + json(key) + "}}"
                : select(catalog, pattern) + " --method incremental --key " + ShellWord.of(key);
    }

    /** Leaves a column out. */
    String without(StreamRequest request, String column) {
        String pattern = pattern(request);
        String ofColumn = pattern + "." + StreamAddress.quoted(column);
        return catalog == null
                ? "\"select\": [" + json(pattern) + ", " + json("!" + ofColumn) + "]"
                : select(catalog, pattern) + " --exclude " + ShellWord.of(ofColumn);
    }

    private static String select(Path catalog, String pattern) {
        return "tap-postgres select " + ShellWord.of(catalog.toString()) + " " + ShellWord.of(pattern);
    }

    private static String json(String text) {
        return new String(Json.print(Json.NODES.textNode(text)), StandardCharsets.UTF_8);
    }

    private String pattern(StreamRequest request) {
        StreamAddress address = new StreamAddress(
                request.database(), request.table().schema(), request.table().table(), request.name(), request.id());
        return severalDatabases ? address.patternWithDatabase() : address.pattern();
    }
}

package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.ShellWord;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a config file: one JSON object of settings. */
final class ConfigFile {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFile.class);

    private static final Set<PosixFilePermission> OTHERS =
            Collections.unmodifiableSet(EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ));

    private final Path file;
    private final Problems problems;

    ConfigFile(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * What the file gives: its keys, and below them the parts of its URL.
     *
     * @throws TapException of kind CONFIGURATION if it cannot be read or is no JSON
     */
    List<Layer> read() {
        JsonNode document = document();
        if (!document.isObject()) {
            problems.add("\"" + file + "\" holds no JSON object");
        }
        Layer keys = new Layer();
        PeerSettings peers = new PeerSettings(document, keys, file.toString(), problems);
        peers.read();
        // Last, so that in one file our own name wins whatever the order.
        document.properties().forEach(field -> readField(field.getKey(), field.getValue(), keys));
        Layer url = url(document.path(Setting.URL.key()), peers.url());
        if ((keys.holdsSecret() || url.holdsSecret()) && isReadableByOthers()) {
            LOG.warn(
                    "the config file \"{}\" holds a secret and others can read it: chmod 600 {}",
                    file,
                    ShellWord.of(file.toString()));
        }
        return List.of(keys, url);
    }

    private JsonNode document() {
        try {
            return Json.read(file);
        } catch (Json.ReadException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the config file \"" + file + "\" " + e.getMessage(),
                    "A config file is one JSON object: {\"host\": \"...\", \"user\": \"...\", \"password\": \"...\","
                            + " \"dbname\": \"...\"}",
                    e);
        }
    }

    private void readField(String key, JsonNode value, Layer layer) {
        if (key.equals(ConfigSchema.REFERENCE)) {
            // For editors only.
            return;
        }
        Setting setting = Setting.ofKey(key).orElse(null);
        if (setting == null && !PeerSettings.isKnown(key)) {
            problems.add("\"" + key + "\" is no setting" + NearestName.suggestion(key));
        } else if (setting != null && setting != Setting.URL) {
            layer.put(setting, value, file.toString());
        }
    }

    private Layer url(JsonNode ours, JsonNode theirs) {
        boolean isOurs = !ours.isMissingNode() && !ours.isNull();
        JsonNode value = isOurs ? ours : theirs;
        if (value.isContainerNode()) {
            problems.add("\"url\" must be a single value, not an " + (value.isArray() ? "array" : "object"));
        }
        String text = value.isValueNode() && !value.isNull() ? value.asText() : "";
        String source = (isOurs ? Setting.URL.key() : PeerSettings.URL) + " in " + file;
        return text.isEmpty() ? new Layer() : ConnectionUrl.read(text, source, problems);
    }

    private boolean isReadableByOthers() {
        try {
            // A pipe, as of <(...), is nobody else's to read, whatever its permissions say.
            return Files.isRegularFile(file) && !Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS);
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }
}

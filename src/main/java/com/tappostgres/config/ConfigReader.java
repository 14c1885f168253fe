package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the settings together: config files first, then the environment, then the defaults. Reports all problems at once. */
public final class ConfigReader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigReader.class);

    private final Set<String> problems = new LinkedHashSet<>();
    private final Map<Setting, JsonNode> values = new EnumMap<>(Setting.class);

    private ConfigReader() {}

    /**
     * Reads the settings of a run.
     *
     * @param files the later ones win
     * @param environment serves every key that the files leave out
     * @throws TapException of kind CONFIGURATION that names every problem found
     */
    public static TapConfig read(List<Path> files, Map<String, String> environment) {
        ConfigReader reader = new ConfigReader();
        reader.readEnvironment(environment);
        for (Path file : files) {
            reader.readFile(file);
        }
        TapConfig config = new ConfigBuilder(reader.values, reader.problems).build();
        reader.failOnProblems(files);
        return config;
    }

    private void readEnvironment(Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            String own = environment.get(setting.environmentVariable());
            String libpq = setting.libpqVariable().map(environment::get).orElse(null);
            if (own != null && !own.isEmpty()) {
                values.put(setting, environmentValue(setting, own));
            } else if (libpq != null && !libpq.isEmpty()) {
                values.put(setting, Json.NODES.textNode(libpq));
            }
        }
    }

    /** Lists in the environment may be JSON arrays; a password may well begin with a bracket. */
    private JsonNode environmentValue(Setting setting, String text) {
        if (!setting.isList() || !text.startsWith("[")) {
            return Json.NODES.textNode(text);
        }
        try {
            return Json.parse(text);
        } catch (Json.ReadException e) {
            problems.add(setting.environmentVariable() + " " + e.getMessage());
            return Json.NODES.nullNode();
        }
    }

    private void readFile(Path file) {
        JsonNode document;
        try {
            document = Json.read(file);
        } catch (Json.ReadException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the config file \"" + file + "\" " + e.getMessage(),
                    "A config file is one JSON object: {\"host\": \"...\", \"user\": \"...\", \"password\": \"...\","
                            + " \"dbname\": \"...\"}",
                    e);
        }
        if (!document.isObject()) {
            problems.add("\"" + file + "\" holds no JSON object");
        }
        document.properties().forEach(field -> readForeignKey(field.getKey(), field.getValue()));
        // Last, so that in one file our own name wins whatever the order.
        document.properties()
                .forEach(field ->
                        Setting.ofKey(field.getKey()).ifPresent(setting -> putUnlessNull(setting, field.getValue())));
    }

    private void readForeignKey(String key, JsonNode value) {
        if (Setting.ofKey(key).isPresent()) {
            return;
        }
        if (PeerSettings.ALIASES.containsKey(key)) {
            Setting ours = PeerSettings.ALIASES.get(key);
            LOG.warn("the setting \"{}\" is called \"{}\" here; it is used as that", key, ours.key());
            putUnlessNull(ours, value);
        } else if (key.equals("ssl")) {
            boolean required = value.asText().equalsIgnoreCase("true");
            LOG.warn(
                    "the setting \"ssl\" is called \"sslmode\" here; {}",
                    required ? "true is used as \"require\"" : "it is left at its default");
            if (required) {
                values.put(Setting.SSLMODE, Json.NODES.textNode("require"));
            }
        } else if (key.equals("include_schemas_in_destination_stream_name")) {
            LOG.warn("the setting \"{}\" is called \"stream_name\" here; true is used as \"{schema}_{table}\"", key);
            if (value.asText().equalsIgnoreCase("true")) {
                values.put(Setting.STREAM_NAME, Json.NODES.textNode("{schema}_{table}"));
            }
        } else if (PeerSettings.ADVICE.containsKey(key)) {
            LOG.warn("the setting \"{}\" does nothing here: {}", key, PeerSettings.ADVICE.get(key));
        } else {
            problems.add("\"" + key + "\" is no setting" + NearestName.suggestion(key));
        }
    }

    private void putUnlessNull(Setting setting, JsonNode value) {
        if (!value.isNull()) {
            values.put(setting, value);
        }
    }

    private void failOnProblems(List<Path> files) {
        if (problems.isEmpty()) {
            return;
        }
        String where = files.isEmpty() ? "the environment" : "the configuration";
        String count = problems.size() == 1 ? "1 problem in " : problems.size() + " problems in ";
        throw new TapException(
                ErrorKind.CONFIGURATION,
                count + where + ": " + String.join("; ", problems),
                "Correct these keys; one that is left out has its default.");
    }
}

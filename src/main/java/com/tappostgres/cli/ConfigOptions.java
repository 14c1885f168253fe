package com.tappostgres.cli;

import com.tappostgres.config.ConfigReader;
import com.tappostgres.config.Configuration;
import com.tappostgres.config.Setting;
import com.tappostgres.config.TapConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which every command that connects gets its settings. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings as JSON; may be given again, later ones win.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "postgresql://user@host:port/dbname; wins over all other settings.")
    private @Nullable String url;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "How many connections read; the same as \"parallel\".")
    private @Nullable String parallel;

    TapConfig read(Map<String, String> environment) {
        return explain(environment).config();
    }

    /** The settings with where each came from. */
    Configuration explain(Map<String, String> environment) {
        Map<Setting, String> options = new EnumMap<>(Setting.class);
        if (url != null) {
            options.put(Setting.URL, url);
        }
        if (parallel != null) {
            options.put(Setting.PARALLEL, parallel);
        }
        return ConfigReader.explain(files, options, environment);
    }
}

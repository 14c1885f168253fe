package com.tappostgres.cli;

import com.tappostgres.config.ConfigReader;
import com.tappostgres.config.Configuration;
import com.tappostgres.config.TapConfig;
import java.nio.file.Path;
import java.util.ArrayList;
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

    TapConfig read(Map<String, String> environment) {
        return explain(environment).config();
    }

    /** The settings with where each came from. */
    Configuration explain(Map<String, String> environment) {
        return ConfigReader.explain(files, url, environment);
    }
}

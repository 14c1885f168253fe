package com.tappostgres.cli;

import com.tappostgres.config.ConfigReader;
import com.tappostgres.config.TapConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options by which every command that connects gets its settings. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings as JSON; may be given again, later ones win.")
    private List<Path> files = new ArrayList<>();

    TapConfig read(Map<String, String> environment) {
        return ConfigReader.read(files, environment);
    }
}

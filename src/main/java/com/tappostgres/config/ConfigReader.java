package com.tappostgres.config;

import com.tappostgres.error.TapException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts the settings together: config files first, then the environment, then the defaults. Reports all problems at once. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads the settings of a run.
     *
     * @param files the later ones win
     * @param environment serves every key that the files leave out
     * @throws TapException of kind CONFIGURATION that names every problem found
     */
    public static TapConfig read(List<Path> files, Map<String, String> environment) {
        Problems problems = new Problems();
        Layers layers = layers(files, environment, problems);
        TapConfig config = new ConfigBuilder(new SettingReader(layers, problems), problems).build();
        problems.failIfAny(files.isEmpty() ? "the environment" : "the configuration");
        return config;
    }

    private static Layers layers(List<Path> files, Map<String, String> environment, Problems problems) {
        Layers layers = new Layers();
        List<Layer> laterFirst = new ArrayList<>();
        for (Path file : files) {
            laterFirst.add(0, new ConfigFile(file, problems).read());
        }
        laterFirst.forEach(layers::addBelow);
        EnvironmentLayers variables = new EnvironmentLayers(environment, problems);
        layers.addBelow(variables.own());
        layers.addBelow(variables.libpq());
        return layers;
    }
}

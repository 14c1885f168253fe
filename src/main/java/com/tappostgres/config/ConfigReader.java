package com.tappostgres.config;

import com.tappostgres.error.TapException;
import com.tappostgres.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the settings together from their sources, of which it alone knows the order. Reports all problems at once. */
public final class ConfigReader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigReader.class);
    private static final String URL_OPTION = "--url";

    private final Map<String, String> environment;
    private final Problems problems = new Problems();

    private ConfigReader(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads the settings of a run.
     *
     * @param files the later ones win
     * @param environment serves every key that the files leave out
     * @throws TapException of kind CONFIGURATION that names every problem found
     */
    public static TapConfig read(List<Path> files, Map<String, String> environment) {
        return explain(files, Map.of(), environment).config();
    }

    /**
     * Reads the settings of a run, and says where each came from.
     *
     * @param files the later ones win
     * @param options what the command line says, which wins over all else
     * @param environment serves every key that these leave out
     * @throws TapException of kind CONFIGURATION that names every problem found
     */
    public static Configuration explain(
            List<Path> files, Map<Setting, String> options, Map<String, String> environment) {
        return new ConfigReader(environment).configuration(files, options);
    }

    private Configuration configuration(List<Path> files, Map<Setting, String> options) {
        Layers layers = layers(files, options);
        layers.settle(problems);
        SettingReader settings = new SettingReader(layers, problems);
        ConnectionSettings connection = new ConnectionBuilder(settings, environment, problems).build();
        TapConfig config = new ConfigBuilder(settings, HomeFolder.of(environment), problems).build(connection);
        problems.failIfAny(files.isEmpty() && options.isEmpty() ? "the environment" : "the configuration");
        return new Configuration(config, EffectiveSetting.list(layers, connection));
    }

    private Layers layers(List<Path> files, Map<Setting, String> options) {
        Layers layers = new Layers();
        Layer given = new Layer();
        options.forEach((setting, value) -> {
            if (setting != Setting.URL) {
                given.put(setting, Json.NODES.textNode(value), "--" + setting.key());
            }
        });
        layers.addBelow(given);
        if (options.containsKey(Setting.URL)) {
            layers.addBelow(option(options.get(Setting.URL)));
        }
        List<Layer> laterFirst = new ArrayList<>();
        for (Path file : files) {
            laterFirst.addAll(0, new ConfigFile(file, problems).read());
        }
        laterFirst.forEach(layers::addBelow);
        EnvironmentLayers variables = new EnvironmentLayers(environment, problems);
        layers.addBelow(variables.own());
        layers.addBelow(variables.url());
        Layer libpq = variables.libpq();
        // As in libpq, a service gives way to what names it, and goes before the other variables.
        Optional<String> service =
                new SettingReader(layers, problems).given(Setting.SERVICE).or(() -> libpq.text(Setting.SERVICE));
        service.ifPresent(name -> layers.addBelow(new ServiceFile(name, problems)
                .read(environment, HomeFolder.of(environment).path())));
        layers.addBelow(libpq);
        return layers;
    }

    private Layer option(String url) {
        Layer layer = ConnectionUrl.read(url, URL_OPTION, problems);
        if (layer.holdsSecret()) {
            LOG.warn(
                    "the list of processes shows the password in {}: the variable {} or ~/.pgpass keep it from others",
                    URL_OPTION,
                    Setting.URL.environmentVariable());
        }
        return layer;
    }
}

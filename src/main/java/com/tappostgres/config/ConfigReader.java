package com.tappostgres.config;

import com.tappostgres.error.TapException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
        return explain(files, null, environment).config();
    }

    /**
     * Reads the settings of a run, and says where each came from.
     *
     * @param files the later ones win
     * @param url what {@code --url} says, which wins over all else
     * @param environment serves every key that these leave out
     * @throws TapException of kind CONFIGURATION that names every problem found
     */
    public static Configuration explain(List<Path> files, @Nullable String url, Map<String, String> environment) {
        return new ConfigReader(environment).read(files, url);
    }

    private Configuration read(List<Path> files, @Nullable String url) {
        Layers layers = layers(files, url);
        layers.settle(problems);
        SettingReader settings = new SettingReader(layers, problems);
        ConnectionSettings connection = new ConnectionBuilder(settings, environment, problems).build();
        TapConfig config = new ConfigBuilder(settings, problems).build(connection);
        problems.failIfAny(files.isEmpty() && url == null ? "the environment" : "the configuration");
        return new Configuration(config, EffectiveSetting.list(layers, connection));
    }

    private Layers layers(List<Path> files, @Nullable String url) {
        Layers layers = new Layers();
        if (url != null) {
            layers.addBelow(option(url));
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

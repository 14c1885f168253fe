package com.tappostgres.config;

import java.util.List;

/**
 * The settings of a run, and where each came from.
 *
 * @param settings all that have a value, secrets as {@code ***}
 */
public record Configuration(TapConfig config, List<EffectiveSetting> settings) {
    public Configuration {
        settings = List.copyOf(settings);
    }
}

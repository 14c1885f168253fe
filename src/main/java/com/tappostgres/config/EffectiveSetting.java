package com.tappostgres.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A setting as it counts in a run, fit to be shown to anybody.
 *
 * @param value {@code ***} where it is a secret
 * @param source what gives it: {@code config.json}, {@code PGHOST}, {@code service shop}, {@code default}, {@code --url}
 */
public record EffectiveSetting(String key, String value, String source) {
    private static final String DEFAULT = "default";

    /** All settings that have a value, in the order of {@link Setting}; a URL stands there as its parts. */
    static List<EffectiveSetting> list(Layers layers, ConnectionSettings connection) {
        List<EffectiveSetting> list = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            of(setting, layers, connection).ifPresent(list::add);
        }
        return List.copyOf(list);
    }

    private static Optional<EffectiveSetting> of(Setting setting, Layers layers, ConnectionSettings connection) {
        Given given = layers.get(setting);
        boolean empty = given != null
                && given.value().isTextual()
                && given.value().asText().isEmpty();
        if (setting == Setting.SSLMODE) {
            return Optional.of(ofSslMode(layers, connection.tls().mode().text()));
        }
        if (given != null && !empty) {
            return Optional.of(
                    new EffectiveSetting(setting.key(), Secrets.shown(setting, given.value()), given.source()));
        }
        ConnectionSettings.Login login = connection.login();
        Map<Setting, String> ofAccount = Map.of(
                Setting.USER, login.user(),
                Setting.DBNAME, login.database(),
                Setting.PASSFILE, login.passfile().toString());
        return Optional.ofNullable(ofAccount.get(setting))
                .or(setting::defaultValue)
                .map(value -> new EffectiveSetting(setting.key(), value, DEFAULT));
    }

    /** It may come from the setting {@code ssl}, too. */
    private static EffectiveSetting ofSslMode(Layers layers, String mode) {
        for (Setting setting : List.of(Setting.SSLMODE, Setting.SSL)) {
            Given given = layers.get(setting);
            boolean counts =
                    given != null && given.value().asText().equalsIgnoreCase(setting == Setting.SSL ? "true" : mode);
            if (given != null && counts) {
                return new EffectiveSetting(Setting.SSLMODE.key(), mode, given.source());
            }
        }
        return new EffectiveSetting(Setting.SSLMODE.key(), mode, DEFAULT);
    }
}

package com.tappostgres.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sources of the settings, of which the highest that gives a setting counts. */
final class Layers {
    private static final Logger LOG = LoggerFactory.getLogger(Layers.class);

    private final List<Layer> highestFirst = new ArrayList<>();

    /** Puts a source below those that are there. */
    void addBelow(Layer layer) {
        highestFirst.add(layer);
    }

    /** The value that counts; null where the default does. */
    @Nullable
    Given get(Setting setting) {
        int rank = rank(setting);
        return rank == highestFirst.size() ? null : highestFirst.get(rank).get(setting);
    }

    /** The text that counts; empty where nothing gives one, or an empty one. */
    Optional<String> text(Setting setting) {
        int rank = rank(setting);
        return rank == highestFirst.size()
                ? Optional.empty()
                : highestFirst.get(rank).text(setting);
    }

    /** How many sources stand above the one that gives a setting; where none gives it, that is all. */
    int rank(Setting setting) {
        int rank = 0;
        while (rank < highestFirst.size() && highestFirst.get(rank).get(setting) == null) {
            rank++;
        }
        return rank;
    }

    /** Takes away what belongs to another value than the one that counts. */
    void settle(Problems problems) {
        settlePasswords(problems);
        Given address = get(Setting.HOSTADDR);
        Given host = get(Setting.HOST);
        // Otherwise a variable that was set for one server would send the reader of another one there.
        if (address != null
                && host != null
                && text(Setting.HOST).isPresent()
                && rank(Setting.HOSTADDR) > rank(Setting.HOST)) {
            LOG.warn(
                    "the address that {} gives is not used: {} names the host, and stands above it",
                    address.source(),
                    host.source());
            remove(Setting.HOSTADDR);
        }
    }

    private void settlePasswords(Problems problems) {
        int password = rank(Setting.PASSWORD);
        int command = rank(Setting.PASSWORD_COMMAND);
        if (password == highestFirst.size() || command == highestFirst.size()) {
            return;
        }
        if (password == command) {
            problems.add("\"password\" and \"password_command\" are both given: leave one of them out");
        }
        remove(password < command ? Setting.PASSWORD_COMMAND : Setting.PASSWORD);
    }

    private void remove(Setting setting) {
        highestFirst.forEach(layer -> layer.remove(setting));
    }
}

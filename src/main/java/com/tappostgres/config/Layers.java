package com.tappostgres.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sources of the settings, of which the highest that gives a setting counts. */
final class Layers {
    private final List<Layer> highestFirst = new ArrayList<>();

    /** Puts a source below those that are there. */
    void addBelow(Layer layer) {
        highestFirst.add(layer);
    }

    /** The value that counts; null where the default does. */
    @Nullable
    Given get(Setting setting) {
        for (Layer layer : highestFirst) {
            Given given = layer.get(setting);
            if (given != null) {
                return given;
            }
        }
        return null;
    }
}

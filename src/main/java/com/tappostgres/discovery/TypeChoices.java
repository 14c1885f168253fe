package com.tappostgres.discovery;

import com.tappostgres.config.TapConfig;
import com.tappostgres.types.TypeOptions;

/** The settings of a run as the types know them, for discovery and sync alike. */
public final class TypeChoices {
    private TypeChoices() {}

    public static TypeOptions of(TapConfig.Values values) {
        return new TypeOptions(
                values.decimalsAsText(),
                values.jsonAsText(),
                TypeOptions.OutOfRange.valueOf(values.outOfRange().name()));
    }
}

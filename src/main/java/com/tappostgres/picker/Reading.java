package com.tappostgres.picker;

import org.jspecify.annotations.Nullable;

/**
 * How a table is read.
 *
 * @param method null where the catalog leaves it to the setting default_replication_method
 * @param key the replication key; null for none
 */
record Reading(@Nullable String method, @Nullable String key) {
    static final String FULL_TABLE = "FULL_TABLE";
    static final String INCREMENTAL = "INCREMENTAL";

    boolean isIncremental() {
        return INCREMENTAL.equals(method);
    }

    @Override
    public String toString() {
        if (method == null) {
            return "default";
        }
        return isIncremental() && key != null ? method + " " + key : method;
    }
}

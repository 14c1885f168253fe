package com.tappostgres.sync;

import java.util.Optional;

/** How a stream is read; the names are Singer's. */
public enum ReplicationMethod {
    FULL_TABLE,
    INCREMENTAL;

    static Optional<ReplicationMethod> of(String name) {
        for (ReplicationMethod method : values()) {
            if (method.name().equals(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }
}

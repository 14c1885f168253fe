package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings.Endpoint;

/**
 * What is tried: prints as {@code user@host:port/database}.
 *
 * @param timeoutSeconds how long it may take
 */
record LoginAttempt(String user, Endpoint endpoint, String database, int timeoutSeconds) {
    @Override
    public String toString() {
        return user + "@" + endpoint + "/" + database;
    }
}

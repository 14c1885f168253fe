package com.tappostgres.bench;

/** A client and what it took so far. */
record Runs(Client client, Series series) {
    Runs(Client client) {
        this(client, new Series());
    }
}

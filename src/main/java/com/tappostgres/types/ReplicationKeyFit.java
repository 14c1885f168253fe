package com.tappostgres.types;

/** Whether a type can be a replication key: the server orders by it, and its text can be compared again. */
public enum ReplicationKeyFit {
    NONE,
    /** Every value can be a bookmark. */
    PLAIN,
    /**
     * NaN and infinity exist. They sort last, so as a bookmark they would end the stream for good, and they never become
     * one.
     */
    WITH_INFINITY
}

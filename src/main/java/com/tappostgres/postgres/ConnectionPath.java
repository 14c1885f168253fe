package com.tappostgres.postgres;

/**
 * How a connection reached its server.
 *
 * @param server who is connected to what: {@code tap@db.example.com:5432/shop}
 * @param protection how the way is protected, in words
 * @param encrypted whether TLS encrypts it
 * @param exposed whether it crosses a network: neither a Unix socket nor this machine's own addresses
 */
public record ConnectionPath(String server, String protection, boolean encrypted, boolean exposed) {}

package com.tappostgres.config;

/** Why a connection URL or string cannot be taken apart, without a word of it. */
final class MalformedConnectionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedConnectionException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}

package com.tappostgres.config;

/** Why a pattern cannot be taken apart; the reason goes on behind the pattern: {@code has a quote without its end}. */
final class MalformedPatternException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedPatternException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}

package com.tappostgres.error;

/** What sort of failure ended the run; each sort has its exit code. */
public enum ErrorKind {
    INTERNAL(1),
    USAGE(2),
    CONFIGURATION(3),
    CONNECTION(4),
    SOURCE(5),
    PARTIAL(6),
    OUTPUT(7),
    BUSY(8);

    private final int exitCode;

    ErrorKind(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}

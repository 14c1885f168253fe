package com.tappostgres.error;

/** What sort of failure ended the run; each sort has its exit code. */
public enum ErrorKind {
    /** A fault of the program itself. */
    INTERNAL(1),
    /** A command line that makes no sense. */
    USAGE(2),
    /** A config, catalog or state file that is missing or wrong. */
    CONFIGURATION(3),
    /** The server cannot be reached or does not let the user in. */
    CONNECTION(4),
    /** A table, a value or the state of the source does not allow the work. */
    SOURCE(5),
    /** Some streams failed and some succeeded. */
    PARTIAL(6),
    /** Whoever reads standard output failed or went away. */
    OUTPUT(7),
    /** Another run holds the state. */
    BUSY(8),
    /** A signal ended the run before it was complete. */
    STOPPED(143);

    private final int exitCode;

    ErrorKind(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}

package com.tappostgres.proof;

/** What a run and its server speak of at some byte of their conversation. */
enum Phase {
    /** All up to the server's first readiness for a query. */
    LOGIN,
    /** The session's settings, locks, the snapshot, the structure. */
    CATALOG,
    /** The rows of a stream that is read at once, or of a part that others follow. */
    COPY,
    /** The rows of the last part of a table. */
    LAST_CHUNK,
    /** The end of a COPY and what comes between it and the next step, or the row of an INCREMENTAL stream with a STATE. */
    STATE
}

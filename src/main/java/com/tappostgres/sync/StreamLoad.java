package com.tappostgres.sync;

import com.tappostgres.postgres.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/** How one stream is read: in which parts, which several readers may share, and what is printed around them. */
interface StreamLoad {
    List<LoadPart> parts();

    /** How many rows it will read, by estimate; empty where nobody can tell. */
    OptionalLong expectedRows();

    /** Reads one part, and prints its records behind the SCHEMA. */
    void read(LoadPart part, StreamReader reader) throws SQLException;

    /** Notes that a part was read to its end and its records are handed over; for one part at a time. */
    void finish(LoadPart part);

    /** Completes the load when all parts are finished. */
    void end(Session session) throws SQLException;

    /** Whether a part of which records were printed may be read again, because a loader can tell that they come twice. */
    boolean mayRepeatParts();

    /** Whether the stream may be tried again in the same run when a part of it could not be read to its end. */
    boolean mayStartAgain();

    /** Whether the bookmark has moved, so that another attempt would read less. */
    boolean hasProgressed();
}

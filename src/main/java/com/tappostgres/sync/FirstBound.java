package com.tappostgres.sync;

import com.tappostgres.singer.Bookmark;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the first load of an INCREMENTAL stream begins if {@code start_date} says so; always with a word in the log. */
final class FirstBound {
    private static final Logger LOG = LoggerFactory.getLogger(FirstBound.class);

    private FirstBound() {}

    /** The bookmark to begin with in place of one that has no value; empty where all rows are to be read. */
    static Optional<Bookmark> of(StreamRun run, ReplicationKey key, Bookmark start) {
        String startDate = run.config().sync().startDate();
        if (startDate == null || start.value() != null) {
            return Optional.empty();
        }
        if (!key.isTime()) {
            ignore(run, key.column(), "which is " + key.type());
            return Optional.empty();
        }
        LOG.info(
                "{}: its first load begins at the start_date: rows with \"{}\" before {} are left out",
                run.request().name(),
                key.column(),
                startDate);
        if (start.activationPending()) {
            LOG.warn(
                    "{}: it is loaded anew, and the loader will remove the rows of the load before, also those before the"
                            + " start_date",
                    run.request().name());
        }
        return Optional.of(start.withValue(startDate));
    }

    /** Says that a stream cannot be read from a date on. */
    static void ignore(StreamRun run, String key, String why) {
        if (run.config().sync().startDate() != null) {
            LOG.info(
                    "{}: the start_date does not apply to the replication key \"{}\", {}: all rows are read",
                    run.request().name(),
                    key,
                    why);
        }
    }
}

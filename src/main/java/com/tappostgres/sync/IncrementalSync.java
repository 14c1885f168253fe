package com.tappostgres.sync;

import com.tappostgres.singer.Bookmark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** INCREMENTAL: the rows from the last replication key value on, in its order. */
final class IncrementalSync {
    private static final Logger LOG = LoggerFactory.getLogger(IncrementalSync.class);
    private static final String METHOD = ReplicationMethod.INCREMENTAL.name();

    private final StreamRun run;
    private final ReplicationKey key;
    private boolean activateFirst;

    private IncrementalSync(StreamRun run, ReplicationKey key) {
        this.run = run;
        this.key = key;
    }

    static StreamLoad open(StreamRun run) {
        return new IncrementalSync(run, ReplicationKey.of(run)).open();
    }

    private StreamLoad open() {
        Bookmark start = startingPoint(run.bookmark());
        return new OrderedLoad(run, key, start, activateFirst);
    }

    /** The bookmark to go on from: the stream's own, or a new one where method or key changed. */
    private Bookmark startingPoint(Bookmark before) {
        boolean sameMethod = before.method() == null || before.method().equals(METHOD);
        boolean sameKey = key.column().equals(before.replicationKey());
        boolean sameOrder = before.keyType() == null || KeyOrder.isSame(before.keyType(), key.type());
        if (sameMethod && sameKey && sameOrder) {
            // A state of another tap may lack the method.
            return new Bookmark(
                    METHOD,
                    before.version(),
                    key.column(),
                    before.value(),
                    key.type(),
                    before.value() == null || before.initialLoad(),
                    before.activationPending(),
                    null);
        }
        boolean reset = run.wasRead();
        if (sameMethod && sameKey) {
            LOG.info(
                    "{}: \"{}\" was {} and is now {}, which has another order: its bookmark is reset",
                    run.request().name(),
                    key.column(),
                    before.keyType(),
                    key.type());
        } else if (reset) {
            LOG.info(
                    "{}: read {} before, now as {} by {}: its bookmark is reset",
                    run.request().name(),
                    before.replicationKey() == null ? "as " + before.method() : "by " + before.replicationKey(),
                    METHOD,
                    key.column());
        }
        activateFirst = !reset;
        // After a reset the loader keeps the rows of the old version until the new ones are all there.
        return new Bookmark(METHOD, run.nextVersion(before), key.column(), null, key.type(), true, reset, null);
    }
}

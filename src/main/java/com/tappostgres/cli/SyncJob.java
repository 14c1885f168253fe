package com.tappostgres.cli;

import com.tappostgres.config.TapConfig;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.singer.Catalog;
import com.tappostgres.singer.MessageWriter;
import com.tappostgres.singer.State;
import com.tappostgres.sync.Stop;
import com.tappostgres.sync.SyncRunner;
import java.io.OutputStream;

/** One sync from a catalog and a state to an output. */
record SyncJob(TapConfig config, Catalog catalog, State state) {
    private static final long MEGA = 1_000_000;

    /**
     * Reads all selected streams.
     *
     * @param states told of each STATE that was written
     */
    void run(OutputStream out, MessageWriter.StateListener states, Stop stop) {
        long rate = config.load().maxRate() * MEGA;
        MessageWriter writer = new MessageWriter(rate == 0 ? out : new ThrottledOutput(out, rate), states);
        try (ConnectionFactory connections = new ConnectionFactory(config.connection())) {
            new SyncRunner(connections, config, writer, state, stop).run(catalog);
        }
    }
}

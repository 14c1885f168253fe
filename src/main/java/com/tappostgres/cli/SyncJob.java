package com.tappostgres.cli;

import com.tappostgres.config.TapConfig;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.ConnectionFactory;
import com.tappostgres.progress.RunProgress;
import com.tappostgres.singer.BatchFolder;
import com.tappostgres.singer.Compression;
import com.tappostgres.singer.MessageWriter;
import com.tappostgres.singer.State;
import com.tappostgres.singer.Throttle;
import com.tappostgres.sync.ConfiguredCatalog;
import com.tappostgres.sync.Stop;
import com.tappostgres.sync.SyncRunner;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One sync from a catalog and a state to an output. */
record SyncJob(ConnectionFactory connections, TapConfig config, ConfiguredCatalog catalog, State state) {
    private static final long MEGA = 1_000_000;

    /**
     * The catalog of a run, which without a file is what the settings choose of what the server has.
     *
     * @throws TapException of kind USAGE if there is neither a file nor such a setting; of kind CONFIGURATION if the
     *     settings choose nothing
     */
    static ConfiguredCatalog catalog(@Nullable Path file, TapConfig config, ConnectionFactory connections, Stop stop) {
        if (file != null) {
            return ConfiguredCatalog.read(file, config);
        }
        if (!config.selection().given()) {
            throw new TapException(
                    ErrorKind.USAGE,
                    "nothing to do: neither --discover nor --catalog is given, and no setting selects streams",
                    "\"select\": [\"public.*\"] in the config selects without a catalog; or make one: tap-postgres"
                            + " --config config.json --discover > catalog.json");
        }
        return ConfiguredCatalog.discover(connections, config, stop);
    }

    /**
     * Reads all selected streams.
     *
     * @param states told of each STATE that was written
     * @param progress told how far it is
     */
    void run(OutputStream out, MessageWriter.StateListener states, Stop stop, RunProgress progress) {
        progress.beganWith(state.print());
        Throttle throttle = new Throttle(config.load().maxRate() * MEGA);
        BatchFolder batches = config.batches()
                .map(settings -> batchFolder(settings, throttle))
                .orElse(null);
        MessageWriter writer = new MessageWriter(new ThrottledOutput(out, throttle), states, batches);
        SyncRunner runner = new SyncRunner(connections, config, writer, state, stop, progress);
        catalog.unreadable().forEach(runner::leaveOut);
        runner.run(catalog.catalog());
    }

    private static BatchFolder batchFolder(TapConfig.Batches settings, Throttle throttle) {
        BatchFolder folder = new BatchFolder(
                settings.folder(),
                settings.prefix(),
                Compression.of(settings.compression()),
                settings.rows(),
                throttle);
        folder.prepare();
        return folder;
    }
}

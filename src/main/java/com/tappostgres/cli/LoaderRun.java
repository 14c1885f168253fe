package com.tappostgres.cli;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.FileFault;
import com.tappostgres.error.TapException;
import com.tappostgres.loader.ConfirmedStates;
import com.tappostgres.loader.LoaderProcess;
import com.tappostgres.progress.RunProgress;
import com.tappostgres.singer.StateFile;
import com.tappostgres.sync.Stop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sync into a loader, of which only what the loader confirmed is saved. */
final class LoaderRun {
    private static final Logger LOG = LoggerFactory.getLogger(LoaderRun.class);

    private final List<String> command;
    private final Duration grace;
    private final Stop stop;
    private final Consumer<String> err;

    /**
     * @param command the loader and its arguments
     * @param grace how long a loader has to end when it must
     * @param err gets what the loader has to say
     */
    LoaderRun(List<String> command, Duration grace, Stop stop, Consumer<String> err) {
        this.command = command;
        this.grace = grace;
        this.stop = stop;
        this.err = err;
    }

    /**
     * Runs to the end of both.
     *
     * @throws TapException of kind OUTPUT if the loader failed, else as the sync does
     */
    void run(SyncJob job, StateFile file, RunProgress progress) {
        String name = LoaderProcess.nameOf(command);
        ConfirmedStates confirmed = new ConfirmedStates(file, name, progress::stateKept);
        LoaderProcess loader = LoaderProcess.start(command, confirmed, err);
        LoaderProcess.Grace patience = new LoaderProcess.Grace(grace, stop::repeated);
        Runnable taken = stop.whenRequested(() -> endThough(loader, patience));
        TapException failure = null;
        try {
            job.run(loader.input(), confirmed::sent, stop, progress);
        } catch (TapException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            loader.finish(() -> true, patience);
            throw e;
        } finally {
            taken.run();
        }
        boolean refused =
                failure != null && (failure.kind() == ErrorKind.OUTPUT || failure.kind() == ErrorKind.STOPPED);
        progress.waitFor(name);
        int exitCode = loader.finish(() -> refused || stop.isRequested(), patience);
        if (exitCode != 0 && isStopped(exitCode)) {
            progress.outputLost();
            warnIfNothingIsSaved(name, confirmed);
            throw failure != null ? failure : Stop.stopped(null);
        }
        judge(name, exitCode, failure, confirmed);
    }

    /** Ends a loader that takes nothing, so that the run waits for it in vain. */
    private void endThough(LoaderProcess loader, LoaderProcess.Grace patience) {
        try {
            TimeUnit.MILLISECONDS.sleep(TapCommand.PATIENCE.toMillis());
            loader.end(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a signal ended a loader, or may have. */
    private boolean isStopped(int exitCode) {
        return stop.isRequested() || (LoaderProcess.isSignal(exitCode) && stop.isAnnouncedSoon());
    }

    private static void warnIfNothingIsSaved(String name, ConfirmedStates confirmed) {
        if (!confirmed.any()) {
            LOG.warn("{} confirmed no state: nothing could be saved, and the next run begins where this one did", name);
        }
    }

    private static void judge(String name, int exitCode, @Nullable TapException failure, ConfirmedStates confirmed) {
        boolean refused = failure != null && failure.kind() == ErrorKind.OUTPUT;
        warnIfNothingIsSaved(name, confirmed);
        if (exitCode != 0) {
            if (failure != null && !refused) {
                LOG.error("{}", failure.getMessage());
            }
            throw new TapException(
                    ErrorKind.OUTPUT,
                    "the loader " + name + " " + LoaderProcess.words(exitCode),
                    "What it printed stands above. The last state that it confirmed is saved: run again when it is mended.",
                    failure);
        }
        if (refused) {
            throw new TapException(
                    ErrorKind.OUTPUT,
                    "the loader " + name + " ended before it had read everything",
                    "It ended with exit code 0 all the same: is it a Singer loader?",
                    failure);
        }
        if (failure != null) {
            throw failure;
        }
        confirmed.failure().ifPresent(e -> {
            throw new TapException(
                    ErrorKind.OUTPUT,
                    "cannot save the state: " + FileFault.reason(e),
                    "Is the disk full? What the loader got is safe there, and comes again in the next run.",
                    e);
        });
    }
}

package com.tappostgres.cli;

import com.tappostgres.sync.Stop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a run end well when a signal ends the JVM.
 *
 * <p>SIGTERM, SIGINT and SIGHUP start the JVM's shutdown, which waits for this hook, and then ends with 128 and the
 * signal's number. Whatever still runs then is cut off.
 */
final class SignalHook extends Thread {
    private final Stop stop;
    private final Runnable last;
    private final CountDownLatch ended = new CountDownLatch(1);

    private SignalHook(Stop stop, Runnable last) {
        super("signal");
        this.stop = stop;
        this.last = last;
    }

    /** @param last what is done before the JVM ends, also where the program is cut off */
    static SignalHook install(Stop stop, Runnable last) {
        SignalHook hook = new SignalHook(stop, last);
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    /** Notes that the program has nothing more to do. */
    void ended() {
        ended.countDown();
    }

    @Override
    public void run() {
        if (ended.getCount() == 0) {
            return;
        }
        stop.announce();
        try {
            if (ended.await(stop.courtesy().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            stop.request();
            ended.await(stop.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            last.run();
        }
    }
}

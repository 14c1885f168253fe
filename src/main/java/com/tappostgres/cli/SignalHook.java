package com.tappostgres.cli;

import com.tappostgres.sync.Stop;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jline.utils.Signals;

/**
 * Lets a run end well when a signal ends the JVM.
 *
 * <p>SIGTERM, SIGINT and SIGHUP start the JVM's shutdown, which waits for this hook, and then ends with 128 and the
 * signal's number. Whatever still runs then is cut off. Each further signal has the run wait for less.
 */
final class SignalHook extends Thread {
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");
    private static final long SAME_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long POLL_MILLIS = 20;

    private final Stop stop;
    private final Runnable atEnd;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong last = new AtomicLong();

    private SignalHook(Stop stop, Runnable atEnd) {
        super("signal");
        this.stop = stop;
        this.atEnd = atEnd;
    }

    /** @param atEnd what is done before the JVM ends, also where the program is cut off */
    static SignalHook install(Stop stop, Runnable atEnd) {
        SignalHook hook = new SignalHook(stop, atEnd);
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
        followFurtherOnes();
        try {
            if (endsInCourtesy()) {
                return;
            }
            stop.request();
            ended.await(stop.patience().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            atEnd.run();
        }
    }

    private boolean endsInCourtesy() throws InterruptedException {
        long start = System.nanoTime();
        while (!stop.isRequested()
                && System.nanoTime() - start < stop.courtesy().toNanos()) {
            if (ended.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                return true;
            }
        }
        return ended.getCount() == 0;
    }

    /** The JVM heeds the first one only. */
    private void followFurtherOnes() {
        last.set(System.nanoTime());
        for (String name : NAMES) {
            Signals.register(name, this::further);
        }
    }

    private void further() {
        long now = System.nanoTime();
        // The terminal and whoever started the program may both send it; and timeout(1) sends it twice.
        if (now - last.getAndSet(now) > SAME_NANOS) {
            stop.repeat();
        }
    }
}

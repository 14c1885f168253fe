package com.tappostgres.sync;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The wish that a run ends at the next whole record, as a signal expresses it; any thread may have it. */
public final class Stop {
    /** How long a server has to end a query that it was asked to cancel. */
    private static final Duration UNTIL_ABORT = Duration.ofSeconds(1);

    /** Ctrl-C reaches all of a pipeline, and whoever reads the output may be gone before this program knows of it. */
    private static final Duration SAME_MOMENT = Duration.ofMillis(200);

    private volatile Duration patience = Duration.ZERO;
    private volatile Duration courtesy = Duration.ZERO;
    private final CountDownLatch announced = new CountDownLatch(1);
    private final CountDownLatch requested = new CountDownLatch(1);
    private final AtomicInteger repeated = new AtomicInteger();
    private final Set<Runnable> works = ConcurrentHashMap.newKeySet();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    /** Says that no run shall begin any more; one that is under way goes on. */
    public void announce() {
        announced.countDown();
    }

    /** Asks for the end: queries are cancelled on the server, and connections that stay silent are dropped. */
    public synchronized void request() {
        if (isRequested()) {
            return;
        }
        announce();
        requested.countDown();
        works.forEach(Stop::start);
        for (Session session : sessions) {
            // Each alone, as the way to a server may be lost.
            start(() -> session.cancel());
        }
        start(this::abort);
    }

    /** Takes note of a further signal: the end is asked for now, or once more. */
    public synchronized void repeat() {
        if (isRequested()) {
            repeated.incrementAndGet();
        } else {
            request();
        }
    }

    /** How often the end was asked for once more. */
    public int repeated() {
        return repeated.get();
    }

    /**
     * Has work done in a thread of its own when the end is asked for.
     *
     * @return takes that back
     */
    public synchronized Runnable whenRequested(Runnable work) {
        works.add(work);
        if (isRequested()) {
            start(work);
        }
        return () -> works.remove(work);
    }

    private void abort() {
        try {
            TimeUnit.MILLISECONDS.sleep(UNTIL_ABORT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sessions.forEach(Session::abort);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "stop");
        thread.setDaemon(true);
        thread.start();
    }

    /** How long whoever asks should wait before it ends the process. */
    public Duration patience() {
        return patience;
    }

    /** Sets how long an orderly end may take; nothing has one until somebody says so. */
    public void setPatience(Duration longest) {
        patience = longest;
    }

    /** How long a run that is under way may go on before it is asked to end. */
    public Duration courtesy() {
        return courtesy;
    }

    /** Sets how long a run may go on; none may until somebody says so. */
    public void setCourtesy(Duration longest) {
        courtesy = longest;
    }

    /**
     * Waits between two runs.
     *
     * @return whether another run may begin
     */
    public boolean rest(Duration time) {
        try {
            return !announced.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Whether a signal came, or comes within a moment: what fails at the same time may do so because of it.
     *
     * <p>Takes that moment where none comes.
     */
    public boolean isAnnouncedSoon() {
        try {
            return announced.await(SAME_MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /**
     * Ends what the caller does.
     *
     * @throws TapException of kind STOPPED if the end was asked for
     */
    public void throwIfRequested() {
        if (isRequested()) {
            throw stopped(null);
        }
    }

    /**
     * What ends a run that a signal ended.
     *
     * @param cause what failed because of it
     */
    public static TapException stopped(@Nullable TapException cause) {
        return new TapException(
                ErrorKind.STOPPED, "stopped by a signal", "Run again: the last STATE says where to go on.", cause);
    }

    /**
     * Waits.
     *
     * @throws TapException of kind STOPPED as soon as the end is asked for
     */
    public void pause(Duration time) {
        try {
            if (requested.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throwIfRequested();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has a request end what a connection does. */
    void watch(Session session) {
        sessions.add(session);
        if (isRequested()) {
            session.abort();
        }
    }

    void forget(Session session) {
        sessions.remove(session);
    }
}

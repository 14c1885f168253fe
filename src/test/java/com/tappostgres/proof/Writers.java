package com.tappostgres.proof;

import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Sessions that change the proof's table all the time, until they are closed; a test can make them pause. */
final class Writers implements AutoCloseable {
    private final TestDatabase database;
    private final List<Thread> threads = new ArrayList<>();

    /** Held shared during a change, and alone during a pause; fair, so that a pause begins soon. */
    private final ReadWriteLock turns = new ReentrantReadWriteLock(true);

    private final Set<Long> gone = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids;
    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private volatile boolean stopped;
    private volatile @Nullable Exception failure;

    private Writers(TestDatabase database, long lastId) {
        this.database = database;
        this.ids = new AtomicLong(lastId);
    }

    /**
     * Starts them.
     *
     * @param sessions with one, transactions commit in the order of the replication key
     * @param rows how many rows were created
     */
    static Writers start(TestDatabase database, int rows, int sessions, List<Change> bag, long seed) {
        Writers writers = new Writers(database, rows);
        for (int i = 0; i < sessions; i++) {
            Random random = new Random(31 * seed + i);
            Thread thread = new Thread(() -> writers.write(bag, random), "writer " + i);
            thread.setDaemon(true);
            thread.start();
            writers.threads.add(thread);
        }
        return writers;
    }

    private void write(List<Change> bag, Random random) {
        try (Connection connection = database.connect()) {
            Writer writer = new Writer(connection, this, random);
            while (!stopped) {
                turns.readLock().lock();
                try {
                    changes.addAndGet(writer.make(bag.get(random.nextInt(bag.size()))) ? 1 : 0);
                } finally {
                    turns.readLock().unlock();
                }
                Thread.sleep(random.nextInt(4));
            }
        } catch (SQLException | InterruptedException | RuntimeException e) {
            failure = e;
        }
    }

    long newId() {
        return ids.incrementAndGet();
    }

    /** An id at or above which there may be a row. */
    long someId(Random random) {
        return 1 + (long) (random.nextDouble() * ids.get());
    }

    long tick() {
        return clock.incrementAndGet();
    }

    /** Notes an id whose row is about to be deleted or to get another one. */
    void goes(long id) {
        gone.add(id);
    }

    /** The ids whose rows were deleted or got another one since the last {@link #forget}. */
    Set<Long> gone() {
        return Set.copyOf(gone);
    }

    /** Forgets which rows are gone: a load begins that cannot have sent them. */
    void forget() {
        pause();
        gone.clear();
        resume();
    }

    /** How many changes were made. */
    long changes() {
        return changes.get();
    }

    /** Waits until no change is under way, and lets none begin until {@link #resume}, by the same thread. */
    void pause() {
        turns.writeLock().lock();
        requireHealthy();
    }

    void resume() {
        turns.writeLock().unlock();
    }

    private void requireHealthy() {
        Exception why = failure;
        if (why != null) {
            throw new IllegalStateException("a writer failed", why);
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        requireHealthy();
    }
}

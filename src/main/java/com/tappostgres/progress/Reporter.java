package com.tappostgres.progress;

import com.tappostgres.log.ErrorScreen;
import com.tappostgres.log.LogSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how far a run is: by a live line on a terminal, else by a line of the log now and then. */
public final class Reporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /** What is over sooner needs no line. */
    private static final Duration FIRST = Duration.ofMillis(500);

    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration LIVE_WINDOW = Duration.ofSeconds(5);

    /** How often the metrics are written while the run is under way. */
    private static final Duration METRICS = Duration.ofSeconds(30);

    private final RunProgress progress;
    private final Duration interval;
    private final Map<String, String> environment;
    private final @Nullable ErrorScreen screen;
    private final @Nullable Runnable metrics;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::report, "progress");

    /**
     * @param interval between two lines of the log; zero for no report at all
     * @param screen where a live line can be shown if it is a terminal
     * @param metrics writes the metrics
     */
    public Reporter(
            RunProgress progress,
            Duration interval,
            Map<String, String> environment,
            @Nullable ErrorScreen screen,
            @Nullable Runnable metrics) {
        this.progress = progress;
        this.interval = interval;
        this.environment = Map.copyOf(environment);
        this.screen = screen;
        this.metrics = metrics;
    }

    /** Begins to report. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void report() {
        LogSettings log = LogSettings.current();
        boolean reports = !interval.isZero() && !log.isQuiet();
        boolean live = reports && screen != null && !log.isJson() && Terminal.isThere(environment);
        try {
            if (live && screen != null) {
                paint(screen);
            } else if (reports || metrics != null) {
                logNowAndThen(reports);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void paint(ErrorScreen terminal) throws InterruptedException {
        Due metricsDue = new Due(METRICS);
        if (isOverIn(FIRST)) {
            return;
        }
        Terminal size = new Terminal(environment);
        size.follow();
        Pace pace = new Pace(LIVE_WINDOW.toNanos());
        do {
            try {
                Moment moment = progress.moment();
                if (moment == null || !Terminal.isInForeground()) {
                    terminal.hide();
                } else {
                    ProgressText text = new ProgressText(moment, pace.at(moment));
                    terminal.show(TerminalLine.of(text.choices(), size.columns()));
                }
            } catch (IOException e) {
                LOG.debug("the terminal went away", e);
                return;
            }
            writeMetrics(metricsDue);
        } while (!isOverIn(BETWEEN));
    }

    private void logNowAndThen(boolean reports) throws InterruptedException {
        Due metricsDue = new Due(METRICS);
        Due lineDue = new Due(reports ? interval : METRICS);
        Pace pace = new Pace(interval.toNanos());
        while (!isOverIn(metrics == null ? lineDue.left() : lineDue.left(metricsDue))) {
            if (reports && lineDue.isNow()) {
                Moment moment = progress.moment();
                if (moment != null) {
                    ProgressText text = new ProgressText(moment, pace.at(moment));
                    LOG.atInfo().addKeyValue("progress", text.fields()).log(text.line());
                }
            }
            writeMetrics(metricsDue);
        }
    }

    private void writeMetrics(Due due) {
        if (metrics != null && due.isNow()) {
            metrics.run();
        }
    }

    private boolean isOverIn(Duration time) throws InterruptedException {
        return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends the report; the live line is gone when this returns. */
    @Override
    public void close() {
        ended.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (screen != null) {
            try {
                screen.hide();
            } catch (IOException e) {
                LOG.debug("the terminal went away", e);
            }
        }
    }

    /** When something is to be done next. */
    private static final class Due {
        private final long periodNanos;
        private long nextNanos;

        Due(Duration period) {
            periodNanos = period.toNanos();
            nextNanos = System.nanoTime() + periodNanos;
        }

        Duration left() {
            return Duration.ofNanos(Math.max(0, nextNanos - System.nanoTime()));
        }

        Duration left(Due other) {
            return left().compareTo(other.left()) < 0 ? left() : other.left();
        }

        boolean isNow() {
            long now = System.nanoTime();
            if (now < nextNanos) {
                return false;
            }
            nextNanos = now + periodNanos;
            return true;
        }
    }
}

package com.tappostgres.sync;

import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a group of streams, and what failed of it again where that may pass. */
final class GroupAttempts {
    private static final Logger LOG = LoggerFactory.getLogger(GroupAttempts.class);
    static final int ATTEMPTS = 3;
    static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final int GROWTH = 4;

    private final RunContext context;
    private final Sessions sessions;
    private final List<Outcome> outcomes = new ArrayList<>();

    GroupAttempts(RunContext context, Sessions sessions) {
        this.context = context;
        this.sessions = sessions;
    }

    /**
     * Reads the streams.
     *
     * @param next the id of the stream that comes behind them
     */
    List<Outcome> read(List<PreparedStream> group, @Nullable String next) {
        List<PreparedStream> left = group;
        int attempt = 1;
        while (!left.isEmpty()) {
            context.stop().throwIfRequested();
            List<Outcome> again = new ArrayList<>();
            boolean progressed = false;
            for (Outcome outcome : attempt(left, next)) {
                progressed |= outcome.progressed();
                (outcome.mayRetry() ? again : outcomes).add(outcome);
            }
            context.stop().throwIfRequested();
            attempt = progressed ? 1 : attempt + 1;
            if (attempt > ATTEMPTS) {
                outcomes.addAll(again);
                return outcomes;
            }
            left = again.stream().map(Outcome::stream).toList();
            if (!left.isEmpty()) {
                pause(again, attempt);
            }
        }
        return outcomes;
    }

    private List<Outcome> attempt(List<PreparedStream> group, @Nullable String next) {
        Session session;
        try {
            session = sessions.get(group.get(0).request().database());
        } catch (TapException e) {
            return group.stream().map(stream -> Outcome.failed(stream, e)).toList();
        }
        return new LoadGroup(context, session, group, next).read();
    }

    private void pause(List<Outcome> again, int attempt) {
        Outcome first = again.get(0);
        again.forEach(outcome -> context.progress().retried());
        LOG.warn(
                "{}: {}; trying again",
                again.size() == 1 ? first.stream().name() : again.size() + " streams",
                Objects.requireNonNull(first.failure()).getMessage());
        Duration pause = FIRST_PAUSE.multipliedBy((long) Math.pow(GROWTH, attempt - 1.0));
        Duration longest = Duration.ofSeconds(context.config().sync().retryMaxSeconds());
        context.stop().pause(pause.compareTo(longest) < 0 ? pause : longest);
    }
}

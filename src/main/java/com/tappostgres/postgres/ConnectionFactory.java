package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings;
import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.config.ConnectionSettings.TargetSession;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens every connection of a run, so that all get the same protection; closing it closes the SSH session that they share. */
public final class ConnectionFactory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);
    private static final int OLDEST = 9;
    private static final int OLDEST_MINOR = 3;

    private final ConnectionSettings settings;
    private final Connector connector;
    private boolean reported;

    public ConnectionFactory(ConnectionSettings settings) {
        this.settings = settings;
        this.connector = new Connector(settings);
    }

    /** The database that the user named. */
    public String defaultDatabase() {
        return settings.login().database();
    }

    /**
     * Opens a connection to a database of the first configured server that has it and is of the wanted kind.
     *
     * @throws TapException of kind CONNECTION that says why there is none
     */
    public Session open(String database) {
        List<Endpoint> endpoints = settings.server().readable();
        TargetSession target = settings.server().target();
        List<TapException> failures = new ArrayList<>();
        if (target == TargetSession.PREFER_STANDBY) {
            for (Endpoint endpoint : endpoints) {
                // Any failure comes again in the second round, which takes any server.
                Session session = tryOpen(endpoint, database, TargetSession.STANDBY, new ArrayList<>());
                if (session != null) {
                    return session;
                }
            }
        }
        for (Endpoint endpoint : endpoints) {
            Session session = tryOpen(endpoint, database, target, failures);
            if (session != null) {
                return session;
            }
        }
        throw noneOf(failures);
    }

    /** A session on this server; null if it is not of the wanted kind, or not there, which is noted. */
    private @Nullable Session tryOpen(
            Endpoint endpoint, String database, TargetSession target, List<TapException> failures) {
        Session session;
        try {
            session = connector.connect(endpoint, database);
        } catch (TapException e) {
            if (e.kind() != ErrorKind.CONNECTION || SqlErrors.isRefusal(e)) {
                throw e;
            }
            failures.add(e);
            return null;
        }
        try {
            requireSupported(session);
            if (target != TargetSession.ANY && target != TargetSession.PREFER_STANDBY && !session.isA(target)) {
                throw new TapException(
                        ErrorKind.CONNECTION,
                        connector.attempt(endpoint, database) + " is not " + words(target),
                        "\"target_session_attrs\" asks for one: name another server in \"host\", or set it to any.");
            }
        } catch (TapException e) {
            session.close();
            failures.add(e);
            return null;
        }
        report(endpoint, session);
        return session;
    }

    private static void requireSupported(Session session) {
        if (!session.version().isAtLeast(OLDEST, OLDEST_MINOR)) {
            throw new TapException(
                    ErrorKind.CONNECTION,
                    "the server is PostgreSQL " + session.version().text() + "; the oldest that can be read is 9.3",
                    "Upgrade the server.");
        }
    }

    private static String words(TargetSession target) {
        return switch (target) {
            case ANY, PREFER_STANDBY -> "any server";
            case READ_WRITE -> "a server that accepts writes";
            case READ_ONLY -> "a server that is read-only";
            case PRIMARY -> "a primary";
            case STANDBY -> "a standby";
        };
    }

    private void report(Endpoint endpoint, Session session) {
        String line = "connected to " + connector.attempt(endpoint, session.database()) + " (PostgreSQL "
                + session.version().text() + "): " + session.transport();
        if (reported) {
            LOG.debug(line);
        } else {
            LOG.info(line);
            reported = true;
        }
    }

    @Override
    public void close() {
        connector.close();
    }

    private TapException noneOf(List<TapException> failures) {
        if (failures.size() == 1) {
            return failures.get(0);
        }
        TapException last = failures.get(failures.size() - 1);
        return new TapException(
                ErrorKind.CONNECTION,
                "none of the " + failures.size() + " servers will do: "
                        + failures.stream().map(TapException::getMessage).collect(Collectors.joining("; ")),
                last.hint(),
                last);
    }
}

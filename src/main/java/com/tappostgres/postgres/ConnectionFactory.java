package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Opens every connection of a run, so that all get the same protection. */
public final class ConnectionFactory {
    private static final int OLDEST = 9;
    private static final int OLDEST_MINOR = 3;

    /** A connection that was closed a moment ago still counts until its process on the server is gone. */
    private static final int ATTEMPTS = 10;

    private static final long PAUSE_MILLIS = 100;

    private final ConnectionSettings settings;

    public ConnectionFactory(ConnectionSettings settings) {
        this.settings = settings;
    }

    /** The database that the user named. */
    public String defaultDatabase() {
        return settings.login().database();
    }

    /**
     * Opens a connection to a database of the configured server.
     *
     * @throws TapException of kind CONNECTION that says why there is none
     */
    public Session open(String database) {
        Session session = new Session(connect(database), database);
        if (!session.version().isAtLeast(OLDEST, OLDEST_MINOR)) {
            session.close();
            throw new TapException(
                    ErrorKind.CONNECTION,
                    "the server is PostgreSQL " + session.version().text() + "; the oldest that can be read is 9.3",
                    "Upgrade the server.");
        }
        return session;
    }

    private Connection connect(String database) {
        for (int attempt = 1; ; attempt++) {
            try {
                Connection connection = new Driver().connect(url(database), properties());
                if (connection == null) {
                    throw new IllegalStateException("the PostgreSQL driver did not accept its own URL");
                }
                return connection;
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !SqlErrors.isOutOfConnections(e) || !pause()) {
                    throw SqlErrors.connectionFailed(e, settings, database);
                }
            }
        }
    }

    /** Whether it was waited; not if the thread is to end. */
    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Only what the driver takes from nowhere else: it prefers the URL's database, even a missing one. */
    private String url(String database) {
        return "jdbc:postgresql://" + settings.server().readable().get(0) + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    private Properties properties() {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, settings.login().user());
        settings.login().password().ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
        PGProperty.SSL_MODE.set(properties, settings.tls().mode().text());
        settings.tls().rootCertificate().ifPresent(file -> PGProperty.SSL_ROOT_CERT.set(properties, file));
        PGProperty.CONNECT_TIMEOUT.set(properties, settings.connectTimeoutSeconds());
        PGProperty.LOGIN_TIMEOUT.set(properties, settings.connectTimeoutSeconds());
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.APPLICATION_NAME.set(properties, "tap-postgres");
        // The simple protocol: text results only, several statements a round trip, and poolers understand it.
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        // Saves two round trips at login; what it would refuse is refused by name in open().
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.3");
        // Details and failing statements can quote values of rows, which have no place in a log.
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        // The driver would close a connection whose client_encoding is not UTF8; see Session.stopConversionIfUnknown().
        PGProperty.ALLOW_ENCODING_CHANGES.set(properties, true);
        return properties;
    }
}

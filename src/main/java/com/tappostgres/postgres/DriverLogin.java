package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings;
import com.tappostgres.config.ConnectionSettings.Endpoint;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Has the driver log in over a socket that is ready. */
final class DriverLogin {
    /** Held, since the logging of the JDK forgets the level of a logger that nobody refers to. */
    private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

    static {
        // What the driver has to say comes back as exceptions.
        DRIVER_LOG.setLevel(Level.OFF);
        // The driver would read ~/.pgpass without a look at its permissions; PasswordFile does it for all.
        System.setProperty("org.postgresql.pgpassfile", "/dev/null");
    }

    private static final int MILLIS = 1000;

    private final ConnectionSettings.Login settings;
    private final Duration commandTimeout;
    private final PasswordFile passwords;

    DriverLogin(ConnectionSettings settings) {
        this.settings = settings.login();
        this.commandTimeout = Duration.ofSeconds(settings.connectTimeoutSeconds());
        this.passwords = new PasswordFile(settings.login().passfile());
    }

    /** Logs in to a database over the first socket that the opener gives. */
    Connection connect(Endpoint endpoint, String database, DriverSockets.Opener opener, Deadline deadline)
            throws SQLException, SocketTimeoutException {
        String number = DriverSockets.offer(opener);
        try {
            Properties properties = properties();
            // The driver reads on behind a time-out of the socket, unless it knows of it.
            PGProperty.SOCKET_TIMEOUT.set(properties, (deadline.remainingMillis() + MILLIS - 1) / MILLIS);
            password(endpoint, database).ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
            PGProperty.SOCKET_FACTORY.set(properties, DriverSockets.class.getName());
            PGProperty.SOCKET_FACTORY_ARG.set(properties, number);
            Connection connection = new Driver().connect(url(endpoint, database), properties);
            if (connection == null) {
                throw new IllegalStateException("the PostgreSQL driver did not accept its own URL");
            }
            return connection;
        } finally {
            DriverSockets.withdraw(number);
        }
    }

    /** Whether a password may be sent, as far as can be told without asking for it. */
    boolean mayHavePassword() {
        return settings.password().isPresent()
                || settings.passwordCommand().isPresent()
                || Files.exists(settings.passfile());
    }

    private Optional<String> password(Endpoint endpoint, String database) {
        if (settings.passwordCommand().isPresent()) {
            return Optional.of(PasswordCommand.run(
                    settings.passwordCommand().get(), commandTimeout, endpoint, database, settings.user()));
        }
        return settings.password().or(() -> passwords.find(endpoint, database, settings.user()));
    }

    /** Only what the driver takes from nowhere else: it prefers the URL's database, even a missing one. */
    private static String url(Endpoint endpoint, String database) {
        // Of the host the driver needs no more than a name that it can read: the socket is connected.
        String host = endpoint.isLocalSocket() ? "localhost" : endpoint.host();
        return "jdbc:postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + endpoint.port() + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    private Properties properties() {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, settings.user());
        // The socket comes encrypted or is meant to be plain.
        PGProperty.SSL_MODE.set(properties, "disable");
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        PGProperty.CHANNEL_BINDING.set(properties, settings.channelBinding());
        settings.options().ifPresent(options -> PGProperty.OPTIONS.set(properties, options));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.APPLICATION_NAME.set(properties, "tap-postgres");
        // The simple protocol: text results only, several statements a round trip, and poolers understand it.
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        // Saves two round trips at login; what it would refuse is refused by name in ConnectionFactory.
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.3");
        // Details and failing statements can quote values of rows, which have no place in a log.
        PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
        // The driver would close a connection whose client_encoding is not UTF8; see Session.stopConversionIfUnknown().
        PGProperty.ALLOW_ENCODING_CHANGES.set(properties, true);
        return properties;
    }
}

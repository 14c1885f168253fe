package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings;
import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.tls.TlsClient;
import java.io.IOException;
import java.net.Socket;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to one server: opens the way, encrypts it as sslmode says, and logs in. */
final class Connector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

    /** A connection that was closed a moment ago still counts until its process on the server is gone. */
    private static final int ATTEMPTS = 10;

    private static final long PAUSE_MILLIS = 100;

    private final ConnectionSettings settings;
    private final Route route;
    private final DriverLogin login;
    private final Set<Endpoint> warnedOf = new HashSet<>();
    private @Nullable TlsClient tls;

    Connector(ConnectionSettings settings) {
        this.settings = settings;
        this.route = new Route(settings);
        this.login = new DriverLogin(settings);
        if (settings.tls().mode() != SslMode.DISABLE
                && !settings.server().readable().stream().allMatch(Endpoint::isLocalSocket)) {
            // Certificates that cannot be read are reported before any server is asked.
            this.tls = new TlsClient(settings.tls(), settings.account());
        }
    }

    /**
     * Connects.
     *
     * @throws TapException of kind CONNECTION that says why there is no connection, or of kind CONFIGURATION
     */
    Session connect(Endpoint endpoint, String database) {
        LoginAttempt attempt = attempt(endpoint, database);
        Deadline deadline = new Deadline(attempt.timeoutSeconds());
        for (int number = 1; ; number++) {
            try {
                return connect(endpoint, database, deadline);
            } catch (SQLException e) {
                if (number < ATTEMPTS && SqlErrors.isOutOfConnections(e) && Deadline.pause(PAUSE_MILLIS)) {
                    continue;
                }
                Optional<TapException> reason = TlsClient.explain(e, endpoint.host(), endpoint.port());
                throw reason.map(tlsFault -> ConnectionErrors.cannotConnect(attempt, tlsFault))
                        .orElseGet(() -> SqlErrors.loginFailed(e, attempt));
            } catch (IOException e) {
                throw ConnectionErrors.unreachable(e, attempt);
            } catch (TapException e) {
                throw e.kind() == ErrorKind.CONNECTION ? ConnectionErrors.cannotConnect(attempt, e) : e;
            }
        }
    }

    LoginAttempt attempt(Endpoint endpoint, String database) {
        return new LoginAttempt(settings.login().user(), endpoint, database, settings.connectTimeoutSeconds());
    }

    private Session connect(Endpoint endpoint, String database, Deadline deadline) throws SQLException, IOException {
        SslMode mode = settings.tls().mode();
        if (tls == null || endpoint.isLocalSocket()) {
            return logIn(endpoint, database, false, deadline);
        }
        try {
            return logIn(endpoint, database, mode != SslMode.ALLOW, deadline);
        } catch (SQLException e) {
            // pg_hba.conf has no line for this kind of connection, but may have one for the other.
            boolean otherMayDo = (mode == SslMode.ALLOW || mode == SslMode.PREFER) && SqlErrors.isRejectedByHba(e);
            if (!otherMayDo) {
                throw e;
            }
            return otherwise(endpoint, database, mode == SslMode.ALLOW, deadline, e);
        }
    }

    /** The second attempt of the modes allow and prefer; if it fails too, the first failure tells more. */
    private Session otherwise(
            Endpoint endpoint, String database, boolean encrypted, Deadline deadline, SQLException first)
            throws SQLException {
        try {
            return logIn(endpoint, database, encrypted, deadline);
        } catch (SQLException | IOException | TapException e) {
            first.addSuppressed(e);
            throw first;
        }
    }

    private Session logIn(Endpoint endpoint, String database, boolean encrypt, Deadline deadline)
            throws SQLException, IOException {
        Socket socket = open(endpoint, encrypt, deadline);
        boolean encrypted = socket instanceof SSLSocket;
        try {
            if (!encrypted) {
                warnOfPlainPassword(endpoint, socket);
            }
            socket.setSoTimeout(deadline.remainingMillis());
            AtomicReference<Socket> ready = new AtomicReference<>(socket);
            DriverSockets.Opener opener = () -> {
                Socket first = ready.getAndSet(null);
                // What comes after the first is to cancel a query.
                return first == null
                        ? open(endpoint, encrypted, new Deadline(settings.connectTimeoutSeconds()))
                        : first;
            };
            ConnectionPath path = new ConnectionPath(
                    attempt(endpoint, database).toString(),
                    describe(endpoint, socket),
                    encrypted,
                    !route.isPrivate(endpoint, socket));
            Session session = new Session(login.connect(endpoint, database, opener, deadline), database, path);
            session.limitSilence(settings.stallTimeoutMillis());
            return session;
        } catch (SQLException | IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** A connected socket; encrypted if that is wanted and the server can. */
    private Socket open(Endpoint endpoint, boolean encrypt, Deadline deadline) throws IOException {
        Socket socket = route.open(endpoint, deadline);
        if (!encrypt || tls == null) {
            return socket;
        }
        try {
            socket.setSoTimeout(deadline.remainingMillis());
            Optional<SSLSocket> secured = tls.encrypt(socket, endpoint.host(), endpoint.port());
            if (secured.isPresent()) {
                return secured.get();
            }
        } catch (TapException e) {
            socket.close();
            // With a cause, it was the handshake that failed; without one, the server is none that knows TLS or the
            // request.
            if (settings.tls().mode() != SslMode.PREFER || e.getCause() == null) {
                throw e;
            }
            LOG.warn("{}; \"sslmode\" is prefer, so the connection goes on without encryption", e.getMessage());
            return route.open(endpoint, deadline);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        if (settings.tls().mode().compareTo(SslMode.REQUIRE) >= 0) {
            socket.close();
            throw ConnectionErrors.noTls(settings.tls().mode());
        }
        return socket;
    }

    private void warnOfPlainPassword(Endpoint endpoint, Socket socket) {
        if (!route.isPrivate(endpoint, socket) && login.mayHavePassword() && warnedOf.add(endpoint)) {
            LOG.warn(
                    "the connection to {} is not encrypted: the password and all data cross the network in the open;"
                            + " set \"sslmode\": \"require\", or better \"verify-full\" with \"sslrootcert\"",
                    endpoint);
        }
    }

    private String describe(Endpoint endpoint, Socket socket) {
        String protection;
        if (endpoint.isLocalSocket()) {
            protection = "Unix socket";
        } else if (socket instanceof SSLSocket secured && tls != null) {
            protection = tls.describe(secured);
        } else {
            protection = "not encrypted";
        }
        return protection + route.describe(endpoint);
    }

    @Override
    public void close() {
        route.close();
    }
}

package com.tappostgres.postgres;

import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.ssh.TunnelLostException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;

/** Why a server cannot be reached, and why a connection was lost, where no server says so. */
final class ConnectionErrors {
    static final String REACH = "Check \"host\" and \"port\", that the server listens on that address"
            + " (listen_addresses), and that no firewall is between.";

    private ConnectionErrors() {}

    /** A failure on the way to a server, which names itself: adds to which server. */
    static TapException cannotConnect(LoginAttempt attempt, TapException reason) {
        return new TapException(
                ErrorKind.CONNECTION,
                "cannot connect to " + attempt + ": " + reason.getMessage(),
                reason.hint(),
                reason);
    }

    /** The network's failure to lead to a server. */
    static TapException unreachable(IOException e, LoginAttempt attempt) {
        return new TapException(
                ErrorKind.CONNECTION, "cannot connect to " + attempt + ": " + inWords(e, attempt), REACH, e);
    }

    private static String inWords(IOException e, LoginAttempt attempt) {
        if (e instanceof UnknownHostException) {
            Endpoint endpoint = attempt.endpoint();
            return "the host \"" + endpoint.address().orElse(endpoint.host()) + "\" is unknown";
        }
        if (e instanceof SocketTimeoutException) {
            return "no answer within " + attempt.timeoutSeconds() + " s";
        }
        if (e instanceof EOFException) {
            return e.getMessage() == null ? "the server closed the connection at once" : e.getMessage();
        }
        if (e instanceof TunnelLostException) {
            return String.valueOf(e.getMessage());
        }
        return "the server cannot be reached: " + e.getMessage();
    }

    static TapException noTls(SslMode mode) {
        return new TapException(
                ErrorKind.CONNECTION,
                "the server does not support SSL, and \"sslmode\" is \"" + mode.text() + "\"",
                "Turn ssl on in the server's postgresql.conf. In a network that you trust, \"sslmode\": \"prefer\" goes on"
                        + " without encryption.");
    }

    /** The first of a sort in a chain of causes. */
    static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}

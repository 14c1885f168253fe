package com.tappostgres.tls;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words what the JDK's TLS reports by the names of alerts. */
final class HandshakeFailures {
    private static final Pattern ALERT = Pattern.compile("fatal alert: (\\w+)");
    private static final String CLIENT_CERTIFICATE =
            "Set \"sslcert\" to a certificate that an authority in the server's ssl_ca_file signed, with the"
                    + " intermediate ones up to it, and \"sslkey\" to its key.";
    /** Causes may run in a circle. */
    private static final int MAX_CAUSES = 20;

    private HandshakeFailures() {}

    /**
     * What is behind a failure.
     *
     * @param server the server as messages call it, quoted
     * @return empty where it has nothing to do with TLS, or the network is to blame
     */
    static Optional<TapException> explain(Throwable failure, String server) {
        Optional<TapException> known = find(failure, TapException.class);
        if (known.isPresent()) {
            return known;
        }
        if (networkFault(failure).isPresent()) {
            return Optional.empty();
        }
        return find(failure, SSLException.class).map(e -> explained(e, server));
    }

    /** The timeout, reset or end of the connection that TLS only passed on. */
    static Optional<IOException> networkFault(Throwable failure) {
        return find(failure, InterruptedIOException.class)
                .map(IOException.class::cast)
                .or(() -> find(failure, SocketException.class))
                .or(() -> find(failure, EOFException.class));
    }

    /** The end of a handshake in which the server asked for a certificate: its alert can be lost when it closes at once. */
    static TapException closedAfterAsking(IOException e, String server) {
        return new TapException(
                ErrorKind.CONNECTION,
                "the server " + server + " closed the connection after it had asked for a client certificate",
                CLIENT_CERTIFICATE + " The server's log says more.",
                e);
    }

    private static TapException explained(SSLException e, String server) {
        String text = String.valueOf(e.getMessage());
        Matcher alert = ALERT.matcher(text);
        if (alert.find()) {
            return alert(alert.group(1), e, server);
        }
        if (text.contains("unrecognized SSL message")) {
            return failure(
                    "the server " + server + " agreed to TLS, but then sent something else",
                    "Check \"host\" and \"port\": no PostgreSQL may listen there, or a proxy between breaks TLS.",
                    e);
        }
        if (text.contains("protocol version") || text.contains("selected protocol")) {
            return oldProtocol(e, server);
        }
        return failure("TLS with the server " + server + " failed: " + text.replaceAll("\\s+", " "), null, e);
    }

    private static TapException alert(String name, SSLException e, String server) {
        return switch (name) {
            case "protocol_version" -> oldProtocol(e, server);
            case "certificate_required" ->
                failure("the server " + server + " requires a client certificate", CLIENT_CERTIFICATE, e);
            case "unknown_ca" ->
                refused(server, "it does not know the authority that signed it", CLIENT_CERTIFICATE, e);
            case "certificate_expired" ->
                refused(server, "it expired, or is not valid yet", "Set \"sslcert\" to a new certificate.", e);
            case "certificate_revoked" ->
                refused(server, "it was revoked", "Set \"sslcert\" to a new certificate, with a new key.", e);
            case "bad_certificate",
                    "unsupported_certificate",
                    "certificate_unknown",
                    "access_denied",
                    "decrypt_error" -> refused(server, name, CLIENT_CERTIFICATE + " The server's log says more.", e);
            case "handshake_failure", "insufficient_security" ->
                failure(
                        "the server " + server + " refused the TLS handshake (" + name + ")",
                        "It has no cipher in common with this program, as its ssl_ciphers may say, or it requires a"
                                + " client certificate (\"sslcert\", \"sslkey\"). The server's log says which.",
                        e);
            default ->
                failure("the server " + server + " ended TLS with the alert " + name, "The server's log says why.", e);
        };
    }

    private static TapException oldProtocol(SSLException e, String server) {
        return failure(
                "the server " + server + " speaks neither TLS 1.2 nor TLS 1.3",
                "Let the server's ssl_min_protocol_version and ssl_max_protocol_version include TLSv1.2 or TLSv1.3; it"
                        + " needs OpenSSL 1.0.1 or newer.",
                e);
    }

    private static TapException refused(String server, String reason, String hint, SSLException e) {
        return failure("the server " + server + " refused the client certificate: " + reason, hint, e);
    }

    private static TapException failure(String message, @Nullable String hint, SSLException e) {
        return new TapException(ErrorKind.CONNECTION, message, hint, e);
    }

    private static <T> Optional<T> find(Throwable failure, Class<T> type) {
        @Nullable Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
            cause = cause.getCause();
        }
        return Optional.empty();
    }
}

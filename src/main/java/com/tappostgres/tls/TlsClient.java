package com.tappostgres.tls;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.config.ConnectionSettings.Tls;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;

/** Negotiates TLS with PostgreSQL servers and verifies them, as libpq does. */
public final class TlsClient {
    /** The length of the message and the number that stands for a request of TLS. */
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 0x04, (byte) 0xD2, 0x16, 0x2F};

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SslMode mode;
    private final Optional<Authorities> trusted;
    private final Optional<Revocations> revocations;
    private final Optional<ClientIdentity> identity;

    /**
     * Reads the certificates and keys; none in the mode {@code disable}.
     *
     * @throws TapException of kind CONFIGURATION
     */
    public TlsClient(Tls settings, Account account) {
        this(settings, account, System.getenv());
    }

    TlsClient(Tls settings, Account account, Map<String, String> environment) {
        mode = settings.mode();
        if (mode == SslMode.DISABLE) {
            trusted = Optional.empty();
            revocations = Optional.empty();
            identity = Optional.empty();
        } else {
            trusted = Authorities.read(settings, account, environment);
            revocations = Revocations.read(settings, account, trusted.isPresent());
            identity = ClientIdentity.read(settings, account);
        }
    }

    /**
     * Asks the server for TLS, and encrypts and verifies if it agrees. After an exception the socket is of no use any more.
     *
     * @param socket connected, with nothing sent yet; its SO_TIMEOUT holds for each answer of the server
     * @param host the name or address that the certificate must hold under verify-full
     * @return empty if the server has no TLS; the socket then serves for going on without
     * @throws TapException of kind CONNECTION when the server cannot be verified or refuses the client
     * @throws IOException for what the network does: timeouts, resets, an end too early
     */
    public Optional<SSLSocket> encrypt(Socket socket, String host, int port) throws IOException {
        String server = server(host, port);
        socket.getOutputStream().write(SSL_REQUEST);
        socket.getOutputStream().flush();
        // One byte and no more: what follows it must be read by TLS, not taken for something that came encrypted.
        int answer = socket.getInputStream().read();
        return switch (answer) {
            case 'S' -> Optional.of(handshake(socket, host, port));
            case 'N' -> Optional.empty();
            case 'E' ->
                // The text of the error is not shown: nobody vouches for who sent it.
                throw new TapException(
                        ErrorKind.CONNECTION,
                        "the server " + server + " answered the request for TLS with an error",
                        "It may be out of memory or processes: see its log. A proxy that knows no TLS needs"
                                + " \"sslmode\": \"disable\".");
            case -1 ->
                throw new EOFException(server + " closed the connection instead of answering the request for TLS");
            default ->
                throw new TapException(
                        ErrorKind.CONNECTION,
                        "what listens on " + server
                                + " is no PostgreSQL server: it did not understand the request for TLS",
                        "Check \"host\" and \"port\".");
        };
    }

    /** How the connection is protected, for a line of the log. */
    public String describe(SSLSocket socket) {
        SSLSession session = socket.getSession();
        return session.getProtocol() + ", " + session.getCipherSuite() + ", server "
                + (trusted.isEmpty() ? "not verified" : "verified") + " (" + mode.text() + ")"
                + (trusted.isEmpty() || mode == SslMode.VERIFY_FULL ? "" : ", name not checked");
    }

    /**
     * What TLS has to say about a failure. Under TLS 1.3 a server refuses the client's certificate only after the handshake, so
     * that the first read fails, whoever does it.
     *
     * @return empty where the failure has nothing to do with TLS, or the network is to blame
     */
    public static Optional<TapException> explain(Throwable failure, String host, int port) {
        return HandshakeFailures.explain(failure, server(host, port));
    }

    private SSLSocket handshake(Socket socket, String host, int port) throws IOException {
        String server = server(host, port);
        ClientKeys keys = new ClientKeys(identity);
        SSLSocket encrypted = (SSLSocket) context(keys, host, server)
                .getSocketFactory()
                .createSocket(new PatientSocket(socket), host, port, true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setServerNames(serverNames(host));
        encrypted.setSSLParameters(parameters);
        try {
            encrypted.startHandshake();
        } catch (IOException e) {
            Optional<TapException> explained = HandshakeFailures.explain(e, server);
            if (explained.isPresent()) {
                throw explained.get();
            }
            throw broken(e, server, keys.wasAsked());
        }
        return encrypted;
    }

    /** What to throw for a fault of the network, which a server that refuses the client may look like. */
    private static IOException broken(IOException e, String server, boolean wasAsked) {
        IOException fault = HandshakeFailures.networkFault(e).orElse(e);
        if (wasAsked && !(fault instanceof InterruptedIOException)) {
            throw HandshakeFailures.closedAfterAsking(e, server);
        }
        if (fault instanceof EOFException) {
            fault = new EOFException(server + " closed the connection during the TLS handshake");
            fault.initCause(e);
        }
        return fault;
    }

    /** One for each connection: sessions that are resumed would not be verified again. */
    private SSLContext context(ClientKeys keys, String host, String server) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {keys},
                    new TrustManager[] {new ServerVerifier(sent -> check(sent, host, server))},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private void check(List<X509Certificate> sent, String host, String server) {
        if (trusted.isEmpty()) {
            return;
        }
        ServerCheck check = new ServerCheck(trusted.get(), revocations, server);
        check.checkChain(sent);
        if (mode == SslMode.VERIFY_FULL) {
            check.checkName(sent.get(0), host);
        }
    }

    private static List<SNIServerName> serverNames(String host) {
        String name = ServerNames.ascii(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        return name.isEmpty() || ServerNames.isAddress(host) ? List.of() : List.of(new HostName(name));
    }

    private static String server(String host, int port) {
        return '"' + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port + '"';
    }

    /** A name as it is; the JDK's own class refuses the underscores that names in Docker have. */
    private static final class HostName extends SNIServerName {
        HostName(String name) {
            super(StandardConstants.SNI_HOST_NAME, name.getBytes(StandardCharsets.US_ASCII));
        }
    }
}

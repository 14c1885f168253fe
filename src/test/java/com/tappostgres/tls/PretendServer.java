package com.tappostgres.tls;

import com.tappostgres.testing.TestCertificates.Issued;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** One connection of something that listens where a PostgreSQL server is expected, and does what the test says. */
final class PretendServer implements AutoCloseable {
    private static final int REQUEST_LENGTH = 8;
    private static final char[] NO_PASSWORD = {};

    private final ServerSocket listener;
    private final CompletableFuture<byte[]> request = new CompletableFuture<>();
    private final CountDownLatch done = new CountDownLatch(1);

    private PretendServer(ServerSocket listener) {
        this.listener = listener;
    }

    /** Starts a server that does this after it got the request for TLS. */
    static PretendServer start(Script script) {
        try {
            PretendServer server = new PretendServer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            Thread thread = new Thread(() -> server.serve(script), "pretend server");
            thread.setDaemon(true);
            thread.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server that answers with these bytes, and keeps the connection open. */
    static PretendServer answering(int... bytes) {
        return start(socket -> {
            OutputStream out = socket.getOutputStream();
            byte[] answer = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                answer[i] = (byte) bytes[i];
            }
            out.write(answer);
            out.flush();
            socket.getInputStream().readAllBytes();
        });
    }

    /** Starts a server that agrees to TLS, then refuses with the alert of this number. */
    static PretendServer alerting(int alert) {
        return answering('S', 0x15, 3, 3, 0, 2, 2, alert);
    }

    /** Starts a server that has TLS; once encrypted it sends the name that it was greeted with, or "none", and a line end. */
    static PretendServer encrypted(Issued identity, String protocol) {
        return encrypted(identity, protocol, List.of());
    }

    /** The same, which asks for a certificate of the client that one of these issued. */
    static PretendServer encrypted(Issued identity, String protocol, List<X509Certificate> clients) {
        return start(socket -> {
            socket.getOutputStream().write('S');
            SSLContext context = context(identity, clients);
            try (SSLSocket secure =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true)) {
                secure.setUseClientMode(false);
                secure.setEnabledProtocols(new String[] {protocol});
                secure.setNeedClientAuth(!clients.isEmpty());
                secure.startHandshake();
                secure.getOutputStream().write((greeted(secure) + "\n").getBytes(StandardCharsets.UTF_8));
                secure.getInputStream().read();
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    /** A connection to it that waits for two seconds at most. */
    Socket connect() throws IOException {
        Socket socket = new Socket(listener.getInetAddress(), port());
        socket.setSoTimeout(2000);
        return socket;
    }

    /** What it was asked first. */
    byte[] request() {
        return request.join();
    }

    @Override
    public void close() throws IOException {
        done.countDown();
        listener.close();
    }

    private void serve(Script script) {
        try (Socket socket = listener.accept()) {
            request.complete(socket.getInputStream().readNBytes(REQUEST_LENGTH));
            script.serve(socket);
            done.await();
        } catch (IOException | GeneralSecurityException e) {
            // What the client made of it is what the test looks at.
            request.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String greeted(SSLSocket socket) {
        return ((ExtendedSSLSession) socket.getSession())
                .getRequestedServerNames().stream()
                        .map(each -> ((SNIHostName) each).getAsciiName())
                        .findFirst()
                        .orElse("none");
    }

    private static SSLContext context(Issued identity, List<X509Certificate> clients)
            throws GeneralSecurityException, IOException {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, NO_PASSWORD);
        own.setKeyEntry(
                "server",
                identity.keys().getPrivate(),
                NO_PASSWORD,
                identity.chain().toArray(new Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, NO_PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, NO_PASSWORD);
        for (X509Certificate each : clients) {
            trusted.setCertificateEntry(each.getSubjectX500Principal().getName(), each);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), clients.isEmpty() ? null : trust.getTrustManagers(), null);
        return context;
    }

    /** What the server does with the connection. */
    interface Script {
        void serve(Socket socket) throws IOException, GeneralSecurityException;
    }
}

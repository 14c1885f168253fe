package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.testing.Bastion;
import com.tappostgres.testing.FarEnd;
import com.tappostgres.testing.OpenSshServer;
import com.tappostgres.testing.TunnelSettings;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java's own TLS layered over a tunnelled socket, as the driver does it. */
final class TlsThroughTunnelIT {
    private static final int BLOCKS = 200;

    @TempDir
    private Path home;

    @TempDir
    private Path folder;

    @Test
    void carriesTlsBothWays() throws Exception {
        SSLContext context = context();
        Path key = home.resolve("key");
        String publicLine = SshKeyFile.create(key, Optional.empty());
        try (OpenSshServer bastion = OpenSshServer.start(folder, publicLine);
                SSLServerSocket server = (SSLServerSocket)
                        context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
                SshTunnel tunnel = LoginFailureIT.tunnel(
                        TunnelSettings.host("127.0.0.1")
                                .port(bastion.port())
                                .user(bastion.user())
                                .key(key.toString())
                                .hostKey(bastion.hostKey("ed25519")),
                        new Account(bastion.user(), home, Optional.empty()));
                Socket socket = tunnel.connect("localhost", server.getLocalPort())) {
            Thread echo = new Thread(() -> echoBlocks(server));
            echo.setDaemon(true);
            echo.start();
            try (SSLSocket tls = (SSLSocket)
                    context.getSocketFactory().createSocket(socket, "localhost", server.getLocalPort(), true)) {
                tls.setSoTimeout(20_000);
                tls.startHandshake();
                byte[] block = FarEnd.block();
                OutputStream out = tls.getOutputStream();
                DataInputStream in = new DataInputStream(tls.getInputStream());
                for (int i = 0; i < BLOCKS; i++) {
                    out.write(block);
                    assertThat(in.readNBytes(block.length)).isEqualTo(block);
                }
            }
            assertThat(socket.isClosed()).isTrue();
        }
    }

    private static void echoBlocks(SSLServerSocket server) {
        try (Socket client = server.accept()) {
            // As PostgreSQL does; otherwise each block waits for a delayed acknowledgement.
            client.setTcpNoDelay(true);
            for (int i = 0; i < BLOCKS; i++) {
                client.getOutputStream().write(client.getInputStream().readNBytes(FarEnd.block().length));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server and a client that trust one certificate. */
    private static SSLContext context() throws Exception {
        KeyPair pair = Bastion.keyPair("RSA", 2048);
        X500Principal name = new X500Principal("CN=localhost");
        Instant now = Instant.now();
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(now.minus(1, ChronoUnit.DAYS)),
                                Date.from(now.plus(1, ChronoUnit.DAYS)),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", pair.getPrivate(), new char[0], new X509Certificate[] {certificate});
        store.setCertificateEntry("trusted", certificate);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}

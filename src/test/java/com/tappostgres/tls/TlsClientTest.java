package com.tappostgres.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestCertificates.Issued;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class TlsClientTest {
    private static final TestCertificates ROOT = TestCertificates.authority("root");
    private static final Issued SERVER = ROOT.issue(CertificateRequest.forLocalhost());
    private static final TlsSettings VERIFY_FULL =
            TlsSettings.mode(SslMode.VERIFY_FULL).root(TestCertificates.pem(ROOT.certificate()));

    @TempDir
    Path home;

    @Test
    void sendsTheRequestOfThePostgresProtocol() throws IOException {
        try (PretendServer server = PretendServer.answering('N')) {
            assertThat(encrypt(VERIFY_FULL, server, "localhost")).isEmpty();
            assertThat(server.request()).containsExactly(0, 0, 0, 8, 4, 210, 22, 47);
        }
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, localhost, localhost", "TLSv1.3, localhost, localhost", "TLSv1.3, 127.0.0.1, none"})
    void verifiesAndGreetsByName(String protocol, String host, String greeted) throws IOException {
        try (PretendServer server = PretendServer.encrypted(SERVER, protocol);
                SSLSocket socket = encrypt(VERIFY_FULL, server, host).orElseThrow()) {
            assertThat(line(socket)).isEqualTo(greeted);
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(socket.getSoTimeout()).isEqualTo(2000);
        }
    }

    @ParameterizedTest
    @CsvSource({"my_db, my_db", "db.example.com., db.example.com", "bücher.example, xn--bcher-kva.example"})
    void greetsByAnyName(String host, String greeted) throws IOException {
        CompletableFuture<byte[]> hello = new CompletableFuture<>();
        try (PretendServer server = PretendServer.start(socket -> {
            socket.getOutputStream().write('S');
            hello.complete(socket.getInputStream().readNBytes(200));
            socket.close();
        })) {
            assertThat(catchThrowable(() -> encrypt(TlsSettings.mode(SslMode.REQUIRE), server, host)))
                    .isInstanceOf(IOException.class);
            // As the extension has it: its kind, the length and the name.
            assertThat(new String(hello.join(), StandardCharsets.ISO_8859_1))
                    .contains("\0\0" + (char) greeted.length() + greeted + "\0");
        }
    }

    @Test
    void describesHowTheConnectionIsProtected() throws IOException {
        assertThat(described(VERIFY_FULL)).matches("TLSv1\\.3, TLS_\\w+, server verified \\(verify-full\\)");
        String root = TestCertificates.pem(ROOT.certificate());
        assertThat(described(TlsSettings.mode(SslMode.VERIFY_CA).root(root)))
                .endsWith(", server verified (verify-ca), name not checked");
        assertThat(described(TlsSettings.mode(SslMode.REQUIRE).root(root)))
                .endsWith(", server verified (require), name not checked");
        assertThat(described(TlsSettings.mode(SslMode.REQUIRE))).endsWith(", server not verified (require)");
        assertThat(described(TlsSettings.mode(SslMode.PREFER))).endsWith(", server not verified (prefer)");
    }

    @Test
    void acceptsAnyCertificateWithoutAuthorities() throws IOException {
        Issued expired = TestCertificates.selfSigned(
                new CertificateRequest("x").until(Instant.now().minus(Duration.ofDays(1))));
        try (PretendServer server = PretendServer.encrypted(expired, "TLSv1.3");
                SSLSocket socket = encrypt(TlsSettings.mode(SslMode.REQUIRE), server, "localhost")
                        .orElseThrow()) {
            assertThat(line(socket)).isEqualTo("localhost");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsTheClientsCertificate(String protocol) throws IOException {
        for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
            TestCertificates middle = ROOT.intermediate("middle");
            Issued client = middle.issue(new CertificateRequest("alice").with(TestCertificates.keys(algorithm)));
            try (PretendServer server = PretendServer.encrypted(SERVER, protocol, List.of(ROOT.certificate()));
                    SSLSocket socket = encrypt(as(client), server, "localhost").orElseThrow()) {
                assertThat(line(socket)).isEqualTo("localhost");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesAServerOfAnotherName(String protocol) throws IOException {
        Issued other = ROOT.issue(new CertificateRequest("x").name("db.example.com"));
        try (PretendServer server = PretendServer.encrypted(other, protocol)) {
            assertThat(refused(VERIFY_FULL, server))
                    .hasMessage("the certificate of the server \"localhost:" + server.port()
                            + "\" is for \"db.example.com\", not for \"localhost\"");
        }
    }

    @Test
    void leavesTheNameToVerifyFull() throws IOException {
        Issued other = ROOT.issue(new CertificateRequest("x").name("db.example.com"));
        TlsSettings settings = TlsSettings.mode(SslMode.VERIFY_CA).root(TestCertificates.pem(ROOT.certificate()));
        try (PretendServer server = PretendServer.encrypted(other, "TLSv1.3")) {
            assertThat(encrypt(settings, server, "localhost")).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ALLOW", "PREFER", "REQUIRE", "VERIFY_CA", "VERIFY_FULL"})
    void refusesAnUnknownAuthorityInEveryModeThatHasAuthorities(SslMode mode) throws IOException {
        Issued other = TestCertificates.authority("stranger").issue(CertificateRequest.forLocalhost());
        TlsSettings settings = TlsSettings.mode(mode).root(TestCertificates.pem(ROOT.certificate()));
        try (PretendServer server = PretendServer.encrypted(other, "TLSv1.3")) {
            assertThat(refused(settings, server))
                    .hasMessage("the certificate of the server \"localhost:" + server.port()
                            + "\" was issued by \"CN=stranger\", which the text of \"sslrootcert\" does not hold");
        }
    }

    @Test
    void refusesARevokedServer() throws IOException {
        String list = TestCertificates.pem(ROOT.revocations(SERVER.certificate()));
        try (PretendServer server = PretendServer.encrypted(SERVER, "TLSv1.3")) {
            assertThat(refused(VERIFY_FULL.revocations(list), server))
                    .hasMessageEndingWith("was revoked by \"CN=root\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void explainsThatTheServerWantsACertificate(String protocol) throws IOException {
        try (PretendServer server = PretendServer.encrypted(SERVER, protocol, List.of(ROOT.certificate()))) {
            TapException e = refusedByFirstRead(VERIFY_FULL, server);
            assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
            assertThat(e).hasMessageStartingWith("the server \"localhost:" + server.port() + "\" ");
            assertThat(e.hint()).contains("\"sslcert\"", "\"sslkey\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void explainsThatTheServerRefusesTheCertificate(String protocol) throws IOException {
        Issued stranger = TestCertificates.authority("stranger").issue(new CertificateRequest("alice"));
        try (PretendServer server = PretendServer.encrypted(SERVER, protocol, List.of(ROOT.certificate()))) {
            TapException e = refusedByFirstRead(as(stranger), server);
            assertThat(e)
                    .hasMessageStartingWith(
                            "the server \"localhost:" + server.port() + "\" refused the client certificate: ");
            assertThat(e.hint()).contains("ssl_ca_file");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "40 | refused the TLS handshake (handshake_failure)",
                "42 | refused the client certificate: bad_certificate",
                "44 | refused the client certificate: it was revoked",
                "45 | refused the client certificate: it expired, or is not valid yet",
                "48 | refused the client certificate: it does not know the authority that signed it",
                "70 | speaks neither TLS 1.2 nor TLS 1.3",
                "71 | refused the TLS handshake (insufficient_security)",
                "80 | ended TLS with the alert internal_error",
                "116 | requires a client certificate"
            })
    void explainsAlerts(int alert, String message) throws IOException {
        try (PretendServer server = PretendServer.alerting(alert)) {
            TapException e = refused(VERIFY_FULL, server);
            assertThat(e).hasMessage("the server \"localhost:" + server.port() + "\" " + message);
            assertThat(e.hint()).isNotBlank();
        }
    }

    @Test
    void refusesAnOldProtocol() throws IOException {
        // A ServerHello of TLS 1.0 with the cipher TLS_RSA_WITH_AES_128_CBC_SHA.
        int[] hello = new int[1 + 5 + 4 + 38];
        int[] start = {'S', 0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1};
        System.arraycopy(start, 0, hello, 0, start.length);
        hello[hello.length - 3] = 0x00;
        hello[hello.length - 2] = 0x2F;
        try (PretendServer server = PretendServer.answering(hello)) {
            TapException e = refused(VERIFY_FULL, server);
            assertThat(e).hasMessageEndingWith("\" speaks neither TLS 1.2 nor TLS 1.3");
            assertThat(e.hint()).contains("ssl_min_protocol_version");
        }
    }

    @Test
    void refusesWhatSpeaksSomethingElse() throws IOException {
        int[] answers = {'H', 'R', 0, 0x4A, 255};
        for (int answer : answers) {
            try (PretendServer server = PretendServer.answering(answer, 'T', 'T', 'P')) {
                TapException e = refused(VERIFY_FULL, server);
                assertThat(e)
                        .hasMessage("what listens on \"localhost:" + server.port()
                                + "\" is no PostgreSQL server: it did not understand the request for TLS");
                assertThat(e.hint()).isEqualTo("Check \"host\" and \"port\".");
            }
        }
    }

    @Test
    void refusesWhatFollowsTheAgreementInPlainText() throws IOException {
        // The banner of an SSH server begins like PostgreSQL's yes; so does an injected answer.
        for (String answer : List.of("SSH-2.0-OpenSSH_9.2\r\n", "SR\0\0\0\010\0\0\0\0Z\0\0\0\005I")) {
            try (PretendServer server = PretendServer.answering(answer.chars().toArray())) {
                assertThat(refused(VERIFY_FULL, server))
                        .hasMessage("the server \"localhost:" + server.port()
                                + "\" agreed to TLS, but then sent something else");
            }
        }
    }

    @Test
    void doesNotRepeatAnErrorThatNobodyVouchesFor() throws IOException {
        try (PretendServer server =
                PretendServer.answering("Ehack the planet\0".chars().toArray())) {
            TapException e = refused(VERIFY_FULL, server);
            assertThat(e)
                    .hasMessage("the server \"localhost:" + server.port()
                            + "\" answered the request for TLS with an error");
            assertThat(e.getMessage() + e.hint()).doesNotContain("planet");
        }
    }

    @Test
    void passesOnThatTheServerClosed() throws IOException {
        try (PretendServer server = PretendServer.start(Socket::close)) {
            assertThat(catchThrowable(() -> encrypt(VERIFY_FULL, server, "localhost")))
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
        try (PretendServer server = PretendServer.start(socket -> {
            socket.getOutputStream().write('S');
            socket.getInputStream().read(new byte[10_000]);
            socket.shutdownOutput();
        })) {
            Throwable e = catchThrowable(() -> encrypt(VERIFY_FULL, server, "localhost"));
            assertThat(e)
                    .isInstanceOf(EOFException.class)
                    .hasMessage("\"localhost:" + server.port() + "\" closed the connection during the TLS handshake");
            assertThat(TlsClient.explain(e, "localhost", 5432)).isEmpty();
        }
    }

    @Test
    void passesOnThatTheServerReset() throws IOException {
        try (PretendServer server = PretendServer.start(socket -> {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write('S');
            socket.getInputStream().read(new byte[10_000]);
            socket.close();
        })) {
            assertThat(catchThrowable(() -> encrypt(VERIFY_FULL, server, "localhost")))
                    .isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S"})
    void waitsNoLongerThanTheSocketAllows(String answer) throws IOException {
        try (PretendServer server = PretendServer.answering(answer.chars().toArray());
                Socket socket = server.connect()) {
            socket.setSoTimeout(150);
            assertThat(catchThrowable(() -> client(VERIFY_FULL).encrypt(socket, "localhost", server.port())))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void explainsOnlyWhatConcernsTls() {
        TapException known = new TapException(ErrorKind.CONNECTION, "known", null);
        assertThat(TlsClient.explain(new IllegalStateException(new IOException(known)), "db", 5432))
                .containsSame(known);
        assertThat(TlsClient.explain(new IOException("other"), "db", 5432)).isEmpty();
        assertThat(TlsClient.explain(new SSLException(new SocketException("reset")), "db", 5432))
                .isEmpty();
        assertThat(TlsClient.explain(new IOException(new SSLException("odd\nthing")), "::1", 5432))
                .hasValueSatisfying(
                        e -> assertThat(e).hasMessage("TLS with the server \"[::1]:5432\" failed: odd thing"));
    }

    @Test
    void readsNothingInTheModeWithoutTls() {
        TlsSettings settings = TlsSettings.mode(SslMode.DISABLE)
                .root("/missing")
                .certificate("/missing")
                .key("/missing")
                .revocations("/missing");
        assertThat(client(settings)).isNotNull();
    }

    @Test
    void readsEverythingBeforeItConnects() {
        for (TlsSettings settings : List.of(
                VERIFY_FULL.root("/missing"),
                VERIFY_FULL.certificate("/missing"),
                VERIFY_FULL.key("/missing"),
                VERIFY_FULL.revocations("/missing"))) {
            TapException e = catchThrowableOfType(TapException.class, () -> client(settings));
            assertThat(e).hasMessageEndingWith("does not exist").returns(ErrorKind.CONFIGURATION, TapException::kind);
        }
    }

    private static TlsSettings as(Issued client) {
        return VERIFY_FULL.certificate(client.chainPem()).key(client.keyPem());
    }

    private TlsClient client(TlsSettings settings) {
        return new TlsClient(settings.tls(), TlsSettings.account(home), Map.of());
    }

    private Optional<SSLSocket> encrypt(TlsSettings settings, PretendServer server, String host) throws IOException {
        return client(settings).encrypt(server.connect(), host, server.port());
    }

    private String described(TlsSettings settings) throws IOException {
        try (PretendServer server = PretendServer.encrypted(SERVER, "TLSv1.3");
                SSLSocket socket = encrypt(settings, server, "localhost").orElseThrow()) {
            return client(settings).describe(socket);
        }
    }

    private TapException refused(TlsSettings settings, PretendServer server) {
        TapException e = catchThrowableOfType(TapException.class, () -> encrypt(settings, server, "localhost"));
        assertThat(e).isNotNull();
        assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
        return e;
    }

    /** Under TLS 1.2 the handshake fails, under TLS 1.3 only the first read. */
    private TapException refusedByFirstRead(TlsSettings settings, PretendServer server) {
        Throwable e = catchThrowable(() -> {
            try (SSLSocket socket = encrypt(settings, server, "localhost").orElseThrow()) {
                line(socket);
            }
        });
        return TlsClient.explain(new IllegalStateException(e), "localhost", server.port())
                .orElseThrow(() -> new AssertionError(e));
    }

    private static String line(SSLSocket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }
}

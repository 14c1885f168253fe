package com.tappostgres.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestCertificates.Issued;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

final class ServerCheckTest {
    private static final String SERVER = "the certificate of the server \"db:5432\" ";
    private static final TestCertificates ROOT = TestCertificates.authority("root");
    private static final TestCertificates MIDDLE = ROOT.intermediate("middle");

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Instant yesterday = now.minus(Duration.ofDays(1));
    private final Instant tomorrow = now.plus(Duration.ofDays(1));

    @Test
    void acceptsWhatATrustedAuthorityIssued() {
        assertAccepted(ROOT.issue(request()).chain(), ROOT.certificate());
        assertAccepted(MIDDLE.issue(request()).chain(), ROOT.certificate());
        assertAccepted(ROOT.issue(request().only(KeyPurposeId.id_kp_serverAuth)).chain(), ROOT.certificate());
        assertAccepted(ROOT.issue(request().with(TestCertificates.keys("RSA"))).chain(), ROOT.certificate());
    }

    @Test
    void acceptsAChainInAnyOrderWithMoreThanIsNeeded() {
        Issued server = MIDDLE.intermediate("lower").issue(request());
        List<X509Certificate> sent =
                new ArrayList<>(server.chain().subList(1, server.chain().size()));
        Collections.reverse(sent);
        sent.add(0, TestCertificates.authority("stranger").certificate());
        sent.add(0, server.certificate());
        sent.add(ROOT.certificate());
        assertAccepted(sent, ROOT.certificate());
    }

    @Test
    void acceptsAnIntermediateAuthorityThatIsTrustedItself() {
        assertAccepted(MIDDLE.issue(request()).chain(), MIDDLE.certificate());
        assertAccepted(List.of(MIDDLE.issue(request()).certificate()), MIDDLE.certificate());
    }

    @Test
    void acceptsASelfSignedCertificateThatIsTrustedItself() {
        Issued server = TestCertificates.selfSigned(request());
        assertAccepted(server.chain(), server.certificate());
    }

    @Test
    void takesTheAuthoritysNewCertificateInPlaceOfItsExpiredOne() {
        Issued renewed = TestCertificates.selfSigned(new CertificateRequest("root")
                .ofAuthority()
                .with(ROOT.identity().keys()));
        Issued old = TestCertificates.selfSigned(new CertificateRequest("root")
                .ofAuthority()
                .until(yesterday)
                .with(ROOT.identity().keys()));
        List<X509Certificate> sent = ROOT.issue(request()).chain();
        assertAccepted(sent, old.certificate(), renewed.certificate());
        assertThat(refused(sent, old.certificate()))
                .hasMessage(SERVER + "depends on that of \"CN=root\", which expired on " + yesterday);
    }

    @Test
    void refusesAnExpiredCertificate() {
        TapException e = refused(ROOT.issue(request().until(yesterday)).chain(), ROOT.certificate());
        assertThat(e).hasMessage(SERVER + "expired on " + yesterday).returns(ErrorKind.CONNECTION, TapException::kind);
        assertThat(e.hint()).contains("ssl_cert_file", "clock");
    }

    @Test
    void refusesACertificateThatIsNotValidYet() {
        TapException e = refused(ROOT.issue(request().from(tomorrow)).chain(), ROOT.certificate());
        assertThat(e).hasMessage(SERVER + "is not valid before " + tomorrow);
    }

    @Test
    void refusesAnExpiredCertificateThatIsTrustedItself() {
        Issued server = TestCertificates.selfSigned(request().until(yesterday));
        assertThat(refused(server.chain(), server.certificate())).hasMessage(SERVER + "expired on " + yesterday);
    }

    @Test
    void refusesAChainWithAnExpiredAuthority() {
        TestCertificates root = TestCertificates.authority("old root", yesterday);
        assertThat(refused(root.issue(request()).chain(), root.certificate()))
                .hasMessage(SERVER + "depends on that of \"CN=old root\", which expired on " + yesterday);
    }

    @Test
    void refusesAStrangersCertificate() {
        TestCertificates stranger = TestCertificates.authority("stranger");
        TapException e = refused(stranger.issue(request()).chain(), ROOT.certificate());
        assertThat(e).hasMessage(SERVER + "was issued by \"CN=stranger\", which the test's file does not hold");
        assertThat(e.hint())
                .startsWith("Set \"sslrootcert\" to a PEM file with the certificate of the authority \"CN=stranger\"");
        List<X509Certificate> chain =
                stranger.intermediate("between").issue(request()).chain();
        assertThat(refused(chain, ROOT.certificate()))
                .hasMessage(
                        SERVER + "was issued by \"CN=stranger\" (through \"CN=between\"), which the test's file does"
                                + " not hold");
    }

    @Test
    void refusesASelfSignedCertificate() {
        TapException e = refused(TestCertificates.selfSigned(request()).chain(), ROOT.certificate());
        assertThat(e).hasMessage(SERVER + "is self-signed, and the test's file does not hold it");
        assertThat(e.hint()).contains("\"sslrootcert\"", "ssl_cert_file");
    }

    @Test
    void refusesAnAuthorityOfTheSameNameWithAnotherKey() {
        TestCertificates other = TestCertificates.authority("root");
        assertThat(refused(other.issue(request()).chain(), ROOT.certificate()))
                .hasMessage(SERVER + "was not signed with the key of the authority \"CN=root\" in the test's file");
    }

    @Test
    void missesAnIntermediateAuthorityThatTheServerDoesNotSend() {
        TapException e = refused(List.of(MIDDLE.issue(request()).certificate()), ROOT.certificate());
        assertThat(e).hasMessage(SERVER + "was issued by \"CN=middle\", which the test's file does not hold");
        assertThat(e.hint()).contains("append it to its ssl_cert_file");
    }

    @Test
    void refusesAnIssuerThatIsNoAuthority() {
        Issued server = ROOT.issue(new CertificateRequest("server"));
        Issued forged = server.asAuthority().issue(request());
        List<X509Certificate> sent = List.of(forged.certificate(), server.certificate());
        assertThat(refused(sent, ROOT.certificate()))
                .hasMessageStartingWith(SERVER + "depends on that of \"CN=server\", which is not valid: ");
        assertThat(refused(List.of(forged.certificate()), server.certificate()))
                .hasMessage(
                        SERVER + "was issued by \"CN=server\", whose certificate in the test's file is not that of an"
                                + " authority");
    }

    @Test
    void refusesACertificateForClients() {
        assertThat(refused(
                        ROOT.issue(request().only(KeyPurposeId.id_kp_clientAuth))
                                .chain(),
                        ROOT.certificate()))
                .hasMessage(SERVER + "is not for servers: its extended key usage lacks serverAuth");
    }

    @Test
    void refusesAnAlgorithmThatIsTooWeak() {
        TestCertificates root = TestCertificates.selfSigned(
                        new CertificateRequest("weak").ofAuthority().with(TestCertificates.keys("RSA")))
                .asAuthority();
        TapException e = refused(root.issue(request().signedWith("MD5with")).chain(), root.certificate());
        assertThat(e)
                .hasMessageStartingWith(SERVER + "uses an algorithm that is too weak: ")
                .hasMessageContaining("MD5");
    }

    @Test
    void refusesARevokedCertificate() {
        Issued server = ROOT.issue(request());
        Issued another = ROOT.issue(request());
        X509CRL list = ROOT.revocations(server.certificate());
        TapException e = refused(server.chain(), ROOT.certificate(), list);
        assertThat(e).hasMessage(SERVER + "was revoked by \"CN=root\"");
        assertThat(e.hint()).contains("The server needs a new certificate");
        assertThatCode(() -> check(another.chain(), List.of(ROOT.certificate()), List.of(list)))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesARevokedIntermediateAuthority() {
        List<X509Certificate> sent = MIDDLE.issue(request()).chain();
        TapException e =
                refused(sent, ROOT.certificate(), ROOT.revocations(MIDDLE.certificate()), MIDDLE.revocations());
        assertThat(e).hasMessage(SERVER + "depends on that of \"CN=middle\", which was revoked by \"CN=root\"");
        assertThatCode(() ->
                        check(sent, List.of(ROOT.certificate()), List.of(ROOT.revocations(), MIDDLE.revocations())))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesARevokedCertificateThatIsTrustedItself() {
        Issued server = ROOT.issue(request());
        assertThat(refused(server.chain(), server.certificate(), ROOT.revocations(server.certificate())))
                .hasMessage(SERVER + "was revoked by \"CN=root\"");
    }

    @Test
    void refusesWhatNoListSpeaksOf() {
        List<X509Certificate> sent = MIDDLE.issue(request()).chain();
        TapException e = refused(sent, ROOT.certificate(), ROOT.revocations());
        assertThat(e).hasMessage(SERVER + "may be revoked: the test's lists holds no valid list of \"CN=middle\"");
        assertThat(e.hint()).contains("\"sslcrl\"");
        X509CRL forged = TestCertificates.authority("middle").revocations();
        assertThat(refused(sent, ROOT.certificate(), ROOT.revocations(), forged))
                .hasMessageContaining("no valid list of \"CN=middle\"");
    }

    @Test
    void refusesAListThatIsOutOfDate() {
        assertThat(refused(ROOT.issue(request()).chain(), ROOT.certificate(), ROOT.revocations(yesterday)))
                .hasMessage(SERVER + "may be revoked: the list of \"CN=root\" in the test's lists is out of date since "
                        + yesterday);
    }

    @Test
    void refusesAnotherName() {
        Issued server =
                ROOT.issue(new CertificateRequest("common").name("a.example").address("10.0.0.1"));
        ServerCheck check = checker(List.of(ROOT.certificate()), List.of());
        assertThatCode(() -> check.checkName(server.certificate(), "a.example")).doesNotThrowAnyException();
        TapException e =
                catchThrowableOfType(TapException.class, () -> check.checkName(server.certificate(), "b.example"));
        assertThat(e)
                .hasMessage(SERVER + "is for \"a.example\", \"10.0.0.1\", not for \"b.example\"")
                .returns(ErrorKind.CONNECTION, TapException::kind);
        assertThat(e.hint())
                .isEqualTo("Set \"host\" to such a name, or \"sslmode\": \"verify-ca\" to check only who"
                        + " signed the certificate.");
    }

    private static CertificateRequest request() {
        return new CertificateRequest("server").name("db");
    }

    private static void assertAccepted(List<X509Certificate> sent, X509Certificate... trusted) {
        assertThatCode(() -> check(sent, List.of(trusted), List.of())).doesNotThrowAnyException();
    }

    private static TapException refused(List<X509Certificate> sent, X509Certificate trusted, X509CRL... lists) {
        TapException e = catchThrowableOfType(TapException.class, () -> check(sent, List.of(trusted), List.of(lists)));
        assertThat(e).isNotNull();
        assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
        return e;
    }

    private static void check(List<X509Certificate> sent, List<X509Certificate> trusted, List<X509CRL> lists) {
        checker(trusted, lists).checkChain(sent);
    }

    private static ServerCheck checker(List<X509Certificate> trusted, List<X509CRL> lists) {
        return new ServerCheck(
                new Authorities("the test's file", trusted),
                lists.isEmpty() ? Optional.empty() : Optional.of(new Revocations("the test's lists", lists)),
                "\"db:5432\"");
    }
}

package com.tappostgres.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.TestCertificates;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrustSettingsTest {
    private static final TestCertificates ROOT = TestCertificates.authority("root");

    @TempDir
    Path home;

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"ALLOW", "PREFER", "REQUIRE"})
    void trustsNobodyByDefault(SslMode mode) {
        assertThat(authorities(TlsSettings.mode(mode), Map.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"VERIFY_CA", "VERIFY_FULL"})
    void verifiesOnlyWithAuthorities(SslMode mode) {
        TapException e = refused(TlsSettings.mode(mode), Map.of());
        assertThat(e)
                .hasMessage("\"sslmode\" is \"" + mode.text()
                        + "\", but there is no authority to trust: \"sslrootcert\" is" + " not set, and the file \""
                        + home.resolve(".postgresql/root.crt") + "\" does not exist");
        assertThat(e.hint()).contains("\"sslrootcert\"", "\"system\"");
    }

    @ParameterizedTest
    @EnumSource(value = SslMode.class, names = "DISABLE", mode = EnumSource.Mode.EXCLUDE)
    void readsTheFileOfLibpqInEveryMode(SslMode mode) {
        TestCertificates.write(home.resolve(".postgresql/root.crt"), TestCertificates.pem(ROOT.certificate()));
        assertThat(authorities(TlsSettings.mode(mode), Map.of()))
                .map(Authorities::certificates)
                .contains(List.of(ROOT.certificate()));
    }

    @Test
    void readsATextOfSeveralCertificates() {
        X509Certificate other = TestCertificates.authority("other").certificate();
        TlsSettings settings =
                TlsSettings.mode(SslMode.VERIFY_CA).root(TestCertificates.pem(ROOT.certificate(), other));
        assertThat(authorities(settings, Map.of()))
                .contains(new Authorities("the text of \"sslrootcert\"", List.of(ROOT.certificate(), other)));
    }

    @Test
    void readsTheListThatTheEnvironmentNames() {
        Object[] many = IntStream.range(0, 150)
                .mapToObj(i -> TestCertificates.authority("authority " + i).certificate())
                .toArray();
        Path bundle = TestCertificates.write(
                home.resolve("bundle.crt"),
                "# all of them\n" + TestCertificates.pem(many).replace("-----BEGIN", "\nName: x\n-----BEGIN"));
        Authorities authorities = authorities(system(SslMode.VERIFY_FULL), Map.of("SSL_CERT_FILE", bundle.toString()))
                .orElseThrow();
        assertThat(authorities.certificates()).hasSize(150);
        assertThat(authorities.name()).isEqualTo("the file \"" + bundle + "\" of \"SSL_CERT_FILE\"");
    }

    @Test
    void findsTheAuthoritiesOfTheSystem() {
        assertThat(authorities(system(SslMode.VERIFY_FULL), Map.of()))
                .hasValueSatisfying(all -> assertThat(all.certificates()).isNotEmpty());
    }

    @Test
    void missesTheListThatTheEnvironmentNames() {
        Path missing = home.resolve("missing.crt");
        assertThat(refused(system(SslMode.VERIFY_FULL), Map.of("SSL_CERT_FILE", missing.toString())))
                .hasMessage("the file \"" + missing + "\" of \"SSL_CERT_FILE\" does not exist");
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"ALLOW", "PREFER", "REQUIRE", "VERIFY_CA"})
    void trustsTheSystemOnlyWithTheName(SslMode mode) {
        TapException e = refused(system(mode), Map.of());
        assertThat(e)
                .hasMessage("\"sslrootcert\" is \"system\", for which \"sslmode\" \"" + mode.text() + "\" is too weak");
        assertThat(e.hint()).startsWith("Set \"sslmode\": \"verify-full\".");
    }

    @Test
    void refusesAMissingFileEvenWhereLibpqGoesOnWithoutIt() {
        TlsSettings settings = TlsSettings.mode(SslMode.REQUIRE).root("~/mistyped.crt");
        assertThat(refused(settings, Map.of())).hasMessageEndingWith("of \"sslrootcert\" does not exist");
    }

    @Test
    void refusesAFileWithoutCertificates() {
        Path file = TestCertificates.write(home.resolve("root.crt"), "no certificate\n");
        TapException e = refused(TlsSettings.mode(SslMode.VERIFY_CA).root(file.toString()), Map.of());
        assertThat(e).hasMessage("the file \"" + file + "\" of \"sslrootcert\" holds no certificate in PEM");
        assertThat(e.hint()).contains("-----BEGIN CERTIFICATE-----");
    }

    @Test
    void refusesAnEmptyList() {
        Path file = TestCertificates.write(home.resolve("root.crt"), "");
        assertThat(refused(TlsSettings.mode(SslMode.VERIFY_CA).root(file.toString()), Map.of()))
                .hasMessageContaining("holds no certificate");
    }

    @Test
    void countsTheDamagedCertificate() {
        String pem = TestCertificates.pem(ROOT.certificate());
        String damaged = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
        assertThat(refused(TlsSettings.mode(SslMode.VERIFY_CA).root(pem + damaged), Map.of()))
                .hasMessage("certificate 2 of the text of \"sslrootcert\" cannot be read");
    }

    @Test
    void readsListsOfRevokedCertificates() {
        String pem = TestCertificates.pem(ROOT.revocations());
        TlsSettings settings = TlsSettings.mode(SslMode.VERIFY_CA);
        TestCertificates.write(home.resolve(".postgresql/root.crl"), pem);
        assertThat(revocations(settings, true))
                .hasValueSatisfying(all -> assertThat(all.lists()).hasSize(1));
        assertThat(revocations(settings.revocations(pem + pem), true))
                .hasValueSatisfying(all -> assertThat(all.lists()).hasSize(2));
        assertThat(revocations(settings, false)).isEmpty();
        assertThat(revocations(system(SslMode.VERIFY_FULL), true)).isEmpty();
    }

    @Test
    void refusesListsThatNobodyWouldCheck() {
        TlsSettings settings = TlsSettings.mode(SslMode.REQUIRE).revocations("~/root.crl");
        TapException e = catchThrowableOfType(TapException.class, () -> revocations(settings, false));
        assertThat(e)
                .hasMessage("\"sslcrl\" is set, but without \"sslrootcert\" no server's certificate is checked at all");
    }

    @Test
    void refusesListsThatCannotBeRead() {
        TlsSettings settings = TlsSettings.mode(SslMode.VERIFY_CA);
        TapException missing = catchThrowableOfType(
                TapException.class, () -> revocations(settings.revocations("~/missing.crl"), true));
        assertThat(missing).hasMessageEndingWith("of \"sslcrl\" does not exist");
        String certificate = TestCertificates.pem(ROOT.certificate());
        TapException other =
                catchThrowableOfType(TapException.class, () -> revocations(settings.revocations(certificate), true));
        assertThat(other).hasMessage("the text of \"sslcrl\" holds no revocation list in PEM");
        assertThat(other.hint()).contains("-----BEGIN X509 CRL-----");
        String damaged = "-----BEGIN X509 CRL-----\nMAMCAQE=\n-----END X509 CRL-----\n";
        TapException garbage =
                catchThrowableOfType(TapException.class, () -> revocations(settings.revocations(damaged), true));
        assertThat(garbage).hasMessage("revocation list 1 of the text of \"sslcrl\" cannot be read");
    }

    private static TlsSettings system(SslMode mode) {
        return TlsSettings.mode(mode).root("system");
    }

    private Optional<Authorities> authorities(TlsSettings settings, Map<String, String> environment) {
        return Authorities.read(settings.tls(), TlsSettings.account(home), environment);
    }

    private Optional<Revocations> revocations(TlsSettings settings, boolean verified) {
        return Revocations.read(settings.tls(), TlsSettings.account(home), verified);
    }

    private TapException refused(TlsSettings settings, Map<String, String> environment) {
        TapException e = catchThrowableOfType(TapException.class, () -> authorities(settings, environment));
        assertThat(e).isNotNull();
        assertThat(e.kind()).isEqualTo(ErrorKind.CONFIGURATION);
        return e;
    }
}

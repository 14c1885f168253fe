package com.tappostgres.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestCertificates.Issued;
import com.tappostgres.testing.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientIdentityTest {
    private static final TestCertificates ROOT = TestCertificates.authority("root");
    private static final Issued CLIENT = ROOT.intermediate("intermediate").issue(new CertificateRequest("alice"));

    private final TlsSettings settings = TlsSettings.mode(SslMode.REQUIRE);

    @TempDir
    Path home;

    @Test
    void hasNoneByDefault() {
        assertThat(read(settings)).isEmpty();
    }

    @Test
    void readsTextsWithTheChain() {
        assertThat(read(settings.certificate(CLIENT.chainPem()).key(CLIENT.keyPem())))
                .contains(new ClientIdentity(CLIENT.keys().getPrivate(), CLIENT.chain()));
    }

    @Test
    void readsTheFilesOfLibpq() {
        TestCertificates.write(home.resolve(".postgresql/postgresql.crt"), CLIENT.chainPem());
        TestCertificates.write(home.resolve(".postgresql/postgresql.key"), CLIENT.keyPem());
        assertThat(read(settings)).map(ClientIdentity::chain).contains(CLIENT.chain());
    }

    @Test
    void readsAPkcs12File() {
        Path file = TestCertificates.write(home.resolve("client.p12"), TestKeys.pkcs12(CLIENT, "secret"));
        assertThat(read(settings.key(file.toString()).password("secret")))
                .contains(new ClientIdentity(CLIENT.keys().getPrivate(), CLIENT.chain()));
    }

    @Test
    void readsKeysOfEveryKind() {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            Issued client = ROOT.issue(new CertificateRequest("bob").with(TestCertificates.keys(algorithm)));
            assertThat(read(settings.certificate(client.chainPem()).key(client.keyPem())))
                    .as(algorithm)
                    .isPresent();
        }
    }

    @Test
    void refusesAKeyOfAnotherCertificate() {
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            Issued client = ROOT.issue(new CertificateRequest("bob").with(TestCertificates.keys(algorithm)));
            for (String other : List.of("RSA", "EC", "Ed25519")) {
                String key = TestCertificates.pem(TestCertificates.keys(other).getPrivate());
                assertThat(failure(settings.certificate(client.chainPem()).key(key)))
                        .hasMessage(
                                "the text of \"sslkey\" holds another key than that of the certificate in the text of"
                                        + " \"sslcert\"");
            }
        }
    }

    @Test
    void refusesAChainThatBeginsWithTheAuthority() {
        String reversed = TestCertificates.pem(CLIENT.chain().get(1), CLIENT.certificate());
        assertThat(failure(settings.certificate(reversed).key(CLIENT.keyPem())).hint())
                .contains("the first certificate of \"sslcert\"");
    }

    @Test
    void refusesACurveThatJavaLacks() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
        generator.initialize(new ECGenParameterSpec("secp256k1"));
        String key = TestCertificates.pem(generator.generateKeyPair().getPrivate());
        assertThat(failure(settings.certificate(CLIENT.chainPem()).key(key)))
                .hasMessage("the text of \"sslkey\" holds a private key of a kind that Java cannot use");
    }

    @Test
    void missesTheKey() {
        TapException e = failure(settings.certificate(CLIENT.chainPem()));
        assertThat(e)
                .hasMessage("there is \"sslcert\" but no \"sslkey\": it is not set, and the file \""
                        + home.resolve(".postgresql/postgresql.key") + "\" does not exist");
    }

    @Test
    void missesTheCertificate() {
        assertThat(failure(settings.key(CLIENT.keyPem())))
                .hasMessageStartingWith("there is \"sslkey\" but no \"sslcert\"");
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws IOException {
        Path key = TestCertificates.write(home.resolve("client.key"), CLIENT.keyPem());
        Path store = TestCertificates.write(home.resolve("client.p12"), TestKeys.pkcs12(CLIENT, "secret"));
        for (Path file : List.of(key, store)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            TapException e = failure(
                    settings.certificate(CLIENT.chainPem()).key(file.toString()).password("secret"));
            assertThat(e)
                    .hasMessage("the file \"" + file + "\" of \"sslkey\" is open to other users: its mode is 0644");
        }
    }

    @Test
    void refusesADamagedCertificate() {
        String pem = CLIENT.chainPem();
        String line = pem.split("\n", -1)[3];
        assertThat(failure(settings.certificate(pem.replace(line, line.substring(8)))
                        .key(CLIENT.keyPem())))
                .hasMessage("certificate 1 of the text of \"sslcert\" cannot be read");
        assertThat(failure(settings.certificate(pem.replace("-----END", "---")).key(CLIENT.keyPem())))
                .hasMessage("block 1 of the text of \"sslcert\" is damaged: its END line is missing");
        assertThat(failure(settings.certificate(CLIENT.keyPem()).key(CLIENT.keyPem())))
                .hasMessage("the text of \"sslcert\" holds no certificate in PEM");
    }

    @Test
    void opensAPkcs12FileOnlyWithItsPassword() {
        Path file = TestCertificates.write(home.resolve("client.p12"), TestKeys.pkcs12(CLIENT, "secret"));
        assertThat(failure(settings.key(file.toString()).password("wrong")))
                .hasMessage("the file \"" + file + "\" of \"sslkey\" cannot be decrypted: \"sslpassword\" is wrong");
        assertThat(failure(settings.key(file.toString())))
                .hasMessage("the file \"" + file + "\" of \"sslkey\" is encrypted, and \"sslpassword\" is not set");
    }

    @Test
    void refusesADamagedPkcs12File() {
        byte[] content = TestKeys.pkcs12(CLIENT, "secret");
        content[40] ^= 0x55;
        Path file = TestCertificates.write(home.resolve("client.p12"), content);
        assertThat(failure(settings.key(file.toString()).password("secret")).kind())
                .isEqualTo(ErrorKind.CONFIGURATION);
    }

    @Test
    void keepsTheKeyOutOfItsText() {
        ClientIdentity identity = new ClientIdentity(CLIENT.keys().getPrivate(), CLIENT.chain());
        assertThat(identity).hasToString("CN=alice");
    }

    private Optional<ClientIdentity> read(TlsSettings all) {
        return ClientIdentity.read(all.tls(), TlsSettings.account(home));
    }

    private TapException failure(TlsSettings all) {
        TapException e = catchThrowableOfType(TapException.class, () -> read(all));
        assertThat(e).isNotNull();
        assertThat(e.kind()).isEqualTo(ErrorKind.CONFIGURATION);
        return e;
    }
}

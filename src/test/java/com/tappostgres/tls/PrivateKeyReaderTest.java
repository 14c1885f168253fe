package com.tappostgres.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestKeys;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.openssl.PKCS8Generator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrivateKeyReaderTest {
    private static final String PASSWORD = "pass word";
    private static final PrivateKey RSA = TestCertificates.keys("RSA").getPrivate();
    private static final PrivateKey EC = TestCertificates.keys("EC").getPrivate();
    private static final PrivateKey ED25519 = TestCertificates.keys("Ed25519").getPrivate();

    @TempDir
    Path folder;

    @Test
    void readsPkcs8() {
        for (PrivateKey key : List.of(RSA, EC, ED25519)) {
            assertThat(read(TestCertificates.pem(key))).isEqualTo(key);
            assertThat(readFile(key.getEncoded(), Optional.empty())).isEqualTo(key);
        }
    }

    @Test
    void readsTheTraditionalFormats() {
        for (PrivateKey key : List.of(RSA, EC)) {
            assertThat(TestKeys.traditional(key)).contains(key.getAlgorithm() + " PRIVATE KEY");
            assertSame(read(TestKeys.traditional(key)), key);
        }
        assertThat(readFile(TestKeys.traditionalDer(RSA), Optional.empty())).isEqualTo(RSA);
    }

    @Test
    void readsACurveKeyAfterItsParameters() {
        String key = "-----BEGIN EC PRIVATE KEY-----\n"
                + Base64.getEncoder().encodeToString(TestKeys.traditionalDer(EC)) + "\n-----END EC PRIVATE KEY-----\n";
        assertThat(failure(key, Optional.empty()))
                .hasMessage("the text of \"sslkey\" holds a private key that cannot be read");
        // The curve P-256, as "openssl ecparam -genkey" writes it before the key.
        String parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        assertSame(read(parameters + key), EC);
    }

    @Test
    void readsAKeyBesideCertificates() {
        String certificate =
                TestCertificates.pem(TestCertificates.authority("any").certificate());
        assertThat(read("a comment: none\n" + certificate + TestCertificates.pem(EC) + certificate))
                .isEqualTo(EC);
    }

    @Test
    void readsAKeyThatLostItsLineEnds() {
        assertThat(read(TestCertificates.pem(EC).replace("\n", " "))).isEqualTo(EC);
        assertThat(read(TestCertificates.pem(EC).replace("\n", "\r\n"))).isEqualTo(EC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC"})
    void decryptsTheTraditionalFormats(String cipher) {
        for (PrivateKey key : List.of(RSA, EC)) {
            assertSame(read(TestKeys.traditional(key, cipher, "password"), "password"), key);
        }
    }

    @Test
    void decryptsPkcs8() {
        List<ASN1ObjectIdentifier> ciphers = List.of(
                PKCS8Generator.AES_128_CBC,
                PKCS8Generator.AES_192_CBC,
                PKCS8Generator.AES_256_CBC,
                PKCS8Generator.DES3_CBC);
        for (ASN1ObjectIdentifier cipher : ciphers) {
            assertThat(read(TestKeys.encrypted(RSA, cipher, PASSWORD), PASSWORD))
                    .isEqualTo(RSA);
        }
        byte[] der = TestKeys.encryptedDer(ED25519, PKCS8Generator.AES_256_CBC, PASSWORD);
        assertThat(readFile(der, Optional.of(PASSWORD))).isEqualTo(ED25519);
    }

    @Test
    void takesThePasswordAsUtf8() {
        // Made with "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass 'pass:pass wörd'".
        String key = """
                -----BEGIN ENCRYPTED PRIVATE KEY-----
                MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjyO2qMqxv5hAICCAAw
                DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELlt7b/IxksKd/dE3EwWTt4EgZCJ
                buCrit9/smlHZzB6sGEoCpPRTK8906Y3bOx7Ea/bD6ZWW6QNqmV94U6bV/p+7nUT
                XhEMDxm4tTflGZJTi+mxhXdkMXQbXYx8AlFex//OyC8XRAGWHIazU5mwYVg3+5t1
                u2OOk8uPrm8B0GHoR/jfanJ8DuGarVnA3TpUv+CbhH2QjBl+C2Omk0U23BMQy08=
                -----END ENCRYPTED PRIVATE KEY-----
                """;
        assertThat(read(key, "pass wörd").getAlgorithm()).isEqualTo("EC");
        assertThat(failure(key, Optional.of("pass word"))).hasMessageEndingWith("is wrong");
    }

    @Test
    void decryptsTheOlderPkcs8() {
        String pem = TestKeys.encrypted(EC, PKCS8Generator.PBE_SHA1_3DES, "password");
        assertThat(read(pem, "password")).isEqualTo(EC);
    }

    @Test
    void saysThatThePasswordIsWrong() {
        List<String> keys = List.of(
                TestKeys.encrypted(RSA, PKCS8Generator.AES_256_CBC, PASSWORD),
                TestKeys.encrypted(EC, PKCS8Generator.PBE_SHA1_3DES, "password"),
                TestKeys.traditional(RSA, "AES-256-CBC", "password"),
                TestKeys.traditional(EC, "DES-EDE3-CBC", "password"));
        for (String key : keys) {
            TapException e = failure(key, Optional.of("mistaken"));
            assertThat(e).hasMessage("the text of \"sslkey\" cannot be decrypted: \"sslpassword\" is wrong");
            assertThat(e.hint()).contains("\"sslpassword\"").doesNotContain("mistaken");
        }
    }

    @Test
    void neverTakesWrongPasswordsForAKey() {
        // One in 256 leaves right padding.
        String key = TestKeys.traditional(EC, "AES-128-CBC", "password");
        for (int i = 0; i < 1000; i++) {
            assertThat(failure(key, Optional.of("wrong" + i))).hasMessageEndingWith("\"sslpassword\" is wrong");
        }
    }

    @Test
    void saysThatAPasswordIsMissing() {
        List<String> keys = List.of(
                TestKeys.encrypted(RSA, PKCS8Generator.AES_256_CBC, PASSWORD),
                TestKeys.traditional(RSA, "AES-256-CBC", "password"));
        for (String key : keys) {
            TapException e = failure(key, Optional.empty());
            assertThat(e).hasMessage("the text of \"sslkey\" is encrypted, and \"sslpassword\" is not set");
            assertThat(e.kind()).isEqualTo(ErrorKind.CONFIGURATION);
        }
    }

    @Test
    void saysThatTheEncryptionIsUnknown() {
        String key = TestKeys.traditional(EC, "AES-256-CBC", "x").replace("AES-256-CBC", "IDEA-CBC");
        TapException e = failure(key, Optional.of("x"));
        assertThat(e).hasMessage("the text of \"sslkey\" is encrypted in a way that is not known here");
        assertThat(e.hint()).contains("openssl pkey -in OLD.key -out NEW.key");
    }

    @Test
    void refusesAKeyForSsh() {
        String key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----";
        assertThat(failure(key, Optional.empty())).hasMessage("the text of \"sslkey\" is a key for SSH");
    }

    @Test
    void refusesWhatHoldsNoKey() {
        String certificate =
                TestCertificates.pem(TestCertificates.authority("any").certificate());
        assertThat(failure(certificate, Optional.empty()))
                .hasMessage("the text of \"sslkey\" holds no private key in PEM");
    }

    @Test
    void quotesNothingOfADamagedKey() {
        String pem = TestCertificates.pem(EC);
        String secret = pem.split("\n", -1)[1];
        List<String> damaged = List.of(
                pem.replace("-----END", "-----"),
                pem.replace(secret, "?" + secret),
                pem.replace(secret, secret.substring(4)),
                pem.replace(secret, secret + "AAAA"),
                pem.replace(secret, ""),
                "-----BEGIN PRIVATE KEY-----\n\n-----END PRIVATE KEY-----",
                "-----BEGIN");
        for (String key : damaged) {
            TapException e = failure(key, Optional.empty());
            assertThat(e.kind()).isEqualTo(ErrorKind.CONFIGURATION);
            assertThat(e.getMessage() + e.hint()).contains("\"sslkey\"").doesNotContain(secret.substring(8, 20));
        }
    }

    @Test
    void readsNoOtherFile() {
        for (byte[] content : new byte[][] {{}, {0x30}, {0x30, (byte) 0x84, 1, 1, 1, 1}, {0x30, 3, 2, 1, 7}, {1, 2}}) {
            TapException e = catchThrowableOfType(TapException.class, () -> readFile(content, Optional.empty()));
            assertThat(e.kind()).isEqualTo(ErrorKind.CONFIGURATION);
        }
    }

    /** What follows the number of a curve's key may be left out, and does not count. */
    private static void assertSame(PrivateKey actual, PrivateKey expected) {
        if (actual instanceof ECPrivateKey curve && expected instanceof ECPrivateKey other) {
            assertThat(curve.getS()).isEqualTo(other.getS());
            assertThat(curve.getParams().getCurve()).isEqualTo(other.getParams().getCurve());
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    private PrivateKey readFile(byte[] content, Optional<String> password) {
        Path file = TestCertificates.write(folder.resolve("client.key"), content);
        return new PrivateKeyReader(Material.ofFile("sslkey", file), password).read();
    }

    private PrivateKey read(String pem) {
        return read(pem, Optional.empty());
    }

    private PrivateKey read(String pem, String password) {
        return read(pem, Optional.of(password));
    }

    private PrivateKey read(String pem, Optional<String> password) {
        return new PrivateKeyReader(Material.of("sslkey", pem, TlsSettings.account(folder)), password).read();
    }

    private TapException failure(String pem, Optional<String> password) {
        return catchThrowableOfType(TapException.class, () -> read(pem, password));
    }
}

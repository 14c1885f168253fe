package com.tappostgres.testing;

import com.tappostgres.testing.TestCertificates.Issued;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptor;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.util.io.pem.PemGenerationException;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** Writes private keys in each of the formats that OpenSSL writes or once wrote. */
public final class TestKeys {
    private static final Provider PROVIDER = new BouncyCastleProvider();

    private TestKeys() {}

    /** {@code BEGIN RSA PRIVATE KEY} or {@code BEGIN EC PRIVATE KEY}. */
    public static String traditional(PrivateKey key) {
        return text(withCurve(key), null);
    }

    /**
     * The same with a DEK-Info header.
     *
     * @param cipher as in {@code AES-256-CBC}
     */
    public static String traditional(PrivateKey key, String cipher, String password) {
        return text(
                withCurve(key),
                new JcePEMEncryptorBuilder(cipher).setProvider(PROVIDER).build(password.toCharArray()));
    }

    /**
     * {@code BEGIN ENCRYPTED PRIVATE KEY}.
     *
     * @param cipher of PBES2 or of the older encryptions: one of the constants of {@link PKCS8Generator}
     */
    public static String encrypted(PrivateKey key, ASN1ObjectIdentifier cipher, String password) {
        return text(generator(key, cipher, password), null);
    }

    /** The same without PEM around it: a .pk8 file. */
    public static byte[] encryptedDer(PrivateKey key, ASN1ObjectIdentifier cipher, String password) {
        try {
            PemObject object = generator(key, cipher, password).generate();
            return object.getContent();
        } catch (PemGenerationException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is inside of PKCS#8: PKCS#1 for RSA, SEC1 for EC, which does not name its curve there. */
    public static byte[] traditionalDer(PrivateKey key) {
        try {
            return PrivateKeyInfo.getInstance(key.getEncoded())
                    .parsePrivateKey()
                    .toASN1Primitive()
                    .getEncoded();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A .p12 file of the key and its chain. */
    public static byte[] pkcs12(Issued issued, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "client",
                    issued.keys().getPrivate(),
                    password.toCharArray(),
                    issued.chain().toArray(new Certificate[0]));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password.toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Inside of PKCS#8 the JDK leaves the curve out. */
    private static PrivateKey withCurve(PrivateKey key) {
        if (!key.getAlgorithm().equals("EC")) {
            return key;
        }
        try {
            return KeyFactory.getInstance("EC", PROVIDER).generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JcaPKCS8Generator generator(PrivateKey key, ASN1ObjectIdentifier cipher, String password) {
        try {
            OutputEncryptor encryptor = new JceOpenSSLPKCS8EncryptorBuilder(cipher)
                    .setProvider(PROVIDER)
                    .setPassword(password.toCharArray())
                    .build();
            return new JcaPKCS8Generator(key, encryptor);
        } catch (OperatorCreationException | PemGenerationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object object, @Nullable PEMEncryptor encryptor) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object, encryptor);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}

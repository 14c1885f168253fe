package com.tappostgres.tls;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import org.jspecify.annotations.Nullable;

/** Reads a private key in any of the formats that OpenSSL writes. */
final class PrivateKeyReader {
    private static final String CONVERT = "Convert the key: openssl pkey -in OLD.key -out NEW.key; chmod 600 NEW.key";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS", "DSA");

    private final Material material;
    private final Optional<String> password;

    PrivateKeyReader(Material material, Optional<String> password) {
        this.material = material;
        this.password = password;
    }

    /** @throws TapException of kind CONFIGURATION that never quotes what it read */
    PrivateKey read() {
        return material.isDer() ? fromDer(material.content(), Optional.empty()) : fromPem();
    }

    private PrivateKey fromPem() {
        Optional<byte[]> curve = Optional.empty();
        for (PemBlock block : PemBlock.parse(material)) {
            if (block.label().equals("EC PARAMETERS")) {
                curve = Optional.of(block.content());
            } else if (block.label().equals("OPENSSH PRIVATE KEY")) {
                throw unusable("is a key for SSH", "Set \"sslkey\" to the private key of the TLS certificate.", null);
            } else if (block.label().endsWith("PRIVATE KEY")) {
                String dekInfo = block.headers().get("DEK-Info");
                return dekInfo == null
                        ? fromDer(block.content(), curve)
                        : decrypted(secret -> KeyDecryption.pem(block.content(), dekInfo, secret), curve);
            }
        }
        throw unusable(
                "holds no private key in PEM",
                "Set \"sslkey\" to a file with a block \"-----BEGIN PRIVATE KEY-----\", or to a .p12 file.",
                null);
    }

    private PrivateKey fromDer(byte[] der, Optional<byte[]> curve) {
        try {
            if (KeyFormat.of(der) == KeyFormat.PKCS8_ENCRYPTED) {
                return decrypted(secret -> KeyDecryption.pkcs8(der, secret), curve);
            }
            return plain(der, curve);
        } catch (NoSuchAlgorithmException e) {
            throw unknownKind(material, e);
        } catch (GeneralSecurityException e) {
            throw unusable("holds a private key that cannot be read", CONVERT, e);
        }
    }

    private PrivateKey decrypted(Decryption decryption, Optional<byte[]> curve) {
        if (password.isEmpty()) {
            throw unusable(
                    "is encrypted, and \"sslpassword\" is not set",
                    "Set \"sslpassword\" to what the key is encrypted with.",
                    null);
        }
        byte[] der;
        try {
            der = decryption.decrypt(password.get());
        } catch (NoSuchAlgorithmException e) {
            throw unusable("is encrypted in a way that is not known here", CONVERT, e);
        } catch (BadPaddingException e) {
            throw wrongPassword(material, e);
        } catch (GeneralSecurityException e) {
            throw unusable("holds a private key that cannot be read", CONVERT, e);
        }
        try {
            KeyFormat.of(der);
        } catch (InvalidKeySpecException e) {
            // One wrong password in 256 leaves right padding, by chance, behind what is no key.
            throw wrongPassword(material, e);
        }
        return fromDer(der, curve);
    }

    static TapException unknownKind(Material material, Exception cause) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                material.name() + " holds a private key of a kind that Java cannot use",
                "Use a key for RSA, for the curves P-256, P-384 or P-521, or for Ed25519.",
                cause);
    }

    static TapException wrongPassword(Material material, Exception cause) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                material.name() + " cannot be decrypted: \"sslpassword\" is wrong",
                "Set \"sslpassword\" to what the key is encrypted with; openssl pkey -in FILE -noout asks for it too.",
                cause);
    }

    private static PrivateKey plain(byte[] der, Optional<byte[]> curve) throws GeneralSecurityException {
        byte[] pkcs8 = KeyFormat.toPkcs8(der, curve);
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // A key of another algorithm.
            }
        }
        throw new NoSuchAlgorithmException("no key of " + ALGORITHMS);
    }

    private TapException unusable(String what, String hint, @Nullable Exception cause) {
        return new TapException(ErrorKind.CONFIGURATION, material.name() + " " + what, hint, cause);
    }

    /** Turns what is encrypted into a plain key. */
    private interface Decryption {
        byte[] decrypt(String password) throws GeneralSecurityException;
    }
}

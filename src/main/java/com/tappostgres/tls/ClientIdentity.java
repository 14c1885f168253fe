package com.tappostgres.tls;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.ConnectionSettings.Tls;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.util.List;
import java.util.Optional;

/**
 * The certificate that the client shows, and its key.
 *
 * @param chain the certificate first, then those of the authorities between it and one that the server knows
 */
record ClientIdentity(PrivateKey key, List<X509Certificate> chain) {
    private static final String CERTIFICATE = "sslcert";
    private static final String KEY = "sslkey";
    private static final String DEFAULT_CERTIFICATE = "postgresql.crt";
    private static final String DEFAULT_KEY = "postgresql.key";

    ClientIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * Reads what the settings name, else libpq's files in the account's home, else nothing.
     *
     * @throws TapException of kind CONFIGURATION
     */
    static Optional<ClientIdentity> read(Tls settings, Account account) {
        Optional<Material> key = settings.key().map(value -> Material.of(KEY, value, account));
        Optional<Material> certificate = settings.certificate().map(value -> Material.of(CERTIFICATE, value, account));
        if (key.isPresent() && isPkcs12(key.get())) {
            ClientIdentity both = Pkcs12.read(key.get(), settings.keyPassword());
            return Optional.of(certificate
                    .map(own -> fitting(both.key(), key.get(), Certificates.read(own), own))
                    .orElse(both));
        }
        certificate = certificate.or(() -> Material.ofDefault(CERTIFICATE, DEFAULT_CERTIFICATE, account));
        if (certificate.isEmpty()) {
            if (key.isPresent()) {
                throw lonely(KEY, CERTIFICATE, DEFAULT_CERTIFICATE, account);
            }
            return Optional.empty();
        }
        Material keyOrDefault = key.or(() -> Material.ofDefault(KEY, DEFAULT_KEY, account))
                .orElseThrow(() -> lonely(CERTIFICATE, KEY, DEFAULT_KEY, account));
        keyOrDefault.requirePrivate();
        PrivateKey privateKey = new PrivateKeyReader(keyOrDefault, settings.keyPassword()).read();
        return Optional.of(fitting(privateKey, keyOrDefault, Certificates.read(certificate.get()), certificate.get()));
    }

    /** Without the key, which has no place in a log. */
    @Override
    public String toString() {
        return chain.get(0).getSubjectX500Principal().toString();
    }

    private static boolean isPkcs12(Material key) {
        try {
            return key.isDer() && KeyFormat.of(key.content()) == KeyFormat.PKCS12;
        } catch (InvalidKeySpecException e) {
            return false;
        }
    }

    private static ClientIdentity fitting(
            PrivateKey key, Material keySource, List<X509Certificate> chain, Material source) {
        X509Certificate certificate = chain.get(0);
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())
                || !fits(key, keySource, certificate)) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    keySource.name() + " holds another key than that of the certificate in " + source.name(),
                    "Set \"sslkey\" to the key that belongs to the first certificate of \"sslcert\".");
        }
        return new ClientIdentity(key, chain);
    }

    /** Whether what the key signs is what the certificate, of the same algorithm, verifies. */
    private static boolean fits(PrivateKey key, Material keySource, X509Certificate certificate) {
        if (key instanceof RSAKey own && certificate.getPublicKey() instanceof RSAKey shown) {
            return own.getModulus().equals(shown.getModulus());
        }
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
        byte[] sample = {1, 2, 3};
        byte[] signature;
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(sample);
            signature = signer.sign();
        } catch (GeneralSecurityException e) {
            throw PrivateKeyReader.unknownKind(keySource, e);
        }
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(sample);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // As for a signature of another curve.
            return false;
        }
    }

    private static TapException lonely(String set, String missing, String defaultFile, Account account) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "there is \"" + set + "\" but no \"" + missing + "\": it is not set, and the file \""
                        + Material.defaultFile(defaultFile, account) + "\" does not exist",
                "Set \"" + missing + "\", too; a .p12 file as \"sslkey\" holds both.");
    }
}

package com.tappostgres.tls;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.config.ConnectionSettings.Tls;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * The certificates that are trusted, and who may have issued a server's.
 *
 * @param name where they come from, as messages call it
 */
record Authorities(String name, List<X509Certificate> certificates) {
    static final String SETTING = "sslrootcert";

    private static final String DEFAULT_FILE = "root.crt";
    private static final String SYSTEM = "system";
    private static final int KEY_CERT_SIGN = 5;

    Authorities {
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads what {@code sslrootcert} names, else libpq's file in the account's home; without either no server is verified.
     *
     * @throws TapException of kind CONFIGURATION, also where the mode and the authorities contradict each other
     */
    static Optional<Authorities> read(Tls settings, Account account, Map<String, String> environment) {
        SslMode mode = settings.mode();
        if (settings.rootCertificate().filter(SYSTEM::equals).isPresent()) {
            if (mode != SslMode.VERIFY_FULL) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        "\"sslrootcert\" is \"system\", for which \"sslmode\" \"" + mode.text() + "\" is too weak",
                        "Set \"sslmode\": \"verify-full\". The system's authorities certify everybody, so that only the"
                                + " host's name tells the right server.");
            }
            return Optional.of(SystemAuthorities.read(environment));
        }
        Optional<Material> material = settings.rootCertificate()
                .map(value -> Material.of(SETTING, value, account))
                .or(() -> Material.ofDefault(SETTING, DEFAULT_FILE, account));
        if (material.isEmpty() && (mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL)) {
            throw missing(mode, account);
        }
        return material.map(found -> new Authorities(found.name(), Certificates.read(found)));
    }

    boolean hold(X509Certificate certificate) {
        return certificates.contains(certificate);
    }

    /** Whether one of them bears this name, with whatever key. */
    boolean hold(X500Principal name) {
        return certificates.stream()
                .anyMatch(each -> each.getSubjectX500Principal().equals(name));
    }

    /** Those whose key signed the certificate: several, when an authority renewed its own certificate. */
    List<X509Certificate> issuersOf(X509Certificate certificate) {
        return certificates.stream()
                .filter(each -> mayIssue(each) && isIssuer(each, certificate))
                .toList();
    }

    /** Whether the certificate was signed with the key of one of them, be it that of an authority or not. */
    boolean holdSignerOf(X509Certificate certificate) {
        return certificates.stream().anyMatch(each -> isIssuer(each, certificate));
    }

    static boolean isIssuer(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** A server's own certificate may be trusted, too; that does not make an authority of it. */
    private static boolean mayIssue(X509Certificate certificate) {
        if (certificate.getVersion() < 3 || certificate.getBasicConstraints() >= 0) {
            return true;
        }
        boolean[] usage = certificate.getKeyUsage();
        boolean saysNothing = certificate.getExtensionValue("2.5.29.19") == null;
        return saysNothing && usage != null && usage[KEY_CERT_SIGN];
    }

    private static TapException missing(SslMode mode, Account account) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "\"sslmode\" is \"" + mode.text()
                        + "\", but there is no authority to trust: \"sslrootcert\" is not set," + " and the file \""
                        + Material.defaultFile(DEFAULT_FILE, account) + "\" does not exist",
                "Set \"sslrootcert\" to a PEM file with the certificate of the authority that signed the server's, or"
                        + (mode == SslMode.VERIFY_FULL ? "" : ", with \"sslmode\": \"verify-full\",")
                        + " to \"system\" for the public authorities that this machine trusts.");
    }
}

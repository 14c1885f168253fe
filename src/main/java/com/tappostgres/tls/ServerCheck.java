package com.tappostgres.tls;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks the certificates that one server sent, and says what is wrong with them. */
final class ServerCheck {
    private static final Set<String> SERVER_PURPOSES = Set.of("1.3.6.1.5.5.7.3.1", "2.5.29.37.0");

    private final Authorities trusted;
    private final Optional<Revocations> revocations;
    private final String server;

    /** @param server the server as messages call it, quoted */
    ServerCheck(Authorities trusted, Optional<Revocations> revocations, String server) {
        this.trusted = trusted;
        this.revocations = revocations;
        this.server = server;
    }

    /**
     * Checks dates, purpose, signatures and revocation up to a trusted authority.
     *
     * @param sent the server's own certificate first
     * @throws TapException of kind CONNECTION
     */
    void checkChain(List<X509Certificate> sent) {
        X509Certificate own = sent.get(0);
        checkDates(own, own);
        if (trusted.hold(own)) {
            // It is trusted itself, as the self-signed one of a server that has no authority.
            if (revocations.filter(lists -> lists.hold(own)).isPresent()) {
                throw revoked(own, own, null);
            }
            return;
        }
        CertificatePath path = CertificatePath.find(sent, trusted);
        if (path.authorities().isEmpty()) {
            throw untrusted(path);
        }
        path.certificates().forEach(each -> checkDates(each, own));
        checkPurpose(own);
        List<X509Certificate> valid = path.authorities().stream()
                .filter(each -> dateFault(each).isEmpty())
                .toList();
        if (valid.isEmpty()) {
            checkDates(path.authorities().get(0), own);
        }
        validate(path, valid);
    }

    /**
     * Checks that the certificate is the host's.
     *
     * @throws TapException of kind CONNECTION
     */
    void checkName(X509Certificate own, String host) {
        ServerNames names = ServerNames.of(own);
        if (!names.hold(host)) {
            String listed = names.toString();
            throw refused(
                    "is for " + (listed.isEmpty() ? "no name at all" : listed) + ", not for \"" + host + "\"",
                    (listed.isEmpty()
                                    ? "Let the server have a certificate with its name"
                                    : "Set \"host\" to such a name")
                            + ", or \"sslmode\": \"verify-ca\" to check only who signed the certificate.",
                    null);
        }
    }

    private void validate(CertificatePath path, List<X509Certificate> authorities) {
        try {
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXParameters parameters = new PKIXParameters(authorities.stream()
                    .map(each -> new TrustAnchor(each, null))
                    .collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            if (revocations.isPresent()) {
                PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
                // Nothing is asked over the network.
                checker.setOptions(
                        EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
                parameters.addCertPathChecker(checker);
                parameters.addCertStore(CertStore.getInstance(
                        "Collection",
                        new CollectionCertStoreParameters(revocations.get().lists())));
            }
            validator.validate(Certificates.factory().generateCertPath(path.certificates()), parameters);
        } catch (CertPathValidatorException e) {
            throw invalid(path, e);
        } catch (GeneralSecurityException e) {
            throw refused("cannot be checked: " + e.getMessage(), null, e);
        }
    }

    private void checkDates(X509Certificate certificate, X509Certificate own) {
        Optional<String> fault = dateFault(certificate);
        if (fault.isPresent()) {
            throw refused(
                    which(certificate, own) + fault.get(),
                    certificate.equals(own)
                            ? "The server needs a new certificate (its ssl_cert_file), unless this machine's clock is wrong."
                            : "That authority's certificate must be renewed: in \"sslrootcert\", or where the server has it"
                                    + " from in its ssl_cert_file.",
                    null);
        }
    }

    private static Optional<String> dateFault(X509Certificate certificate) {
        Instant now = Instant.now();
        Instant start = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return Optional.of("expired on " + end);
        }
        return now.isBefore(start) ? Optional.of("is not valid before " + start) : Optional.empty();
    }

    private void checkPurpose(X509Certificate own) {
        try {
            List<String> purposes = own.getExtendedKeyUsage();
            if (purposes == null || purposes.stream().anyMatch(SERVER_PURPOSES::contains)) {
                return;
            }
        } catch (CertificateParsingException e) {
            throw refused("cannot be read: " + e.getMessage(), null, e);
        }
        throw refused(
                "is not for servers: its extended key usage lacks serverAuth",
                "Set the server's ssl_cert_file to a certificate that was issued for a server.",
                null);
    }

    private TapException untrusted(CertificatePath path) {
        X509Certificate last = path.last();
        String issuer = Printable.quoted(last.getIssuerX500Principal());
        String copy = "Set \"sslrootcert\" to a PEM file with the certificate of the authority " + issuer;
        if (trusted.holdSignerOf(last)) {
            return refused(
                    which(last, path.certificates().get(0)) + "was issued by " + issuer + ", whose certificate in "
                            + trusted.name() + " is not that of an authority",
                    copy + ".",
                    null);
        }
        if (trusted.hold(last.getIssuerX500Principal())) {
            return refused(
                    which(last, path.certificates().get(0)) + "was not signed with the key of the authority " + issuer
                            + " in " + trusted.name(),
                    copy + " that the server's belongs to: it has the same name and another key.",
                    null);
        }
        if (path.certificates().size() == 1 && Authorities.isIssuer(last, last)) {
            return refused(
                    "is self-signed, and " + trusted.name() + " does not hold it",
                    "Set \"sslrootcert\" to a copy of that certificate (the server's ssl_cert_file), if it is the right"
                            + " server.",
                    null);
        }
        String nearest = Printable.quoted(path.certificates().get(0).getIssuerX500Principal());
        String through = nearest.equals(issuer) ? "" : " (through " + nearest + ")";
        return refused(
                "was issued by " + issuer + through + ", which " + trusted.name() + " does not hold",
                copy + ". Where that is an intermediate one, the server can send it: append it to its ssl_cert_file.",
                null);
    }

    private TapException invalid(CertificatePath path, CertPathValidatorException e) {
        X509Certificate own = path.certificates().get(0);
        X509Certificate faulty = e.getIndex() < 0 ? own : path.certificates().get(e.getIndex());
        if (e.getReason() == BasicReason.REVOKED) {
            return revoked(faulty, own, e);
        }
        if (e.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS && revocations.isPresent()) {
            return undetermined(faulty, revocations.get(), e);
        }
        if (e.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
            return refused(
                    which(faulty, own) + "uses an algorithm that is too weak: " + e.getMessage(),
                    "The server needs a certificate with SHA-256 and a key of 2048 bits for RSA, or 256 for curves.",
                    e);
        }
        return refused(
                which(faulty, own) + "is not valid: " + e.getMessage(),
                "openssl verify -CAfile ROOT.crt SERVER.crt tells more; the server's is its ssl_cert_file.",
                e);
    }

    private TapException revoked(X509Certificate faulty, X509Certificate own, @Nullable Exception cause) {
        return refused(
                which(faulty, own) + "was revoked by " + Printable.quoted(faulty.getIssuerX500Principal()),
                "The server needs a new certificate; do not trust the old one, whose key may be stolen.",
                cause);
    }

    private TapException undetermined(X509Certificate faulty, Revocations lists, Exception cause) {
        String issuer = Printable.quoted(faulty.getIssuerX500Principal());
        String fault = lists.outOfDateSince(faulty.getIssuerX500Principal())
                .map(since -> "the list of " + issuer + " in " + lists.name() + " is out of date since " + since)
                .orElse(lists.name() + " holds no valid list of " + issuer);
        return refused(
                "may be revoked: " + fault,
                "Set \"sslcrl\" to a file with a current list of every authority between the server's certificate and"
                        + " \"sslrootcert\".",
                cause);
    }

    private static String which(X509Certificate certificate, X509Certificate own) {
        return certificate.equals(own)
                ? ""
                : "depends on that of " + Printable.quoted(certificate.getSubjectX500Principal()) + ", which ";
    }

    private TapException refused(String reason, @Nullable String hint, @Nullable Exception cause) {
        return new TapException(
                ErrorKind.CONNECTION, "the certificate of the server " + server + " " + reason, hint, cause);
    }
}

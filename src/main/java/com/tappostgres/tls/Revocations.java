package com.tappostgres.tls;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.ConnectionSettings.Tls;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Lists of revoked certificates.
 *
 * @param name where they come from, as messages call it
 */
record Revocations(String name, List<X509CRL> lists) {
    private static final String SETTING = "sslcrl";
    private static final String DEFAULT_FILE = "root.crl";

    Revocations {
        lists = List.copyOf(lists);
    }

    /**
     * Reads what {@code sslcrl} names, else libpq's file in the account's home.
     *
     * @param verified whether there are authorities to verify a server with
     * @throws TapException of kind CONFIGURATION
     */
    static Optional<Revocations> read(Tls settings, Account account, boolean verified) {
        if (!verified) {
            if (settings.revocationList().isPresent()) {
                throw new TapException(
                        ErrorKind.CONFIGURATION,
                        "\"sslcrl\" is set, but without \"sslrootcert\" no server's certificate is checked at all",
                        "Set \"sslrootcert\", and \"sslmode\": \"verify-full\"; or leave \"sslcrl\" out.");
            }
            return Optional.empty();
        }
        // libpq's own list belongs to the authorities of a file: it says nothing of the system's.
        boolean system = settings.rootCertificate().filter("system"::equals).isPresent();
        return settings.revocationList()
                .map(value -> Material.of(SETTING, value, account))
                .or(() -> system ? Optional.empty() : Material.ofDefault(SETTING, DEFAULT_FILE, account))
                .map(found -> new Revocations(found.name(), Certificates.readRevocations(found)));
    }

    /** Whether the authority that issued the certificate lists it. */
    boolean hold(X509Certificate certificate) {
        return lists.stream()
                .anyMatch(each -> each.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                        && each.isRevoked(certificate));
    }

    /** When the newest list of that authority ran out; empty while one counts, or where there is none. */
    Optional<Instant> outOfDateSince(X500Principal authority) {
        List<X509CRL> own = lists.stream()
                .filter(each -> each.getIssuerX500Principal().equals(authority))
                .toList();
        if (own.stream().anyMatch(each -> each.getNextUpdate() == null)) {
            return Optional.empty();
        }
        return own.stream()
                .map(each -> each.getNextUpdate().toInstant())
                .max(Instant::compareTo)
                .filter(end -> end.isBefore(Instant.now()));
    }
}

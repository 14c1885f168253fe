package com.tappostgres.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way from a server's certificate up to an authority that is trusted.
 *
 * @param certificates the server's first, each signed by the next
 * @param authorities who signed the last of them; empty where the way ends without
 */
record CertificatePath(List<X509Certificate> certificates, List<X509Certificate> authorities) {
    CertificatePath {
        certificates = List.copyOf(certificates);
        authorities = List.copyOf(authorities);
    }

    /**
     * Finds it among what the server sent, which may be in any order and hold more than is needed; the shortest way counts, as an
     * authority may also be certified by another one.
     */
    static CertificatePath find(List<X509Certificate> sent, Authorities trusted) {
        List<X509Certificate> path = new ArrayList<>();
        path.add(sent.get(0));
        while (true) {
            X509Certificate last = path.get(path.size() - 1);
            List<X509Certificate> authorities = trusted.issuersOf(last);
            if (!authorities.isEmpty()) {
                return new CertificatePath(path, authorities);
            }
            Optional<X509Certificate> next = sent.stream()
                    .filter(each -> !path.contains(each) && Authorities.isIssuer(each, last))
                    .findFirst();
            if (next.isEmpty()) {
                return new CertificatePath(path, List.of());
            }
            path.add(next.get());
        }
    }

    X509Certificate last() {
        return certificates.get(certificates.size() - 1);
    }
}

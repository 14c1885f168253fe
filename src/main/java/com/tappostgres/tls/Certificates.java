package com.tappostgres.tls;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.ByteArrayInputStream;
import java.security.cert.CRLException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads certificates and lists of revoked ones. */
final class Certificates {
    private static final CertificateFactory FACTORY = factory();

    private Certificates() {}

    /**
     * Reads every certificate, in order.
     *
     * @return at least one
     * @throws TapException of kind CONFIGURATION
     */
    static List<X509Certificate> read(Material material) {
        List<byte[]> contents = contents(material, "CERTIFICATE");
        List<X509Certificate> certificates = new ArrayList<>(contents.size());
        for (byte[] content : contents) {
            try {
                certificates.add(certificate(content));
            } catch (CertificateException e) {
                throw unreadable("certificate", certificates.size() + 1, material, e);
            }
        }
        return certificates;
    }

    /** Reads what can be read: one odd certificate among the hundred of a system does not make the others useless. */
    static List<X509Certificate> readSome(Material material) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (byte[] content : contents(material, "CERTIFICATE")) {
            try {
                certificates.add(certificate(content));
            } catch (CertificateException e) {
                // Nothing is trusted that cannot be read.
            }
        }
        return certificates;
    }

    /**
     * Reads every list of revoked certificates.
     *
     * @return at least one
     * @throws TapException of kind CONFIGURATION
     */
    static List<X509CRL> readRevocations(Material material) {
        List<byte[]> contents = contents(material, "X509 CRL");
        List<X509CRL> lists = new ArrayList<>(contents.size());
        for (byte[] content : contents) {
            try {
                lists.add((X509CRL) FACTORY.generateCRL(new ByteArrayInputStream(content)));
            } catch (CRLException e) {
                throw unreadable("revocation list", lists.size() + 1, material, e);
            }
        }
        return lists;
    }

    static CertificateFactory factory() {
        try {
            return CertificateFactory.getInstance("X.509");
        } catch (CertificateException e) {
            throw new IllegalStateException("every JDK knows X.509", e);
        }
    }

    private static List<byte[]> contents(Material material, String label) {
        if (material.isDer()) {
            return List.of(material.content());
        }
        // OpenSSL also writes "X509 CERTIFICATE" and "TRUSTED CERTIFICATE".
        List<byte[]> contents = PemBlock.parse(material).stream()
                .filter(block -> block.label().endsWith(label))
                .map(PemBlock::content)
                .toList();
        if (contents.isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    material.name() + " holds no " + (label.endsWith("CRL") ? "revocation list" : "certificate")
                            + " in PEM",
                    "It must have a block that begins with \"-----BEGIN " + label + "-----\".");
        }
        return contents;
    }

    private static X509Certificate certificate(byte[] content) throws CertificateException {
        Certificate certificate = FACTORY.generateCertificate(new ByteArrayInputStream(content));
        return (X509Certificate) certificate;
    }

    private static TapException unreadable(String what, int number, Material material, Exception cause) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                what + " " + number + " of " + material.name() + " cannot be read",
                "openssl " + (what.equals("certificate") ? "x509" : "crl") + " -in FILE -noout -text must be able to"
                        + " read it.",
                cause);
    }
}

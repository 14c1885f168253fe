package com.tappostgres.testing;

import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.jspecify.annotations.Nullable;

/** What a test's certificate is to hold; by default an EC key, and days from yesterday to next week. */
public final class CertificateRequest {
    private final X500Name subject;
    private final List<GeneralName> names = new ArrayList<>();
    private Instant start = Instant.now().minus(Duration.ofDays(1));
    private Instant end = Instant.now().plus(Duration.ofDays(7));
    private boolean authority;
    private String hash = "SHA256with";
    private @Nullable KeyPair keys;
    private @Nullable KeyPurposeId purpose;

    public CertificateRequest(String commonName) {
        subject = new X500Name("CN=" + commonName);
    }

    /** A certificate of the server that tests start, under both its names. */
    public static CertificateRequest forLocalhost() {
        return new CertificateRequest("test server").name("localhost").address("127.0.0.1");
    }

    public CertificateRequest name(String name) {
        names.add(new GeneralName(GeneralName.dNSName, name));
        return this;
    }

    public CertificateRequest address(String address) {
        names.add(new GeneralName(GeneralName.iPAddress, address));
        return this;
    }

    public CertificateRequest from(Instant instant) {
        start = instant;
        return this;
    }

    public CertificateRequest until(Instant instant) {
        end = instant;
        return this;
    }

    public CertificateRequest ofAuthority() {
        authority = true;
        return this;
    }

    /** Restricts the use to this one. */
    public CertificateRequest only(KeyPurposeId one) {
        purpose = one;
        return this;
    }

    /** The hash that the authority signs with: {@code SHA256with}. */
    public CertificateRequest signedWith(String name) {
        hash = name;
        return this;
    }

    public CertificateRequest with(KeyPair own) {
        keys = own;
        return this;
    }

    X500Name subject() {
        return subject;
    }

    Instant start() {
        return start.isBefore(end) ? start : end.minus(Duration.ofDays(1));
    }

    Instant end() {
        return end;
    }

    boolean isAuthority() {
        return authority;
    }

    String hash() {
        return hash;
    }

    KeyPair keys() {
        return keys == null ? TestCertificates.keys("EC") : keys;
    }

    void addTo(X509v3CertificateBuilder builder) throws IOException {
        if (!names.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(new GeneralName[0])));
        }
        if (purpose != null) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        }
    }
}

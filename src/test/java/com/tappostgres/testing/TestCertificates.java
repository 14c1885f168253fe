package com.tappostgres.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that certifies servers and clients for a test, with every fault that the test wants. */
public final class TestCertificates {
    private static final AtomicLong SERIAL_NUMBERS = new AtomicLong(1000);

    private final Issued own;

    private TestCertificates(Issued own) {
        this.own = own;
    }

    /** An authority that certified itself. */
    public static TestCertificates authority(String commonName) {
        return authority(commonName, Instant.now().plus(Duration.ofDays(10)));
    }

    public static TestCertificates authority(String commonName, Instant end) {
        KeyPair keys = keys("EC");
        CertificateRequest request =
                new CertificateRequest(commonName).ofAuthority().until(end);
        return new TestCertificates(
                new Issued(keys, List.of(sign(request, keys, request.subject(), keys.getPrivate()))));
    }

    /** Certifies an authority below this one. */
    public TestCertificates intermediate(String commonName) {
        return new TestCertificates(issue(new CertificateRequest(commonName).ofAuthority()));
    }

    /** Certifies; the chain ends with the certificate below that of the self-certified authority. */
    public Issued issue(CertificateRequest request) {
        KeyPair keys = request.keys();
        X500Name issuer =
                X500Name.getInstance(own.certificate().getSubjectX500Principal().getEncoded());
        X509Certificate certificate = sign(request, keys, issuer, own.keys().getPrivate());
        Stream<X509Certificate> above = own.chain().stream()
                .filter(each -> !each.getSubjectX500Principal().equals(each.getIssuerX500Principal()));
        return new Issued(keys, Stream.concat(Stream.of(certificate), above).toList());
    }

    /** A certificate that nobody but its owner vouches for. */
    public static Issued selfSigned(CertificateRequest request) {
        KeyPair keys = request.keys();
        return new Issued(keys, List.of(sign(request, keys, request.subject(), keys.getPrivate())));
    }

    public X509Certificate certificate() {
        return own.certificate();
    }

    /** The authority as the holder of a certificate, which can be misused for a server. */
    public Issued identity() {
        return own;
    }

    /** A list of what this authority revoked, which counts until {@code end}. */
    public X509CRL revocations(Instant end, X509Certificate... revoked) {
        X500Name issuer =
                X500Name.getInstance(own.certificate().getSubjectX500Principal().getEncoded());
        X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer, Date.from(end.minus(Duration.ofDays(2))));
        builder.setNextUpdate(Date.from(end));
        for (X509Certificate each : revoked) {
            builder.addCRLEntry(
                    each.getSerialNumber(), Date.from(end.minus(Duration.ofDays(3))), CRLReason.keyCompromise);
        }
        try {
            return new JcaX509CRLConverter()
                    .getCRL(builder.build(signer(own.keys().getPrivate(), "SHA256with")));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public X509CRL revocations(X509Certificate... revoked) {
        return revocations(Instant.now().plus(Duration.ofDays(1)), revoked);
    }

    /**
     * Writes the files of a PostgreSQL server that has this certificate and lets in clients that this authority certified.
     *
     * @param folder where the files go; the server must be able to enter
     * @return what to start the server with
     */
    public Map<String, String> serverSettings(Path folder, Issued server) {
        return Map.of(
                "ssl",
                "on",
                "ssl_cert_file",
                write(folder.resolve("server.crt"), server.chainPem()).toString(),
                "ssl_key_file",
                write(folder.resolve("server.key"), server.keyPem()).toString(),
                "ssl_ca_file",
                write(folder.resolve("clients.crt"), pem(certificate())).toString());
    }

    /** Certificates, lists of revoked ones or keys as PEM text; keys as PKCS#8. */
    public static String pem(Object... objects) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object each : objects) {
                writer.writeObject(each instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Writes a file that only its owner may read, as keys must be. */
    public static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Path write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * New keys.
     *
     * @param algorithm RSA, EC (of the curve P-256), Ed25519
     */
    public static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate sign(CertificateRequest request, KeyPair keys, X500Name issuer, PrivateKey signer) {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIAL_NUMBERS.incrementAndGet()),
                Date.from(request.start()),
                Date.from(request.end()),
                request.subject(),
                keys.getPublic());
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(request.isAuthority()));
            request.addTo(builder);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(signer, request.hash())));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ContentSigner signer(PrivateKey key, String hash) {
        String algorithm = switch (key.getAlgorithm()) {
            case "EC" -> hash + "ECDSA";
            case "EdDSA" -> "Ed25519";
            default -> hash + key.getAlgorithm();
        };
        try {
            return new JcaContentSignerBuilder(algorithm).build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A certificate with its key.
     *
     * @param chain the certificate first, then those of the authorities above it without the topmost
     */
    public record Issued(KeyPair keys, List<X509Certificate> chain) {
        public Issued {
            chain = List.copyOf(chain);
        }

        public X509Certificate certificate() {
            return chain.get(0);
        }

        /** Its holder as one who certifies others, allowed or not. */
        public TestCertificates asAuthority() {
            return new TestCertificates(this);
        }

        public String chainPem() {
            return pem(chain.toArray());
        }

        public String keyPem() {
            return pem(keys.getPrivate());
        }
    }
}

package com.tappostgres.tls;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The authorities that the operating system trusts, where OpenSSL would find them. */
final class SystemAuthorities {
    /** What OpenSSL reads in place of the system's list. */
    private static final String VARIABLE = "SSL_CERT_FILE";

    private static final List<Path> BUNDLES = Stream.of(
                    "/etc/ssl/certs/ca-certificates.crt", // Debian, Ubuntu, Arch
                    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora, Red Hat
                    "/etc/pki/tls/certs/ca-bundle.crt",
                    "/etc/ssl/ca-bundle.pem", // SUSE
                    "/etc/ssl/cert.pem", // Alpine, macOS, BSD
                    "/usr/local/etc/openssl/cert.pem",
                    "/opt/homebrew/etc/openssl@3/cert.pem")
            .map(Path::of)
            .toList();

    private SystemAuthorities() {}

    /** @throws TapException of kind CONFIGURATION */
    static Authorities read(Map<String, String> environment) {
        String file = environment.getOrDefault(VARIABLE, "");
        if (!file.isEmpty()) {
            Material material = Material.ofFile(VARIABLE, Path.of(file));
            return new Authorities(material.name(), Certificates.read(material));
        }
        for (Path bundle : BUNDLES) {
            if (Files.isReadable(bundle)) {
                return new Authorities(
                        "the system's list \"" + bundle + "\"",
                        Certificates.readSome(Material.ofFile(Authorities.SETTING, bundle)));
            }
        }
        return new Authorities("the list of the Java runtime", ofJava());
    }

    private static List<X509Certificate> ofJava() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            @Nullable KeyStore itsOwn = null;
            factory.init(itsOwn);
            return Stream.of(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .flatMap(each -> Stream.of(each.getAcceptedIssuers()))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "\"sslrootcert\" is \"system\", but no list of authorities can be read on this machine",
                    "Install the system's ca-certificates, or set SSL_CERT_FILE or \"sslrootcert\" to a PEM file.",
                    e);
        }
    }
}

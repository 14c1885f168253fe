package com.tappostgres.tls;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Reads a .p12 file, which holds a key with its certificates. */
final class Pkcs12 {
    private Pkcs12() {}

    /** @throws TapException of kind CONFIGURATION */
    static ClientIdentity read(Material material, Optional<String> password) {
        material.requirePrivate();
        char[] secret = password.orElse("").toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(material.content()), secret);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getKey(alias, secret) instanceof PrivateKey key) {
                    return new ClientIdentity(key, chain(store.getCertificateChain(alias)));
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw locked(material, password, e);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw locked(material, password, e);
            }
            throw unusable(material, e);
        } catch (GeneralSecurityException e) {
            throw unusable(material, e);
        }
        throw new TapException(
                ErrorKind.CONFIGURATION,
                material.name() + " holds no private key with a certificate",
                "Make it with openssl pkcs12 -export -inkey client.key -in client.crt -out client.p12");
    }

    private static List<X509Certificate> chain(Certificate[] certificates) {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate each : certificates) {
            chain.add((X509Certificate) each);
        }
        return chain;
    }

    private static TapException locked(Material material, Optional<String> password, Exception cause) {
        if (password.isPresent()) {
            return PrivateKeyReader.wrongPassword(material, cause);
        }
        return new TapException(
                ErrorKind.CONFIGURATION,
                material.name() + " is encrypted, and \"sslpassword\" is not set",
                "Set \"sslpassword\" to what the file is encrypted with.",
                cause);
    }

    private static TapException unusable(Material material, Exception cause) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                material.name() + " is a damaged .p12 file, or one that Java cannot read",
                "Make it again: openssl pkcs12 -export -inkey client.key -in client.crt -out client.p12",
                cause);
    }
}

package com.tappostgres.tls;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.config.ConnectionSettings.Tls;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of TLS for a test, which sets only what it is about. */
record TlsSettings(Tls tls) {
    static TlsSettings mode(SslMode mode) {
        return new TlsSettings(new Tls(
                mode, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    TlsSettings root(String value) {
        return new TlsSettings(new Tls(
                tls.mode(), Optional.of(value), tls.certificate(), tls.key(), tls.keyPassword(), tls.revocationList()));
    }

    TlsSettings certificate(String value) {
        return new TlsSettings(new Tls(
                tls.mode(),
                tls.rootCertificate(),
                Optional.of(value),
                tls.key(),
                tls.keyPassword(),
                tls.revocationList()));
    }

    TlsSettings key(String value) {
        return new TlsSettings(new Tls(
                tls.mode(),
                tls.rootCertificate(),
                tls.certificate(),
                Optional.of(value),
                tls.keyPassword(),
                tls.revocationList()));
    }

    TlsSettings password(String value) {
        return new TlsSettings(new Tls(
                tls.mode(),
                tls.rootCertificate(),
                tls.certificate(),
                tls.key(),
                Optional.of(value),
                tls.revocationList()));
    }

    TlsSettings revocations(String value) {
        return new TlsSettings(new Tls(
                tls.mode(),
                tls.rootCertificate(),
                tls.certificate(),
                tls.key(),
                tls.keyPassword(),
                Optional.of(value)));
    }

    static Account account(Path home) {
        return new Account("tester", home, Optional.empty());
    }
}

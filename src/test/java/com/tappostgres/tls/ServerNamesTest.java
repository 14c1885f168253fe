package com.tappostgres.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.TestCertificates;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerNamesTest {
    @ParameterizedTest
    @CsvSource({
        "db.example.com, db.example.com, true",
        "db.example.com, DB.Example.COM, true",
        "*.example.com, db.example.com, true",
        "*.example.com, DB.EXAMPLE.COM, true",
        "xn--bcher-kva.example, bücher.example, true",
        "my_db, my_db, true",
        "*.example.com, a.db.example.com, false",
        "*.example.com, example.com, false",
        "*.example.com, .example.com, false",
        "*.example.com, *.example.com, true",
        "db*.example.com, db1.example.com, false",
        "*, localhost, false",
        "*., localhost., false",
        "db.*.com, db.example.com, false",
        "db.example.com, db.example.com.evil.org, false",
        "db.example.com, example.com, false",
        "*.0.0.1, 127.0.0.1, false",
        "127.0.0.1, 127.0.0.1, true"
    })
    void comparesNames(String pattern, String host, boolean expected) {
        ServerNames names = new ServerNames(List.of("other", pattern), List.of(), Optional.empty());
        assertThat(names.hold(host)).isEqualTo(expected);
        ServerNames common = new ServerNames(List.of(), List.of(), Optional.of(pattern));
        assertThat(common.hold(host)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1, true",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1, true",
        "2001:db8:0:0:0:0:0:1, [2001:DB8::1], true",
        "fe80:0:0:0:0:0:0:1, fe80::1%eth0, true",
        "127.0.0.1, 127.0.0.2, false",
        "127.0.0.1, localhost, false",
        "127.0.0.1, 127.1, false",
        "127.0.0.1, 127.0.0.256, false",
        "2001:db8:0:0:0:0:0:1, 2001:db8::2, false"
    })
    void comparesAddresses(String address, String host, boolean expected) {
        ServerNames names = new ServerNames(List.of(), List.of(address), Optional.empty());
        assertThat(names.hold(host)).isEqualTo(expected);
    }

    @Test
    void takesTheCommonNameOnlyWithoutOthersOfTheHostsSort() {
        ServerNames named = new ServerNames(List.of("other"), List.of(), Optional.of("db"));
        assertThat(named.hold("db")).isFalse();
        ServerNames addressed = new ServerNames(List.of(), List.of("10.0.0.1"), Optional.of("db"));
        assertThat(addressed.hold("db")).isTrue();
        assertThat(new ServerNames(List.of("db"), List.of(), Optional.of("10.0.0.2")).hold("10.0.0.2"))
                .isTrue();
        assertThat(new ServerNames(List.of("db"), List.of("10.0.0.1"), Optional.of("10.0.0.2")).hold("10.0.0.2"))
                .isFalse();
    }

    @Test
    void readsThemFromACertificate() {
        ServerNames names = ServerNames.of(TestCertificates.selfSigned(new CertificateRequest("common")
                        .name("db.example.com")
                        .name("*.example.org")
                        .address("10.0.0.1")
                        .address("2001:db8::1"))
                .certificate());
        assertThat(names)
                .isEqualTo(new ServerNames(
                        List.of("db.example.com", "*.example.org"),
                        List.of("10.0.0.1", "2001:db8:0:0:0:0:0:1"),
                        Optional.of("common")))
                .hasToString("\"db.example.com\", \"*.example.org\", \"10.0.0.1\", \"2001:db8:0:0:0:0:0:1\"");
    }

    @Test
    void printsNothingThatWouldDisturbALine() {
        ServerNames names = new ServerNames(List.of("a\nCRITICAL b\"\u001b[31m"), List.of(), Optional.empty());
        assertThat(names).hasToString("\"a?CRITICAL b??[31m\"");
        assertThat(new ServerNames(List.of(), List.of(), Optional.of("x".repeat(5000))).toString())
                .hasSizeLessThan(210);
    }
}

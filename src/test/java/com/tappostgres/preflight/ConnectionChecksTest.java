package com.tappostgres.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.config.ConnectionSettings.SslMode;
import com.tappostgres.postgres.ConnectionPath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionChecksTest {
    @ParameterizedTest
    @CsvSource({
        "false, true, PREFER, WARNING",
        "false, true, DISABLE, WARNING",
        "false, false, PREFER, OK",
        "true, true, REQUIRE, NOTE",
        "true, true, VERIFY_CA, NOTE",
        "true, true, VERIFY_FULL, OK",
        "true, false, PREFER, OK"
    })
    void whatCrossesANetworkShouldBeEncryptedAndTheServerVerified(
            boolean encrypted, boolean exposed, SslMode mode, Severity expected) {
        Finding finding = ConnectionChecks.encryption(
                new ConnectionPath("tap@db:5432/shop", "as it is", encrypted, exposed), mode);

        assertThat(finding.severity()).isEqualTo(expected);
        assertThat(finding.message()).startsWith("as it is");
        assertThat(finding.mend() == null).isEqualTo(expected == Severity.OK);
    }
}

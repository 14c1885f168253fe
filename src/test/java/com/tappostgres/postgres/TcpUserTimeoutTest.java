package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TcpUserTimeoutTest {
    /** As Linux prints them on a machine of little-endian words: 127.0.0.1, and 127.0.0.1 through a socket of IPv6. */
    @Test
    void findsWhatIsSentAgain() {
        assertThat(TcpUserTimeout.retransmits(List.of(
                        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
                        "   0: 0100007F:9AC7 0100007F:1538 01 00000010:00000000 01:00000014 0000000A     0        0 2967770 2",
                        "   1: 0100007F:9AC8 0100007F:1538 01 00000000:00000000 00:00000000 00000000     0        0 2967771 1",
                        "   2: 0000000000000000FFFF00000100007F:9AC9 0000000000000000FFFF00000100007F:1538 01"
                                + " 00000010:00000000 01:00000014 00000002     0        0 2967772 2",
                        "   3: 00000000000000000000000001000000:9ACA 00000000000000000000000001000000:1538 01"
                                + " 00000010:00000000 01:00000014 00000003     0        0 2967773 2",
                        "")))
                .containsOnly(
                        java.util.Map.entry("0100007F:9AC7 0100007F:1538", 10),
                        java.util.Map.entry("0100007F:9AC9 0100007F:1538", 2),
                        java.util.Map.entry(
                                "00000000000000000000000001000000:9ACA 00000000000000000000000001000000:1538", 3));
    }
}

package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HostPatternTest {
    @Test
    void matchesNamesPatternsAndNegations() {
        assertThat(HostPattern.isNamed("a,b.example.com", "B.example.COM")).isTrue();
        assertThat(HostPattern.isNamed("a,b.example.com", "b.exampleXcom")).isFalse();
        assertThat(HostPattern.isNamed("*.example.com", "x.y.example.com")).isTrue();
        assertThat(HostPattern.isNamed("10.0.0.?", "10.0.0.10")).isFalse();
        assertThat(HostPattern.isNamed("*,!b", "b")).isFalse();
        assertThat(HostPattern.isNamed("!b,*", "b")).isFalse();
        assertThat(HostPattern.isNamed("!b", "a")).isFalse();
        assertThat(HostPattern.isNamed("[b]:2222", "b")).isFalse();
        assertThat(HostPattern.isNamed("", "b")).isFalse();
    }

    /** The line is ssh-keygen's, of the host example.com. */
    @Test
    void recognizesAHashedName() {
        String hashed = "|1|3q0QYr1F/362uGW45MVhzUGngaE=|tccTzPEE62VpEvyBG2LUnrwD/rQ=";
        assertThat(HostPattern.isNamed(hashed, "example.com")).isTrue();
        assertThat(HostPattern.isNamed(hashed, "Example.Com")).isTrue();
        assertThat(HostPattern.isNamed(hashed, "example.org")).isFalse();
        for (String broken : new String[] {"|1|", "|1||", "|1|!|!", "|1|AAAA|BBBB|", "|2|AAAA|BBBB"}) {
            assertThat(HostPattern.isNamed(broken, "example.com")).as(broken).isFalse();
        }
    }
}

package com.tappostgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.error.ErrorKind;
import org.junit.jupiter.api.Test;

final class SmokeTest {
    @Test
    void exitCodes() {
        assertThat(ErrorKind.OUTPUT.exitCode()).isEqualTo(7);
    }
}

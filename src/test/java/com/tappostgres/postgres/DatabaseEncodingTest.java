package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatabaseEncodingTest {
    @ParameterizedTest
    @CsvSource({
        "UTF8, UTF-8",
        "LATIN1, ISO-8859-1",
        "LATIN9, ISO-8859-15",
        "ISO_8859_7, ISO-8859-7",
        "WIN1252, windows-1252",
        "WIN866, IBM866",
        "WIN874, x-windows-874",
        "KOI8R, KOI8-R",
        "EUC_JP, UTF-8",
        "MULE_INTERNAL, UTF-8"
    })
    void namesThatPostgresqlUses(String server, String java) {
        assertThat(DatabaseEncoding.charset(server)).contains(Charset.forName(java));
    }

    @Test
    void sqlAsciiIsNone() {
        assertThat(DatabaseEncoding.charset("SQL_ASCII")).isEmpty();
    }
}

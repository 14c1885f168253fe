package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "hots, host",
        "HOST, host",
        "Port, port",
        "prot, port",
        "username, user",
        "hostname, host",
        "pasword, password",
        "db_name, dbname",
        "filter_schema, filter_schemas",
        "connect-timeout, connect_timeout",
        "default_replication_methods, default_replication_method",
        "json_as_object, json",
        "out_of_rnge, out_of_range",
        "statement_time_out, statement_timeout"
    })
    void namesTheSettingThatWasMeant(String key, String setting) {
        assertThat(NearestName.suggestion(key)).isEqualTo(" (did you mean \"" + setting + "\"?)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "frobnicate", "größe", "galaxies", "a key with blanks"})
    void staysSilentWhereNothingIsNear(String key) {
        assertThat(NearestName.suggestion(key)).isEmpty();
    }
}

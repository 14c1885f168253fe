package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServiceFileTest {
    private static final String FILE = """
            # a comment
            host=before
            [shop]
              host=shop.example.com\s\s
            # another

            port=6432
            port=7432
            user=
            password=a=b#c
            dbname=shop
            [shopping]
            host=other
            xyzzy=1
            [shop]
            host=second
            """;

    @TempDir
    private Path folder;

    @Test
    void givesWhatItsFirstSectionHolds() {
        ConfigCase service = service("shop", FILE);
        ConnectionSettings settings = service.read();
        assertThat(settings.server()).hasToString("shop.example.com:6432");
        assertThat(settings.login().user()).isEqualTo(System.getProperty("user.name"));
        assertThat(settings.login().password()).contains("a=b#c");
        assertThat(settings.login().database()).isEqualTo("shop");
        assertThat(service.source("host")).isEqualTo("service shop");
    }

    @Test
    void mayBeNamedByEverySource() {
        new ConfigCase(folder).file(".pg_service.conf", "[s]\nhost=h");
        assertThat(new ConfigCase(folder).variable("PGSERVICE", "s").servers()).isEqualTo("h:5432");
        assertThat(new ConfigCase(folder).variable("TAP_POSTGRES_SERVICE", "s").servers())
                .isEqualTo("h:5432");
        assertThat(new ConfigCase(folder).config("{\"service\": \"s\"}").servers())
                .isEqualTo("h:5432");
        assertThat(new ConfigCase(folder).url("postgresql:///?service=s").servers())
                .isEqualTo("h:5432");
    }

    @Test
    void theFileMayBeNamed() {
        Path named = new ConfigCase(folder).file("services", "[s]\nhost=named");
        assertThat(service("s", "[s]\nhost=own")
                        .variable("PGSERVICEFILE", named.toString())
                        .servers())
                .isEqualTo("named:5432");
    }

    @Test
    void theSystemsFileComesLast() throws IOException {
        Path system = Files.createDirectory(folder.resolve("etc"));
        Files.writeString(system.resolve("pg_service.conf"), "[s]\nhost=system\n[t]\nhost=t");
        assertThat(service("s", "[s]\nhost=own")
                        .variable("PGSYSCONFDIR", system.toString())
                        .servers())
                .isEqualTo("own:5432");
        assertThat(service("t", "[s]\nhost=own")
                        .variable("PGSYSCONFDIR", system.toString())
                        .servers())
                .isEqualTo("t:5432");
        Files.delete(folder.resolve(".pg_service.conf"));
        assertThat(new ConfigCase(folder)
                        .variable("PGSERVICE", "s")
                        .variable("PGSYSCONFDIR", system.toString())
                        .servers())
                .isEqualTo("system:5432");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [shop]; host =h          | line 2 of .pg_service.conf is not written name=value, without blanks around the =
            [shop]; host             | line 2 of .pg_service.conf is not written name=value, without blanks around the =
            [shop];;; =h             | line 4 of .pg_service.conf is not written name=value, without blanks around the =
            [shop]; hots=h           | "hots" is no parameter (did you mean "host"?)
            [shop]; xyzzy=h          | line 2 of .pg_service.conf is none that PostgreSQL knows
            [shop]; service=x        | line 2 of .pg_service.conf names another service, which libpq does not allow: write its parameters
            [shop]; ldap://h/dc=x    | line 2 of .pg_service.conf looks the service up by LDAP, which is not supported: write its parameters
            [shop]; gssencmode=require | gssencmode is not supported; sslmode=verify-full encrypts as well
            [shop]; port=x           | port must be a whole number from 1 to 65535
            """)
    void whatIsWrongInItIsNamed(String text, String problem) {
        assertThat(service("shop", text.replace(';', '\n')).problems()).isEqualTo("service shop: " + problem);
    }

    @Test
    void aServiceThatIsNotThereIsAProblem() {
        assertThat(new ConfigCase(folder).variable("PGSERVICE", "s").problems())
                .isEqualTo("the service \"s\" is not defined: there is no .pg_service.conf, and PGSERVICEFILE names no"
                        + " other file");
        assertThat(service("s", "[t]\nhost=h\n[s\n").problems())
                .isEqualTo("the service \"s\" is not defined: .pg_service.conf has no such section");
        assertThat(new ConfigCase(folder).config("{\"service\": [\"s\"]}").problems())
                .isEqualTo("\"service\" must be a single value, not an array");
        assertThat(service("S", "[s]\nhost=h").problems()).contains("\"S\" is not defined");
    }

    @Test
    void aFileThatIsNamedMustBeReadable() throws IOException {
        assertThat(service("s", "[s]\nhost=h")
                        .variable("PGSERVICEFILE", folder + "/none")
                        .problems())
                .isEqualTo("the service file \"none\" cannot be read: it does not exist");
        assertThat(service("s", "[s]\nhost=h")
                        .variable("PGSERVICEFILE", folder.toString())
                        .problems())
                .contains("cannot be read: ");
        Files.write(folder.resolve("latin1"), "[s]\nhost=ü".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(service("s", "")
                        .variable("PGSERVICEFILE", folder + "/latin1")
                        .problems())
                .contains("cannot be read: it is no UTF-8");
    }

    private ConfigCase service(String name, String text) {
        ConfigCase service = new ConfigCase(folder).variable("PGSERVICE", name);
        service.file(".pg_service.conf", text);
        return service;
    }
}

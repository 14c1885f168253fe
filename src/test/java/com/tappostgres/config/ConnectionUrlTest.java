package com.tappostgres.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionUrlTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgresql:// | os@localhost:5432/os
            postgres:// | os@localhost:5432/os
            postgresql+psycopg2://u@h/d | u@h:5432/d
            postgresql://h | os@h:5432/os
            postgresql://h:1 | os@h:1/os
            postgresql://h/ | os@h:5432/os
            postgresql:///d | os@localhost:5432/d
            postgresql://u@ | u@localhost:5432/u
            postgresql://u:@h/d | u@h:5432/d
            postgresql://:p@h/d | os@h:5432/d
            postgresql://u@/d | u@localhost:5432/d
            postgresql://h:/d | os@h:5432/d
            postgresql://:1/d | os@localhost:1/d
            postgresql://u%40x:p@h/d%2Fe | u@x@h:5432/d/e
            postgresql://%C3%BC@h/%E2%82%AC | ü@h:5432/€
            postgresql://ü@h/€ | ü@h:5432/€
            postgresql://[::1]/d | os@[::1]:5432/d
            postgresql://[2001:db8::1234]:1/d | os@[2001:db8::1234]:1/d
            postgresql://[fe80::1%25eth0]:1 | os@[fe80::1%eth0]:1/os
            postgresql://a,b/d | os@a:5432,b:5432/d
            postgresql://a:1,b:2,[::1]:3/d | os@a:1,b:2,[::1]:3/d
            postgresql://a,b:2/d | os@a:5432,b:2/d
            postgresql://,b/d | os@localhost:5432,b:5432/d
            postgresql://%2Ftmp/d | os@/tmp:5432/d
            postgresql://%2Ftmp:1,b/d | os@/tmp:1,b:5432/d
            postgresql:///d?host=/tmp | os@/tmp:5432/d
            postgresql:///d?host=/tmp&port=1 | os@/tmp:1/d
            postgresql://h?dbname=e&user=v | v@h:5432/e
            postgresql://u@h/d?dbname=e&user=v& | v@h:5432/e
            postgresql://h/d? | os@h:5432/d
            postgresql://h/d?user= | os@h:5432/d
            host=h | os@h:5432/os
            """)
    void namesTheServer(String url, String connection) {
        String account = System.getProperty("user.name");
        assertThat(new ConfigCase(folder).url(url).read())
                .hasToString(connection.replaceFirst("^os@", account + "@").replaceFirst("/os$", "/" + account));
    }

    @Test
    void thePasswordIsDecoded() {
        assertThat(password("postgresql://u:p%40s%2Fs%25%3A%20@h/d")).isEqualTo("p@s/s%: ");
        assertThat(password("postgresql://u:a:b?c#d[e+f@h/d")).isEqualTo("a:b?c#d[e+f");
        assertThat(password("postgresql://u@h/d?password=a%26b=c")).isEqualTo("a&b=c");
        assertThat(password("postgresql+psycopg2://u:a+b@h/d")).isEqualTo("a+b");
        assertThat(new ConfigCase(folder)
                        .url("postgresql://u:@h/d")
                        .read()
                        .login()
                        .password())
                .as("an empty one is none")
                .isEmpty();
    }

    @Test
    void parametersAreSettings() {
        ConnectionSettings settings = new ConfigCase(folder)
                .url("postgresql://u@h/d?hostaddr=10.0.0.1&connect_timeout=7&options=-c%20a=1&passfile=/pw"
                        + "&channel_binding=require&sslmode=verify-ca&sslrootcert=/ca&sslcert=/c&sslkey=/k&sslpassword=s"
                        + "&sslcrl=/r&target_session_attrs=prefer-standby")
                .read();
        assertThat(settings.server().endpoints().get(0).address()).contains("10.0.0.1");
        assertThat(settings.server().target()).isEqualTo(ConnectionSettings.TargetSession.PREFER_STANDBY);
        assertThat(settings.connectTimeoutSeconds()).isEqualTo(7);
        assertThat(settings.login().options()).contains("-c a=1");
        assertThat(settings.login().passfile()).isEqualTo(Path.of("/pw"));
        assertThat(settings.login().channelBinding()).isEqualTo("require");
        ConnectionSettings.Tls tls = settings.tls();
        assertThat(tls.mode()).isEqualTo(ConnectionSettings.SslMode.VERIFY_CA);
        assertThat(tls.rootCertificate()).contains("/ca");
        assertThat(tls.certificate()).contains("/c");
        assertThat(tls.key()).contains("/k");
        assertThat(tls.keyPassword()).contains("s");
        assertThat(tls.revocationList()).contains("/r");
    }

    @Test
    void tlsMayBeAskedForInOldWords() {
        assertThat(mode("postgresql://h?ssl=true")).isEqualTo("require");
        assertThat(mode("postgresql://h?requiressl=1")).isEqualTo("require");
        assertThat(mode("postgresql://h?requiressl=0")).isEqualTo("prefer");
        assertThat(mode("postgresql://h?ssl=true&sslmode=verify-full")).isEqualTo("verify-full");
    }

    @Test
    void onlyWhereADriverIsNamedIsAPlusABlank() {
        assertThat(options("postgresql+psycopg2://h?options=-c+a=1")).isEqualTo("-c a=1");
        assertThat(options("postgresql://h?options=-c+a=1")).isEqualTo("-c+a=1");
    }

    @Test
    void whatHasNoEffectIsSaidOnce() {
        ConfigCase harmless = new ConfigCase(folder)
                .url(
                        "postgresql://h?keepalives=1&application_name=x&gssencmode=prefer&sslnegotiation=postgres&require_auth=");
        assertThat(harmless.servers()).isEqualTo("h:5432");
        assertThat(harmless.log()).isEqualTo("WARN --url: of no effect here: application_name, keepalives\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://h/d                | a jdbc: URL is for Java; write postgresql://user:password@host:port/dbname
            mysql://h/d                          | it must begin with postgresql:// or postgres://
            h                                    | it must begin with postgresql:// or postgres://
            postgresql:/h                        | it must begin with postgresql:// or postgres://
            postgresql+://h                      | it must begin with postgresql:// or postgres://
            postgresql://u:a@b@h/d               | a / in a user or password is written %2F, an @ is written %40
            postgresql://u:a/b@h/d               | a / in a user or password is written %2F, an @ is written %40
            postgresql://u:1/b@h/d               | a / in a user or password is written %2F, an @ is written %40
            postgresql://u:a%4@h/d               | a % stands before what are no two hexadecimal digits; a % itself is written %25
            postgresql://u:a%zz@h/d              | a % stands before what are no two hexadecimal digits; a % itself is written %25
            postgresql://u:%@h/d                 | a % stands before what are no two hexadecimal digits; a % itself is written %25
            postgresql://u:%00@h/d               | a % stands before what are no two hexadecimal digits; a % itself is written %25
            postgresql://u:%FF@h/d               | a % stands before what is no UTF-8; a % itself is written %25
            postgresql://[::1/d                  | an IPv6 address is written [::1], with a port [::1]:5432
            postgresql://[]/d                    | an IPv6 address is written [::1], with a port [::1]:5432
            postgresql://[::1]5432/d             | an IPv6 address is written [::1], with a port [::1]:5432
            postgresql://h/d?user                | parameter 1 is not written name=value; an & in a value is written %26
            postgresql://h/d?user=u&&port=1      | parameter 2 is not written name=value; an & in a value is written %26
            postgresql://h/d?=u                  | parameter 1 is not written name=value; an & in a value is written %26
            postgresql://h/d?user=u&user=v       | parameter 2 repeats an earlier one
            postgresql://h/d?hots=a              | "hots" is no parameter (did you mean "host"?)
            postgresql://h/d?user=u&xyzzy=a      | parameter 2 is none that PostgreSQL knows
            postgresql://h/d?filter_dbs=a        | parameter 1 is none that PostgreSQL knows
            postgresql://h/d?require_auth=scram-sha-256 | require_auth is not supported; channel_binding=require proves the server as well
            postgresql://h/d?requirepeer=root    | requirepeer is not supported; sslmode=verify-full proves the server
            postgresql://h/d?gssencmode=require  | gssencmode is not supported; sslmode=verify-full encrypts as well
            postgresql://h/d?sslnegotiation=direct | sslnegotiation is not supported; leave it out
            postgresql://h/d?sslcrldir=/crls     | sslcrldir is not supported; put the lists into one file, and name that in sslcrl
            postgresql://h/d?replication=database | replication is not supported; leave it out
            postgresql://h:x/d                   | port must be a whole number from 1 to 65535
            postgresql://h:65536/d               | port must be a whole number from 1 to 65535
            postgresql://h/d?sslmode=never       | sslmode must be one of disable, allow, prefer, require, verify-ca, verify-full
            postgresql://h/d?ssl=require         | ssl must be true or false
            host=h xyzzy                         | parameter 2 is not written name=value; a value with blanks stands in quotes
            host=h user=u user=v                 | parameter 3 repeats an earlier one
            host=h hots=a                        | "hots" is no parameter (did you mean "host"?)
            """)
    void whatIsWrongIsNamedWithoutQuotingTheUrl(String url, String problem) {
        assertThat(new ConfigCase(folder).url(url).problems()).isEqualTo("--url: " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"host=h password='a", "host=h password='a\\'", "password='"})
    void aQuoteMustBeClosed(String text) {
        assertThat(new ConfigCase(folder).url(text).problems()).isEqualTo("--url: a quote is not closed");
    }

    @Test
    void libpqsOtherNotationIsRead() {
        ConnectionSettings settings = new ConfigCase(folder)
                .url(" host = h user=u\tdbname='my db'  password='it\\'s \\\\ a' options=a\\ b sslmode=''")
                .read();
        assertThat(settings).hasToString("u@h:5432/my db");
        assertThat(settings.login().password()).contains("it's \\ a");
        assertThat(settings.login().options()).contains("a b");
        assertThat(settings.tls().mode().text()).isEqualTo("prefer");
    }

    @Test
    void theProblemSaysWhichUrl() {
        assertThat(new ConfigCase(folder).config("{\"url\": \"h\"}").problems())
                .isEqualTo("url in config.json: it must begin with postgresql:// or postgres://");
        assertThat(new ConfigCase(folder).config("{\"sqlalchemy_url\": \"h\"}").problems())
                .startsWith("sqlalchemy_url in config.json: ");
        assertThat(new ConfigCase(folder).variable("TAP_POSTGRES_URL", "h").problems())
                .startsWith("TAP_POSTGRES_URL: ");
        assertThat(new ConfigCase(folder).config("{\"url\": []}").problems())
                .isEqualTo("\"url\" must be a single value, not an array");
    }

    @Test
    void aPasswordOnTheCommandLineIsWarnedOf() {
        ConfigCase open = new ConfigCase(folder).url("postgresql://u:hunter2@h/d");
        open.read();
        assertThat(open.log())
                .startsWith("WARN the list of processes shows the password in --url: ")
                .doesNotContain("hunter2");
        ConfigCase closed = new ConfigCase(folder).url("postgresql://u@h/d").variable("PGPASSWORD", "hunter2");
        closed.read();
        assertThat(closed.log()).isEmpty();
    }

    private String password(String url) {
        return new ConfigCase(folder).url(url).read().login().password().orElseThrow();
    }

    private String options(String url) {
        return new ConfigCase(folder).url(url).read().login().options().orElseThrow();
    }

    private String mode(String url) {
        return new ConfigCase(folder).url(url).read().tls().mode().text();
    }
}

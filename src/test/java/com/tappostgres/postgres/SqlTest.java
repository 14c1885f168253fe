package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            orders   | "orders"
            Orders   | "Orders"
            a.b      | "a.b"
            a"b      | "a""b"
            ""       | ""\""\""
            größe    | "größe"
            a'b\\    | "a'b\\"
            """)
    void identifiers(String name, String quoted) {
        assertThat(Sql.identifier(name)).isEqualTo(quoted);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            shop          | \\connect "shop"
            Shop 'x"y\\   | \\connect "Shop 'x""y\\"
            a:b           | \\connect "a:b"
            a=b           | \\connect -reuse-previous=on "dbname='a=b'"
            a='b"\\      | \\connect -reuse-previous=on "dbname='a=\\'b""\\\\'"
            postgres://a  | \\connect -reuse-previous=on "dbname='postgres://a'"
            -x            | \\connect -reuse-previous=on "dbname='-x'"
            """)
    void connectCommands(String database, String command) {
        assertThat(Sql.connectCommand(database)).isEqualTo(command);
    }

    @Test
    void identifiersKeepBlanksAndLineBreaks() {
        assertThat(Sql.identifier(" a\nb ")).isEqualTo("\" a\nb \"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a            | 'a'
            O'Neil       | 'O''Neil'
            a\\b         | E'a\\\\b'
            \\'; DROP -- | E'\\\\''; DROP --'
            a"b          | 'a"b'
            2024-01-31   | '2024-01-31'
            """)
    void literals(String text, String quoted) {
        assertThat(Sql.literal(text)).isEqualTo(quoted);
    }

    @Test
    void theEmptyTextIsALiteral() {
        assertThat(Sql.literal("")).isEqualTo("''");
        assertThat(Sql.literal("\\")).isEqualTo("E'\\\\'");
    }

    @Test
    void tableNamesAreQuotedPartByPart() {
        TableName name = new TableName("a.b", "c\"d");
        assertThat(name.quoted()).isEqualTo("\"a.b\".\"c\"\"d\"");
        assertThat(name).hasToString("a.b.c\"d");
    }

    @ParameterizedTest
    @CsvSource({
        "9.3.5, 90305",
        "9.6.24, 90624",
        "10, 100000",
        "12.22, 120022",
        "15.19 (Debian 15.19-1), 150019",
        "18.6, 180006",
        "19beta1, 190000",
        "17devel, 170000"
    })
    void versions(String text, int number) {
        assertThat(ServerVersion.parse(text)).isEqualTo(new ServerVersion(number, text));
    }

    @Test
    void versionsAreCompared() {
        assertThat(ServerVersion.parse("9.6.24").isAtLeast(9, 6)).isTrue();
        assertThat(ServerVersion.parse("9.5.99").isAtLeast(9, 6)).isFalse();
        assertThat(ServerVersion.parse("9.6.24").isAtLeast(10, 0)).isFalse();
        assertThat(ServerVersion.parse("10.1").isAtLeast(9, 6)).isTrue();
        assertThat(ServerVersion.parse("14beta1").isAtLeast(14, 0)).isTrue();
        assertThat(ServerVersion.parse("18.6").isAtLeast(19, 0)).isFalse();
    }

    @Test
    void whatIsNoVersionIsNamed() {
        assertThatThrownBy(() -> ServerVersion.parse("CockroachDB"))
                .hasMessage("the server calls its version \"CockroachDB\"")
                .isInstanceOfSatisfying(
                        TapException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.CONNECTION));
    }
}

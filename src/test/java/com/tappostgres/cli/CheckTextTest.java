package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.config.EffectiveSetting;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.preflight.Check;
import com.tappostgres.preflight.Finding;
import com.tappostgres.preflight.Severity;
import com.tappostgres.preflight.Summary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How findings look for people. */
final class CheckTextTest {
    private static final List<Finding> FINDINGS = List.of(
            new Finding(Check.VERSION, "s", Severity.OK, "PostgreSQL 18.6", null, null),
            new Finding(Check.ENCRYPTION, "s", Severity.WARNING, "not encrypted", "\"sslmode\": \"verify-full\"", null),
            new Finding(Check.LOAD, "public-a", Severity.OK, "FULL_TABLE: about 3 rows", null, null),
            new Finding(Check.VIEW, "public-long\nname", Severity.NOTE, "a view", "Its tables", null),
            Finding.problem(
                    Check.PRIVILEGES, "public-a", new TapException(ErrorKind.SOURCE, "missing: X", "GRANT X;")));

    private static String print(TextStyle style, List<Finding> findings, Summary summary) {
        StringWriter text = new StringWriter();
        CheckText report = new CheckText(new PrintWriter(text), style);
        report.settings(List.of(
                new EffectiveSetting("host", "db", "config.json"),
                new EffectiveSetting("password", "***", "PGPASSWORD"),
                new EffectiveSetting("port", "5432", "default")));
        findings.forEach(report::finding);
        report.end(summary, findings, 5);
        return text.toString();
    }

    @Test
    void groupsAndAlignsWithMarksInAscii() {
        assertThat(print(new TextStyle(false, false), FINDINGS, new Summary(1, 0, 0, 3, 2_000_000, 0.1, 20e6, true)))
                .isEqualTo("""
                        settings
                          host      db (config.json)
                          password  *** (PGPASSWORD)
                        connection
                          ok   version     PostgreSQL 18.6
                          warn encryption  not encrypted
                                           "sslmode": "verify-full"
                        streams
                          ok   public-a           FULL_TABLE: about 3 rows
                          note public-long\\nname  a view
                                                  Its tables
                          FAIL public-a           missing: X
                                                  GRANT X;
                        1 problem, 1 warning, 1 note; a first load: 1 stream, about 3 rows, 2.0 MB, less than 1 s at 20 MB/s
                        """);
    }

    @Test
    void hasMarksAndColoursWhereTheTerminalHas() {
        String text = print(new TextStyle(true, true), FINDINGS, null);

        assertThat(text)
                .contains(
                        "\u001b[1mconnection\u001b[0m\n",
                        "\u001b[32m✓\u001b[0m version",
                        "\u001b[33m!\u001b[0m encryption")
                .contains("\u001b[31m✗\u001b[0m public-a", "\u001b[36m•\u001b[0m public-long")
                .endsWith("\u001b[31m1 problem, 1 warning, 1 note\u001b[0m\n");
        assertThat(print(new TextStyle(false, true), FINDINGS, null))
                .contains("  ✓ version")
                .doesNotContain("\u001b");
    }

    @Test
    void saysSoWhereNothingIsToMend() {
        assertThat(print(new TextStyle(false, false), FINDINGS.subList(0, 1), null))
                .endsWith("\nnothing to mend\n");
    }

    @ParameterizedTest
    @CsvSource({
        "TERM=xterm, true, true, true",
        "TERM=xterm, false, false, true",
        "TERM=xterm NO_COLOR=1, true, false, true",
        "TERM=xterm NO_COLOR=, true, true, true",
        "TERM=dumb, true, false, true",
        "TERM=, true, false, true",
        "LANG=en_US.UTF-8, true, false, true",
        "TERM=linux, true, true, false",
        "TERM=vt220, true, true, false",
        "TERM=linux, false, false, true"
    })
    void theEnvironmentSaysHow(String variables, boolean terminal, boolean colours, boolean signs) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables.split(" ", -1)) {
            environment.put(
                    variable.substring(0, variable.indexOf('=')), variable.substring(variable.indexOf('=') + 1));
        }
        assertThat(TextStyle.of(environment, terminal)).isEqualTo(new TextStyle(colours, signs));
    }
}

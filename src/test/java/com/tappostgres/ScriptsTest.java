package com.tappostgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What stands in two files must be the same in both. */
final class ScriptsTest {
    @Test
    void theExecutableAndTheArchiveStartTheJvmAlike() throws IOException {
        String stub = Files.readString(Path.of("src/main/stub/tap-postgres.sh"));
        String launcher = Files.readString(Path.of("src/main/dist/launcher.sh"));
        assertThat(between(launcher, "# Under cron", "\n\n")).isEqualTo(between(stub, "# Under cron", "\n\n"));
        assertThat(between(launcher, "# What ends", "exec ")).isEqualTo(between(stub, "# What ends", "exec "));
        assertThat(options(launcher)).hasSizeGreaterThan(7).isEqualTo(options(stub));
    }

    private static List<String> options(String script) {
        return Pattern.compile("(?<= )(-[XD]\\S+|\\$TAP_POSTGRES_JAVA_OPTS)")
                .matcher(between(script, "\nexec ", "\"$@\""))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as(start).isNotNegative();
        return text.substring(from, text.indexOf(end, from + start.length()));
    }

    @Test
    void theNoticesNameEveryLibraryInTheProgram() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String dependencies = pom.substring(pom.indexOf("</dependencyManagement>"), pom.indexOf("<build>"));
        List<String> names = Pattern.compile("(?s)<dependency>.*?</dependency>")
                .matcher(dependencies)
                .results()
                .map(match -> match.group())
                .filter(each -> !each.contains("<scope>"))
                .map(each -> each.replaceFirst("(?s).*?<artifactId>(.*?)</artifactId>.*", "$1"))
                .toList();
        assertThat(names).hasSizeGreaterThan(6);
        assertThat(Files.readString(Path.of("src/main/dist/THIRD-PARTY.txt"))).contains(names);
    }
}

package com.tappostgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the archive says of the libraries in it. */
final class NoticesTest {
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

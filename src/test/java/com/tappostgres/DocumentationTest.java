package com.tappostgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.cli.Main;
import com.tappostgres.config.Setting;
import com.tappostgres.postgres.SqlErrorTable;
import com.tappostgres.preflight.Check;
import com.tappostgres.sync.Stop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the pages that people read to the code. */
final class DocumentationTest {
    private static final Path ROOT = Path.of("").toAbsolutePath();

    /** A name in CamelCase within backticks, perhaps with its package before and its method behind it. */
    private static final Pattern CLASS_IN_TEXT =
            Pattern.compile("`(?:[a-z]\\w*\\.)*([A-Z]\\w*[a-z]\\w*)(?:\\.java|[.#(][^`]*)?`");

    private static final Pattern DECLARATION = Pattern.compile("\\b(?:class|interface|enum|record) +([A-Z]\\w*)");

    /** A message of the program or, with its SQLSTATE, one of the server. */
    private static final Pattern MESSAGE = Pattern.compile("`([^`]+)`( \\([0-9A-Z]{5}\\))?");

    /** Settings of PostgreSQL that look like a class. */
    private static final Set<String> NO_CLASSES = Set.of("DateStyle", "IntervalStyle", "TimeZone");

    @Test
    void configurationListsEverySettingWithItsDefault() {
        String page = read(ROOT.resolve("docs/configuration.md"));
        for (Setting setting : Setting.values()) {
            assertThat(page.lines())
                    .as(setting.key())
                    .anyMatch(line -> line.contains("`" + setting.key() + "`")
                            && line.contains(setting.defaultValue().orElse("")));
        }
    }

    @Test
    void everyClassThatArchitectureNamesExists() {
        Set<String> named = matches(CLASS_IN_TEXT, read(ROOT.resolve("ARCHITECTURE.md")));
        named.removeAll(NO_CLASSES);
        named.removeIf(DocumentationTest::isOfTheJdkOrDriver);
        assertThat(named).isNotEmpty();
        assertThat(declaredTypes()).containsAll(named);
    }

    @Test
    void theTableOfTypesIsWhatAboutPrints() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exitCode = Main.run(new String[] {"about", "--types"}, Map.of(), out, System.err, new Stop());
        assertThat(exitCode).isZero();
        String table = out.toString(StandardCharsets.UTF_8);
        assertThat(table.lines().count()).isGreaterThan(40);
        assertThat(read(ROOT.resolve("docs/types.md"))).contains("<!-- about --types -->\n" + table + "<!-- end -->");
    }

    @Test
    void theTableOfSqlstatesIsTheOneThatDecides() {
        assertThat(read(ROOT.resolve("docs/errors.md")))
                .contains("<!-- sqlstates -->\n" + SqlErrorTable.print() + "<!-- end -->");
    }

    @Test
    void theMessagesOfTheTablesAreThoseOfTheSource() {
        SourceTexts texts = SourceTexts.under(ROOT.resolve("src/main"));
        for (String page : List.of("docs/errors.md", "docs/connections.md")) {
            List<String> messages = messages(read(ROOT.resolve(page)));
            assertThat(messages).as(page).hasSizeGreaterThan(30);
            for (String message : messages) {
                assertThat(texts.firstUnknown(message))
                        .as("what the source does not say of \"" + message + "\" in " + page)
                        .isEmpty();
            }
        }
    }

    @Test
    void thePageOfCheckListsAllThatItLooksAt() {
        String page = read(ROOT.resolve("docs/check.md"));
        String table = page.substring(page.indexOf("## What it looks at"));
        for (Check check : Check.values()) {
            assertThat(table.lines())
                    .as(check.text())
                    .anyMatch(line -> line.startsWith("| `")
                            && line.substring(0, line.indexOf('|', 1)).contains("`" + check.text() + "`"));
        }
    }

    /** The program's messages in the first column of all tables that are about messages. */
    private static List<String> messages(String page) {
        List<String> messages = new ArrayList<>();
        boolean inTable = false;
        for (String line : page.lines().toList()) {
            inTable = line.startsWith("|") && (inTable || line.startsWith("| message |"));
            if (inTable) {
                MESSAGE.matcher(line.substring(1, line.indexOf('|', 1)))
                        .results()
                        .filter(match -> match.group(2) == null)
                        .forEach(match -> messages.add(match.group(1)));
            }
        }
        return messages;
    }

    private static Set<String> declaredTypes() {
        try (Stream<Path> files = Files.walk(ROOT.resolve("src"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> matches(DECLARATION, read(file)).stream())
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfTheJdkOrDriver(String name) {
        String[] packages = {"java.lang", "java.lang.invoke", "java.util", "java.io", "java.sql", "org.postgresql"};
        for (String each : packages) {
            try {
                Class.forName(each + "." + name, false, DocumentationTest.class.getClassLoader());
                return true;
            } catch (ClassNotFoundException e) {
                // Perhaps of the next package.
            }
        }
        return false;
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

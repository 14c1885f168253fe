package com.tappostgres.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.cli.Main;
import com.tappostgres.sync.Stop;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call of the program that a page names has subcommands and options that exist. */
final class CommandLinesTest {
    private static final Pattern IN_TEXT = Pattern.compile("`(tap-postgres [^`]+)`");
    private static final Pattern IN_BLOCK = Pattern.compile("(?<![\\w./-])tap-postgres (?:[^\\n]*\\\\\\n)*[^\\n]*");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

    static Stream<Page> pages() {
        return Page.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void exist(Page page) {
        List<String> calls = new ArrayList<>(IN_TEXT.matcher(page.text())
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList());
        for (Page.Block block : page.blocks()) {
            if (List.of("sh", "console", "bash").contains(block.language())) {
                IN_BLOCK.matcher(commands(block)).results().forEach(match -> calls.add(match.group()));
            }
        }
        for (String call : calls) {
            List<String> words = words(call);
            if (words.stream().noneMatch(word -> word.matches(".*(…|\\.\\.\\.|\\[).*"))) {
                assertUnderstood(call, words);
            }
        }
    }

    /** Without what the commands of a session print. */
    private static String commands(Page.Block block) {
        if (!block.language().equals("console")) {
            return block.text();
        }
        StringBuilder commands = new StringBuilder();
        ConsoleSession.of(block.text())
                .steps()
                .forEach(step -> commands.append(step.command()).append('\n'));
        return commands.toString();
    }

    private static void assertUnderstood(String call, List<String> words) {
        // Help ends a call before it does anything, but not before its options are known.
        int end = words.indexOf("--");
        words.add(end < 0 ? words.size() : end, "--help");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Main.run(
                words.toArray(String[]::new),
                Map.of(),
                new ByteArrayOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new Stop());
        assertThat(exitCode)
                .as(call + ": " + err.toString(StandardCharsets.UTF_8))
                .isZero();
    }

    /** The words behind the program's name, up to what the shell does with it. */
    private static List<String> words(String call) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(call.replace("\\\n", " ").substring("tap-postgres ".length()));
        while (word.find()) {
            String plain = word.group(3);
            if (plain != null && plain.matches("[|>&;#<].*|\\d>.*")) {
                break;
            }
            words.add(plain != null ? plain : word.group(1) != null ? word.group(1) : word.group(2));
        }
        return words;
    }
}

package com.tappostgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the program can say: the string literals of its source, as one where they are joined with nothing between, and the
 * shell script that starts it.
 */
final class SourceTexts {
    /** A literal in group 1, or what may hold quotes that begin none. */
    private static final Pattern TOKEN =
            Pattern.compile("\"\"\"[\\s\\S]*?\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*+)\"|'(?:[^'\\\\\\n]|\\\\.)++'"
                    + "|//[^\\n]*|/\\*[\\s\\S]*?\\*/");

    private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\])");
    private static final Pattern JOINT = Pattern.compile("\\s*\\+\\s*");

    /** Where a name, a value or a number of the message stands. */
    private static final Pattern WILDCARD = Pattern.compile("[ :,;]*(?:\\.\\.\\.|\"|^|$)[ :,;]*");

    private final List<String> texts = new ArrayList<>();

    private SourceTexts() {}

    static SourceTexts under(Path main) {
        SourceTexts all = new SourceTexts();
        try (Stream<Path> files = Files.walk(main)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith(".java")) {
                    all.addLiterals(Files.readString(file));
                } else if (file.toString().endsWith(".sh")) {
                    all.texts.add(Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private void addLiterals(String source) {
        Matcher token = TOKEN.matcher(source);
        StringBuilder text = new StringBuilder();
        int end = 0;
        while (token.find()) {
            if (token.group(1) == null) {
                continue;
            }
            if (!JOINT.matcher(source.substring(end, token.start())).matches()) {
                texts.add(text.toString());
                text.setLength(0);
            }
            text.append(ESCAPED.matcher(token.group(1)).replaceAll("$1"));
            end = token.end();
        }
        texts.add(text.toString());
    }

    /** The first piece of a message, between what stands for anything, that no text holds; empty if there is none. */
    String firstUnknown(String message) {
        List<String> pieces = WILDCARD.splitAsStream(message)
                .filter(piece -> !piece.isEmpty())
                .toList();
        return pieces.isEmpty()
                ? message
                : pieces.stream()
                        .filter(piece -> texts.stream().noneMatch(text -> text.contains(piece)))
                        .findFirst()
                        .orElse("");
    }
}

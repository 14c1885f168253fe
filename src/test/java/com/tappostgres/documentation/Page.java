package com.tappostgres.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A page in Markdown.
 *
 * @param name its path from the root on
 * @param blocks its fenced blocks of code, in order
 * @param text all of it
 */
record Page(String name, List<Block> blocks, String text) {
    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final String FENCE = "```";
    private static final String NOT_RUN = "<!-- not run: ";
    private static final String SQL = "<!-- sql: ";
    private static final String END = "-->";

    /**
     * A fenced block.
     *
     * @param language what stands behind the fence; may be empty
     * @param notRun why it cannot be run; empty where it can
     */
    record Block(String language, String text, Optional<String> notRun) {
        /** SQL in a comment, which happens to the database there. */
        static final String HIDDEN_SQL = "sql in a comment";
    }

    /** The README and the pages of docs. */
    static List<Page> all() {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            List<Page> pages = new ArrayList<>();
            pages.add(read(ROOT.resolve("README.md")));
            files.filter(file -> file.toString().endsWith(".md"))
                    .sorted(Comparator.naturalOrder())
                    .forEach(file -> pages.add(read(file)));
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Page read(Path file) {
        try {
            String text = Files.readString(file);
            return new Page(ROOT.relativize(file).toString(), blocks(text), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Optional<String> notRun = Optional.empty();
        StringBuilder block = null;
        String language = "";
        for (String line : text.lines().toList()) {
            if (block != null) {
                if (line.strip().equals(FENCE)) {
                    blocks.add(new Block(language, block.toString(), notRun));
                    block = null;
                    notRun = Optional.empty();
                } else {
                    block.append(line).append('\n');
                }
            } else if (line.strip().startsWith(FENCE)) {
                block = new StringBuilder();
                language = line.strip().substring(FENCE.length());
            } else if (line.startsWith(NOT_RUN)) {
                notRun = Optional.of(between(line, NOT_RUN));
            } else if (line.startsWith(SQL)) {
                blocks.add(new Block(Block.HIDDEN_SQL, between(line, SQL), Optional.empty()));
            }
        }
        return blocks;
    }

    private static String between(String line, String start) {
        return line.substring(start.length(), line.lastIndexOf(END)).strip();
    }

    @Override
    public String toString() {
        return name;
    }
}

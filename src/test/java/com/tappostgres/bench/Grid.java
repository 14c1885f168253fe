package com.tappostgres.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text under headings, printed in aligned columns or as a Markdown table; all but the first two columns are numbers. */
final class Grid {
    private static final int TEXT_COLUMNS = 2;

    private final List<List<String>> rows = new ArrayList<>();

    Grid(String... headings) {
        rows.add(List.of(headings));
    }

    void add(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells under " + rows.get(0).size() + " headings");
        }
        rows.add(List.of(cells));
    }

    String print(boolean markdown) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.add(line(row, markdown));
        }
        if (markdown) {
            lines.add(1, rule());
        }
        return String.join("\n", lines) + "\n";
    }

    private String line(List<String> row, boolean markdown) {
        String cells = IntStream.range(0, row.size())
                .mapToObj(column -> pad(row.get(column), column))
                .collect(Collectors.joining(markdown ? " | " : "  "));
        return markdown ? "| " + cells + " |" : cells.stripTrailing();
    }

    private String rule() {
        return IntStream.range(0, rows.get(0).size())
                .mapToObj(column ->
                        column < TEXT_COLUMNS ? "-".repeat(width(column) + 2) : "-".repeat(width(column) + 1) + ":")
                .collect(Collectors.joining("|", "|", "|"));
    }

    private String pad(String cell, int column) {
        String blanks = " ".repeat(width(column) - cell.length());
        return column < TEXT_COLUMNS ? cell + blanks : blanks + cell;
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}

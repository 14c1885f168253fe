package com.tappostgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A text in Prometheus' exposition format, read as strictly as its own parser does; samples go by their name and labels. */
public final class Exposition {
    private final Map<Sample, Double> samples = new HashMap<>();
    private final Set<String> taps = new HashSet<>();
    private final Map<String, String> types = new HashMap<>();
    private final Set<String> described = new HashSet<>();
    private final Set<String> closed = new HashSet<>();
    private String family = "";
    private String line = "";
    private int at;

    /** A name, and the labels but that of the file, which all must have. */
    private record Sample(String name, Map<String, String> labels) {}

    private Exposition() {}

    public static Exposition read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Exposition parse(String text) {
        if (!text.endsWith("\n")) {
            throw new AssertionError("the last line has no line feed");
        }
        Exposition exposition = new Exposition();
        for (String each : text.substring(0, text.length() - 1).split("\n", -1)) {
            exposition.line = each;
            exposition.at = 0;
            if (each.startsWith("#")) {
                exposition.comment();
            } else {
                exposition.sample();
            }
        }
        return exposition;
    }

    private void comment() {
        String[] words = line.split(" ", 4);
        require(words.length == 4 && words[0].equals("#"), "no HELP and no TYPE");
        requireName(words[2]);
        switch (words[1]) {
            case "HELP" -> require(described.add(words[2]), "a second HELP");
            case "TYPE" -> {
                require(words[3].equals("counter") || words[3].equals("gauge"), "an unknown type");
                require(types.put(words[2], words[3]) == null, "a second TYPE");
            }
            default -> throw failure("no HELP and no TYPE");
        }
    }

    private void sample() {
        String name = word();
        requireName(name);
        if (!name.equals(family)) {
            closed.add(family);
            require(!closed.contains(name), "the lines of one metric do not stand together");
            family = name;
        }
        require(types.containsKey(name) && described.contains(name), "no TYPE or HELP before it");
        require(!types.get(name).equals("counter") || name.endsWith("_total"), "a counter without _total");
        Map<String, String> labels = new TreeMap<>();
        expect('{');
        while (line.charAt(at) != '}') {
            String label = word();
            expect('=');
            require(labels.put(label, quoted()) == null, "a label twice");
            if (line.charAt(at) == ',') {
                at++;
            }
        }
        expect('}');
        expect(' ');
        double value = Double.parseDouble(line.substring(at));
        require(!line.substring(at).contains(" ") && Double.isFinite(value), "no single number at its end");
        String tap = labels.remove("tap");
        taps.add(String.valueOf(tap));
        require(tap != null && taps.size() == 1, "another tap");
        require(samples.put(new Sample(name, labels), value) == null, "a sample twice");
    }

    private String word() {
        int start = at;
        while (at < line.length() && (Character.isLetterOrDigit(line.charAt(at)) || line.charAt(at) == '_')) {
            at++;
        }
        return line.substring(start, at);
    }

    private String quoted() {
        StringBuilder text = new StringBuilder();
        expect('"');
        while (line.charAt(at) != '"') {
            char letter = line.charAt(at++);
            if (letter == '\\') {
                letter = switch (line.charAt(at++)) {
                    case 'n' -> '\n';
                    case '\\' -> '\\';
                    case '"' -> '"';
                    default -> throw failure("an unknown escape");
                };
            }
            text.append(letter);
        }
        expect('"');
        return text.toString();
    }

    private void expect(char letter) {
        require(at < line.length() && line.charAt(at) == letter, "no " + letter + " at " + at);
        at++;
    }

    private void requireName(String name) {
        require(name.matches("[a-zA-Z_:][a-zA-Z0-9_:]*"), "no name of a metric");
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            throw failure(problem);
        }
    }

    private AssertionError failure(String problem) {
        return new AssertionError(problem + ": " + line);
    }

    /** A value without labels but that of the file; NaN where there is none. */
    public double value(String metric) {
        return find(metric, Map.of());
    }

    /** A value with one label more; NaN where there is none. */
    public double value(String metric, String label, String value) {
        return find(metric, Map.of(label, value));
    }

    private double find(String metric, Map<String, String> more) {
        return samples.getOrDefault(new Sample("tap_postgres_" + metric, more), Double.NaN);
    }
}

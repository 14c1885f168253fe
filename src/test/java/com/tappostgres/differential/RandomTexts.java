package com.tappostgres.differential;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Texts that are hard to escape, and what consists of texts. */
final class RandomTexts {
    private static final String[] TRICKY = {
        "\"",
        "\\",
        "\\\\",
        "'",
        "''",
        "\n",
        "\r\n",
        "\t",
        "\b",
        "\f",
        "\u000b",
        "\u0001",
        "\u001b",
        "\u001f",
        "\u007f",
        "\u0080",
        "\u00a0",
        "é",
        "漢",
        "😀",
        "\udbff\udfff",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\uffff",
        "\\N",
        "\\u0041",
        "\\.",
        "NULL",
        "null",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        ",",
        ";",
        ":",
        "=>",
        " ",
        "  ",
        "%s",
        "$1",
        "\\x00",
        "/",
        "<",
        "&amp;"
    };

    /** Pieces of the inside of a JSON string that both json and jsonb take. */
    private static final String[] JSON_PIECES = {
        "a",
        "B c",
        "é",
        "漢",
        "😀",
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r",
        "\\t",
        "\\u0041",
        "\\u00e9",
        "\\u2028",
        "\\ud83d\\ude00",
        "\\u0001",
        "\\u001F",
        "\u007f",
        "\u2028",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "//",
        "'",
        " ",
        "\\\\n"
    };

    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1",
        "10",
        "1.0",
        "-1.50",
        "0.000001",
        "1e5",
        "1E+5",
        "1e-7",
        "-0.10e5",
        "1E400",
        "9007199254740993",
        "-9223372036854775809",
        "12345678901234567890.12345678901234567890",
        "123456789012345678901234567890"
    };

    private RandomTexts() {}

    static Arbitrary<String> texts() {
        Arbitrary<String> codePoint = Arbitraries.integers()
                .between(1, 0x10ffff)
                .filter(RandomTexts::isNoSurrogate)
                .map(Character::toString);
        Arbitrary<String> tricky = Arbitraries.of(TRICKY);
        Arbitrary<String> word = Arbitraries.strings().alpha().numeric().ofMaxLength(20);
        Arbitrary<String> text = Arbitraries.oneOf(tricky, tricky, tricky, word, codePoint)
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
        Arbitrary<String> edge = Arbitraries.oneOf(Arbitraries.of("", " ", "NULL", "\\N", "\\u0041", "\\."), tricky);
        Arbitrary<String> huge = text.map(each -> (each + "x").repeat(300));
        return Arbitraries.frequencyOf(Tuple.of(30, text), Tuple.of(6, edge), Tuple.of(1, huge));
    }

    private static boolean isNoSurrogate(int codePoint) {
        return codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE;
    }

    /** Texts of at most so many characters, as a server counts them. */
    static Arbitrary<String> texts(int characters) {
        return texts().map(text -> text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters)));
    }

    /**
     * Texts of json: odd white space, keys that stand twice, every escape, lone surrogates and NUL. There are none of these
     * in keys, as Jackson, which compares, refuses to read lone surrogates there.
     */
    static Arbitrary<String> json() {
        return documents(Arbitraries.oneOf(
                Arbitraries.of(JSON_PIECES),
                Arbitraries.of(JSON_PIECES),
                Arbitraries.of("\\ud83d", "\\uDE00", "\\u0000")));
    }

    /** Texts that jsonb takes too. */
    static Arbitrary<String> jsonb() {
        return documents(Arbitraries.of(JSON_PIECES));
    }

    private static Arbitrary<String> documents(Arbitrary<String> pieces) {
        Arbitrary<String> string = strings(pieces);
        Arbitrary<String> scalar =
                Arbitraries.oneOf(string, string, Arbitraries.of(NUMBERS), Arbitraries.of("true", "false", "null"));
        Arbitrary<String> key = Arbitraries.oneOf(
                Arbitraries.of("\"\"", "\"a\"", "\"a\"", "\"b\""), strings(Arbitraries.of(JSON_PIECES)));
        Arbitrary<String> space = Arbitraries.of("", "", "", " ", "\n", "\t", "\r\n", "  \n ");
        return Arbitraries.recursive(
                () -> spaced(space, scalar),
                inner -> Arbitraries.oneOf(
                        spaced(
                                space,
                                Combinators.combine(space, inner.list().ofMaxSize(4))
                                        .as((blank, values) -> "[" + blank + String.join(",", values) + "]")),
                        spaced(
                                space,
                                Combinators.combine(
                                                space,
                                                member(space, key, inner).list().ofMaxSize(4))
                                        .as((blank, members) -> "{" + blank + String.join(",", members) + "}")),
                        spaced(space, scalar)),
                0,
                3);
    }

    private static Arbitrary<String> strings(Arbitrary<String> pieces) {
        return pieces.list().ofMaxSize(6).map(parts -> '"' + String.join("", parts) + '"');
    }

    private static Arbitrary<String> member(Arbitrary<String> space, Arbitrary<String> key, Arbitrary<String> value) {
        return Combinators.combine(space, key, space, value)
                .as((before, name, after, content) -> before + name + after + ":" + content);
    }

    private static Arbitrary<String> spaced(Arbitrary<String> space, Arbitrary<String> text) {
        return Combinators.combine(space, text, space).as((before, inner, after) -> before + inner + after);
    }

    static Arbitrary<String> hstores() {
        Arbitrary<String> quoted =
                texts(40).map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        return Combinators.combine(quoted, quoted.injectNull(0.2))
                .as((key, value) -> key + "=>" + value)
                .list()
                .ofMaxSize(5)
                .map(pairs -> String.join(", ", pairs));
    }

    static Arbitrary<String> tsvectors() {
        return Combinators.combine(lexemes(), Arbitraries.of("", "", ":1", ":3A,7", ":2B,16383C"))
                .as((lexeme, positions) -> lexeme + positions)
                .list()
                .ofMaxSize(5)
                .map(words -> String.join(" ", words));
    }

    static Arbitrary<String> tsqueries() {
        Arbitrary<String> word = Combinators.combine(
                        Arbitraries.of("", "!"), lexemes(), Arbitraries.of("", ":*", ":AB", ":*C"))
                .as((not, lexeme, weights) -> not + lexeme + weights);
        return Combinators.combine(word, Arbitraries.of(" & ", " | ", " & !"), word, word)
                .as((first, operator, second, third) -> first + operator + "(" + second + " | " + third + ")");
    }

    private static Arbitrary<String> lexemes() {
        return texts(10).map(text -> "'x" + text.replace("\\", "\\\\").replace("'", "''") + "'");
    }

    static Arbitrary<String> xml() {
        Arbitrary<String> content = Arbitraries.strings()
                .alpha()
                .withChars(" \n\t\"'é漢😀".toCharArray())
                .ofMaxLength(20);
        return Combinators.combine(
                        content.map(RandomTexts::withoutHalfPairs),
                        Arbitraries.of("", "<b/>", "<!-- \\ -->", "&amp;", "<![CDATA[\\]]>"))
                .as((text, more) -> "<a x=\"1 &lt; 2\">" + text + more + "</a>");
    }

    private static String withoutHalfPairs(String text) {
        return text.replaceAll("[\\ud800-\\udfff]", "😀");
    }
}

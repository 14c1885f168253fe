package com.tappostgres.differential;

import com.tappostgres.testing.PostgresVersion;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** The types that the subjects need in their database. */
final class SubjectTypes {
    private static final List<String> MOODS = List.of(
            "sad",
            "it's \"ok\"",
            "",
            "tab\tand\\",
            "a,b",
            "{x}",
            "(y)",
            "NULL",
            "null",
            "😀 漢",
            "line\nbreak",
            "x".repeat(63));

    private SubjectTypes() {}

    static Arbitrary<String> moods() {
        return Arbitraries.of(MOODS);
    }

    static String[] setUp(PostgresVersion version) {
        List<String> labels = MOODS.stream()
                .map(label -> "'" + label.replace("'", "''") + "'")
                .toList();
        List<String> sql = new ArrayList<>(List.of(
                "create extension hstore",
                "create extension citext",
                "create extension ltree",
                "create type mood as enum (" + String.join(", ", labels) + ")",
                "create type textrange as range (subtype = text, collation = \"C\")",
                "create type pair as (a integer, b text)",
                "create type single as (t text)",
                "create type shrunk as (a integer, b text, c integer, d text)",
                "alter type shrunk drop attribute b",
                "create type thing as (n integer, t text, p pair, f float8, m numeric, b bytea, d date, z timestamptz,"
                        + " j json, e mood, a integer[], w text[], q pair[], r int4range, h hstore, \"odd \"\"n'ame\" text)",
                "create type nothing as ()",
                "create type loose as (a integer[], b text[][], p pair[], d date[])",
                "create table rows_of (id bigint, gone text, \"Größe\" bit(1), s \"char\", t time, i inet)",
                "alter table rows_of drop column gone",
                "create domain positive as integer check (value > 0)",
                "create domain more_positive as positive check (value > 1)",
                "create domain blob as bytea",
                "create domain day as date",
                "create domain words as text[]",
                "create domain grid as numeric(10,2)[][]"));
        if (version.compareTo(PostgresVersion.V11) >= 0) {
            sql.add("create domain frame as box");
            sql.add("create domain sound_pair as pair check (coalesce(length((value).b), 0) < 1000000)");
        }
        return sql.toArray(String[]::new);
    }
}

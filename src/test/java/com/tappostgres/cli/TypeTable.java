package com.tappostgres.cli;

import com.tappostgres.testing.PostgresVersion;
import java.util.ArrayList;
import java.util.List;

/** A table of types, put together row by row. */
final class TypeTable {
    private final List<TypeCase> cases = new ArrayList<>();
    private String type = "";
    private PostgresVersion since = PostgresVersion.V9_3;

    /** The type of the values that follow. */
    TypeTable type(String sqlType) {
        return type(sqlType, PostgresVersion.V9_3);
    }

    TypeTable type(String sqlType, PostgresVersion firstServer) {
        type = sqlType;
        since = firstServer;
        return this;
    }

    TypeTable value(String text, String json) {
        cases.add(new TypeCase(type, text, json, since));
        return this;
    }

    /** A value that becomes a JSON string of the same letters. */
    TypeTable same(String text) {
        return value(text, '"' + text + '"');
    }

    /** A number that older servers print with other digits, or not at all. */
    TypeTable value(String text, String json, PostgresVersion firstServer) {
        cases.add(new TypeCase(type, text, json, firstServer));
        return this;
    }

    List<TypeCase> on(PostgresVersion version) {
        return cases.stream().filter(each -> each.runsOn(version)).toList();
    }
}

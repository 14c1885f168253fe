package com.tappostgres.cli;

import com.tappostgres.testing.PostgresVersion;
import java.util.ArrayList;
import java.util.List;

/** A table of types, put together row by row. */
final class TypeTable {
    private static final PostgresVersion OLDEST = PostgresVersion.V9_3;
    private static final PostgresVersion NEWEST = PostgresVersion.V18;

    private final List<TypeCase> cases = new ArrayList<>();
    private String type = "";
    private PostgresVersion since = OLDEST;

    /** The type of the values that follow. */
    TypeTable type(String sqlType) {
        return type(sqlType, OLDEST);
    }

    TypeTable type(String sqlType, PostgresVersion firstServer) {
        type = sqlType;
        since = firstServer;
        return this;
    }

    TypeTable value(String text, String json) {
        cases.add(new TypeCase(type, text, json, since, NEWEST));
        return this;
    }

    /** A value that becomes a JSON string of the same letters. */
    TypeTable same(String text) {
        return value(text, '"' + text + '"');
    }

    /** A number that older servers print with other digits, or not at all. */
    TypeTable value(String text, String json, PostgresVersion firstServer) {
        cases.add(new TypeCase(type, text, json, firstServer, NEWEST));
        return this;
    }

    /** A value that newer servers print otherwise, or do not know. */
    TypeTable old(String text, String json, PostgresVersion lastServer) {
        cases.add(new TypeCase(type, text, json, since, lastServer));
        return this;
    }

    TypeTable add(TypeTable other) {
        cases.addAll(other.cases);
        return this;
    }

    List<TypeCase> on(PostgresVersion version) {
        return cases.stream().filter(each -> each.runsOn(version)).toList();
    }
}

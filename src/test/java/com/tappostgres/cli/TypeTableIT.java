package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.EachVersion;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;

final class TypeTableIT {
    /** So many columns that their values fit into a page. */
    private static final int COLUMNS = 60;

    @EachVersion
    void readsEveryTypeThroughCopyAndCursor(PostgresVersion version) {
        List<TypeCase> cases = TypeCases.all().on(version);
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(TypeCases.SET_UP);
            for (int first = 0; first < cases.size(); first += COLUMNS) {
                createTable(database, cases.subList(first, Math.min(cases.size(), first + COLUMNS)), first / COLUMNS);
            }
            TestCatalog catalog = Tap.of(database).catalog().selectAll();

            TapRun copy = Tap.of(database).sync(catalog).assertSucceeded();
            SoftAssertions soft = new SoftAssertions();
            for (int i = 0; i < cases.size(); i++) {
                String stream = "public-t" + i / COLUMNS;
                soft.assertThat(rawValue(copy, stream, i % COLUMNS))
                        .as(cases.get(i).toString())
                        .isEqualTo(cases.get(i).json());
                soft.assertThat(copy.records(stream)
                                .get(1)
                                .get("c" + i % COLUMNS)
                                .isNull())
                        .as("NULL of " + cases.get(i).sqlType())
                        .isTrue();
            }
            soft.assertAll();
            SchemaCheck.check(copy);

            for (int itersize : new int[] {1, 20_000}) {
                Tap cursor = Tap.of(database).with("read_method", "cursor").with("itersize", itersize);
                assertThat(cursor.sync(catalog).assertSucceeded().normalised()).isEqualTo(copy.normalised());
            }
        }
    }

    /** One column a case; one row of the values and one of NULLs. */
    private static void createTable(TestDatabase database, List<TypeCase> cases, int number) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            columns.add("c" + i + " " + cases.get(i).sqlType());
        }
        String values = cases.stream().map(TypeCase::literal).collect(Collectors.joining(", "));
        database.execute(
                "create table t" + number + " (" + String.join(", ", columns) + ")",
                "insert into t" + number + " values (" + values + ")",
                "insert into t" + number + " default values");
    }

    /** What stands in the first record of a stream behind a column's name, letter for letter. */
    private static String rawValue(TapRun run, String stream, int column) {
        String start = "{\"type\":\"RECORD\",\"stream\":\"" + stream + "\"";
        String line = run.lines().stream()
                .filter(each -> each.startsWith(start))
                .findFirst()
                .orElseThrow();
        int from = line.indexOf("\"c" + column + "\":") + ("\"c" + column + "\":").length();
        int next = line.indexOf(",\"c" + (column + 1) + "\":");
        return line.substring(from, next >= 0 ? next : line.lastIndexOf("},\"version\":"));
    }

    @EachVersion
    void describesEveryType(PostgresVersion version) {
        List<TypeCase> types = TypeSchemas.all().on(version);
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(TypeCases.SET_UP);
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < types.size(); i++) {
                columns.add("c" + i + " " + types.get(i).sqlType());
            }
            database.execute("create table t (" + String.join(", ", columns) + ")");
            TestCatalog catalog = Tap.of(database).catalog().selectAll();
            JsonNode discovered = catalog.stream("public-t").at("/schema/properties");
            JsonNode sent = Tap.of(database)
                    .sync(catalog)
                    .assertSucceeded()
                    .schema("public-t")
                    .at("/schema/properties");

            SoftAssertions soft = new SoftAssertions();
            for (int i = 0; i < types.size(); i++) {
                TypeCase type = types.get(i);
                soft.assertThat(discovered.get("c" + i)).hasToString(type.json());
                soft.assertThat(catalog.column("public-t", "c" + i)
                                .get("sql-datatype")
                                .asText())
                        .isEqualTo(type.text());
            }
            soft.assertThat(sent).isEqualTo(discovered);
            soft.assertAll();
        }
    }
}

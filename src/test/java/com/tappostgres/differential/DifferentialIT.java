package com.tappostgres.differential;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random values of every type, read by COPY and by cursor, against what the server itself says of them. */
final class DifferentialIT {
    /** Run again with -Dtap.differential.seed=N what failed with the seed N; any other number makes other values. */
    private static final long SEED = Long.getLong("tap.differential.seed", 20240131L);

    private static final int MUTATED_VALUES = 10;

    private static final Pattern RECORD = Pattern.compile(
            "\\{\"type\":\"RECORD\",\"stream\":\"public-(t\\d+)\",\"record\":\\{\"id\":(-?\\d+),\"x\":(.*)},\"version\":[^}]*}",
            Pattern.DOTALL);

    /** The oldest, a middle and the newest server, or all. */
    static List<PostgresVersion> versions() {
        List<PostgresVersion> all = List.of(PostgresVersion.values());
        return PostgresVersion.tested().equals(all)
                ? all
                : List.of(PostgresVersion.V9_3, PostgresVersion.V12, PostgresVersion.V18);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void agreesWithTheServer(PostgresVersion version) throws SQLException {
        List<Subject> subjects = Subjects.on(version);
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            database.execute(SubjectTypes.setUp(version));
            List<Map<Integer, @Nullable String>> expected;
            try (Connection connection = database.connect()) {
                SubjectTables tables = new SubjectTables(connection, subjects);
                tables.fill(SEED);
                expected = tables.expected();
            }
            TestCatalog catalog = Tap.of(database).catalog().selectAll();
            TapRun copy = Tap.of(database).sync(catalog).assertSucceeded();
            TapRun cursor = Tap.of(database)
                    .with("read_method", "cursor")
                    .with("itersize", 97)
                    .sync(catalog)
                    .assertSucceeded();
            SchemaCheck.check(copy);
            compare(version, subjects, expected, values(copy), values(cursor));
        }
    }

    private static void compare(
            PostgresVersion version,
            List<Subject> subjects,
            List<Map<Integer, @Nullable String>> expected,
            Map<String, Map<Integer, String>> copy,
            Map<String, Map<Integer, String>> cursor) {
        List<String> problems = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            Comparison byCopy = Comparison.of(expected.get(i), copy.getOrDefault("t" + i, Map.of()));
            Comparison byCursor = Comparison.of(expected.get(i), cursor.getOrDefault("t" + i, Map.of()));
            System.out.println("PostgreSQL " + version + ", " + subject.name() + ": " + byCopy.values()
                    + " values compared by COPY, " + byCursor.values() + " by cursor");
            byCopy.differences().stream().limit(3).forEach(each -> problems.add(subject.name() + " by COPY, " + each));
            byCursor.differences().stream()
                    .limit(3)
                    .forEach(each -> problems.add(subject.name() + " by cursor, " + each));
            if (byCopy.values() == 0 || byCursor.values() == 0) {
                problems.add(subject.name() + ": nothing was compared");
            }
            if (!noticesMutations(expected.get(i), copy.getOrDefault("t" + i, Map.of()))) {
                problems.add(subject.name() + ": a wrong value would not be noticed");
            }
            total += byCopy.values() + byCursor.values();
        }
        System.out.println(
                "PostgreSQL " + version + ": " + total + " comparisons of " + subjects.size() + " types, seed " + SEED);
        assertThat(problems)
                .as("PostgreSQL " + version + ", -Dtap.differential.seed=" + SEED)
                .isEmpty();
    }

    /** Whether wrong expectations of the first values would be found. */
    private static boolean noticesMutations(Map<Integer, @Nullable String> expected, Map<Integer, String> actual) {
        List<Map.Entry<Integer, @Nullable String>> values = expected.entrySet().stream()
                .filter(row -> row.getValue() != null && !row.getValue().equals("null"))
                .limit(MUTATED_VALUES)
                .toList();
        return !values.isEmpty()
                && values.stream()
                        .allMatch(row -> Mutations.of(String.valueOf(row.getValue())).stream()
                                .noneMatch(wrong -> agree(row.getKey(), wrong, actual)));
    }

    private static boolean agree(int id, String server, Map<Integer, String> actual) {
        return Comparison.of(Map.of(id, server), Map.of(id, actual.getOrDefault(id, "")))
                .differences()
                .isEmpty();
    }

    /** What stands in the records of each table behind "x", letter for letter, by "id". */
    private static Map<String, Map<Integer, String>> values(TapRun run) {
        Map<String, Map<Integer, String>> values = new HashMap<>();
        for (String line : run.lines()) {
            Matcher record = RECORD.matcher(line);
            if (record.matches()) {
                Map<Integer, String> table = values.computeIfAbsent(record.group(1), name -> new TreeMap<>());
                String twice = table.put(Integer.valueOf(record.group(2)), record.group(3));
                assertThat(twice).as(line).isNull();
            }
        }
        return values;
    }
}

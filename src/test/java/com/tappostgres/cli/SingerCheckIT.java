package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The format's own checker, singer-check-tap, on values of every type. */
final class SingerCheckIT {
    private static final int LEAST_CASES = 300;

    /**
     * The checker counts seconds as a float, and so takes the last microsecond of 9999 for the year 10000; and it knows no
     * fractions of a second in a time, which loaders do.
     */
    private static final Pattern IS_BEYOND_THE_CHECKER =
            Pattern.compile("9999-12-31T23:59:59\\.9|\"\\d\\d:\\d\\d:\\d\\d\\.\\d+\"");

    @TempDir
    private Path folder;

    private static Path checker() {
        Path program = Path.of(System.getProperty("tap.singer.check", "target/singer-tools/bin/singer-check-tap"))
                .toAbsolutePath();
        Assumptions.assumeTrue(
                Files.isExecutable(program),
                "singer-check-tap of PyPI is not there: python3 -m venv target/singer-tools &&"
                        + " target/singer-tools/bin/pip install singer-tools==0.4.1");
        return program;
    }

    private TapRun check(Path checker, String messages) throws Exception {
        Path file = Files.writeString(folder.resolve("messages.jsonl"), messages);
        return new TapProcess(folder).run("sh", "-c", "'" + checker + "' < '" + file + "'");
    }

    @Test
    void findsNothingInTheValuesOfAllTypes() throws Exception {
        Path checker = checker();
        List<TypeCase> cases = TypeCases.all().on(PostgresVersion.V18).stream()
                .filter(each -> !IS_BEYOND_THE_CHECKER.matcher(each.json()).find())
                .toList();
        assertThat(cases).hasSizeGreaterThan(LEAST_CASES);
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(TypeCases.SET_UP);
            List<String> statements = new ArrayList<>();
            for (int i = 0; i < cases.size(); i++) {
                TypeCase each = cases.get(i);
                statements.add(
                        "create table t" + i + " (id integer primary key, at timestamptz, v " + each.sqlType() + ")");
                statements.add("insert into t" + i + " values (1, now(), " + each.literal() + "), (2, now(), null)");
            }
            database.execute(statements.toArray(String[]::new));
            TestCatalog catalog = Tap.of(database).catalog().selectAll().incremental("public-t0", "at");
            TapRun run = Tap.of(database).sync(catalog).assertSucceeded();
            TapRun checked = check(checker, run.text());
            assertThat(checked.exitCode()).as(checked.text() + checked.log()).isZero();

            String broken = run.text().replaceFirst("\"record\":\\{\"id\":1,", "\"record\":{\"id\":\"one\",");
            assertThat(check(checker, broken).exitCode()).isNotZero();
        }
    }
}

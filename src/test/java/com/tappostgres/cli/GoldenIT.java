package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.SchemaCheck;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole-program behaviour, letter for letter; {@code -Dgolden.update=true} writes down what the program does now. */
final class GoldenIT {
    private static final Path FOLDER = Path.of("src", "test", "golden");
    private static final int LEAST_CASES = 12;

    private static TestDatabase newest;
    private static TestDatabase oldest;

    @BeforeAll
    static void createDatabases() {
        newest = createDatabase(PostgresVersion.V18);
        oldest = createDatabase(PostgresVersion.V9_3);
    }

    private static TestDatabase createDatabase(PostgresVersion version) {
        return PostgresServer.shared(version).createDatabase(GoldenCase.DATABASE, "encoding 'UTF8'");
    }

    @AfterAll
    static void dropDatabases() {
        newest.close();
        oldest.close();
    }

    static List<GoldenCase> cases() throws IOException {
        try (Stream<Path> folders = Files.list(FOLDER)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(GoldenCase::new)
                    .toList();
        }
    }

    static List<GoldenCase> casesOfOldServers() throws IOException {
        return cases().stream().filter(GoldenCase::runsOnOldServers).toList();
    }

    @Test
    void hasItsCases() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(LEAST_CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void printsWhatIsExpected(GoldenCase golden) throws IOException {
        TapRun run = golden.run(newest);
        if (isUpdate()) {
            golden.write("expected.jsonl", GoldenCase.output(run));
            golden.write("expected.err", GoldenCase.errors(run));
        }
        check(golden, run);
    }

    @ParameterizedTest
    @MethodSource("casesOfOldServers")
    void printsTheSameWithTheOldestServer(GoldenCase golden) throws IOException {
        assumeFalse(isUpdate(), "the newest server says what is expected");
        check(golden, golden.run(oldest));
    }

    private static void check(GoldenCase golden, TapRun run) throws IOException {
        assertThat(GoldenCase.errors(run)).isEqualTo(golden.read("expected.err"));
        assertThat(GoldenCase.output(run)).isEqualTo(golden.read("expected.jsonl"));
        if (Files.exists(golden.folder().resolve("catalog.json"))) {
            SchemaCheck.check(run);
        }
    }

    private static boolean isUpdate() {
        return Boolean.getBoolean("golden.update");
    }
}

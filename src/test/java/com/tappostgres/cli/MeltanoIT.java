package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example project of Meltano, run by Meltano itself. */
final class MeltanoIT {
    private static final Path SINGER = Path.of("target", "singer", "bin").toAbsolutePath();

    @TempDir
    private Path folder;

    private static Path meltano() {
        Path program = Path.of(System.getProperty("tap.meltano", "target/meltano/bin/meltano"))
                .toAbsolutePath();
        Assumptions.assumeTrue(
                Files.isExecutable(program) && Files.isExecutable(SINGER.resolve("target-jsonl")),
                "Meltano of PyPI is not there: python3 -m venv target/meltano && target/meltano/bin/pip install meltano");
        return program;
    }

    @Test
    void runsAndGoesOn() throws Exception {
        Path meltano = meltano();
        try (TestDatabase database = PostgresServer.shared(PostgresVersion.V18).createDatabase()) {
            database.execute(
                    "create table customers (id integer primary key, name text, notes text)",
                    "insert into customers values (1, 'Ada', 'hidden')",
                    "create table orders (id integer primary key, updated_at timestamptz not null)",
                    "insert into orders values (1, '2025-01-01Z'), (2, '2025-01-02Z')",
                    "create table other (id integer)");
            // The target is installed already, beside the tap.
            String project = Files.readString(Path.of("examples", "meltano", "meltano.yml"))
                    .replace("    pip_url: target-jsonl==0.1.4\n", "    executable: target-jsonl\n");
            Files.writeString(folder.resolve("meltano.yml"), project);
            Files.createDirectory(folder.resolve("output"));

            run(meltano, database);
            assertThat(loaded("public-customers")).containsExactly(Json.parse("{\"id\": 1, \"name\": \"Ada\"}"));
            assertThat(loaded("public-orders")).hasSize(2);
            assertThat(folder.resolve("output/public-other.jsonl")).doesNotExist();

            database.execute("insert into orders values (3, '2025-01-03Z')");
            run(meltano, database);
            assertThat(loaded("public-orders").stream().map(row -> row.get("id").asInt()))
                    .containsExactly(1, 2, 2, 3);
        }
    }

    private List<JsonNode> loaded(String stream) throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("output/" + stream + ".jsonl"))) {
            rows.add(Json.parse(line));
        }
        return rows;
    }

    private void run(Path meltano, TestDatabase database) throws Exception {
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(meltano.toString(), "run", "tap-postgres", "target-jsonl")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", TapProcess.executable().getParent() + ":" + SINGER + ":" + System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("MELTANO_SEND_ANONYMOUS_USAGE_STATS", "false");
        environment.put("TAP_POSTGRES_HOST", database.host());
        environment.put("TAP_POSTGRES_PORT", Integer.toString(database.port()));
        environment.put("TAP_POSTGRES_USER", database.user());
        environment.put("TAP_POSTGRES_PASSWORD", database.password());
        environment.put("TAP_POSTGRES_DBNAME", database.name());
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }
}

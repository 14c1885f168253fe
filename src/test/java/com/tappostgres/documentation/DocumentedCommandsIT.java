package com.tappostgres.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.singer.CatalogFile;
import com.tappostgres.singer.EditableStream;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every command that the pages show, against the database of which they speak; what they print is what is shown. */
final class DocumentedCommandsIT {
    private static final Set<String> SHELL = Set.of("sh", "bash", "console");

    /** Stores nothing and confirms all. */
    private static final String LOADER = "#!/bin/sh\nsed -n 's/^{\"type\":\"STATE\",\"value\":\\(.*\\)}$/\\1/p'\n";

    @TempDir
    private Path folder;

    private TestDatabase database;

    static Stream<Page> pages() {
        return Page.all().stream().filter(page -> page.blocks().stream().anyMatch(DocumentedCommandsIT::isRun));
    }

    private static boolean isRun(Page.Block block) {
        return SHELL.contains(block.language()) && block.notRun().isEmpty();
    }

    @BeforeEach
    void prepare() throws Exception {
        PostgresServer server = PostgresServer.shared(PostgresVersion.V18);
        database = server.createDatabase("shop", "");
        database.execute(
                "create role tap login password 'change-me'",
                "create table customers (id integer primary key, name text not null, email text, notes text)",
                "insert into customers values (1, 'Ada Lovelace', 'ada@example.com', null),"
                        + " (2, 'Alan Turing', 'alan@example.com', 'prefers post')",
                "create table orders (id integer primary key, customer_id integer references customers, total numeric(10,2),"
                        + " updated_at timestamptz not null default now())",
                "create index on orders (updated_at)",
                "insert into orders values (1, 1, 12.50, '2025-01-01 10:00Z'), (2, 1, 8, '2025-01-02 11:00Z'),"
                        + " (3, 2, 4.50, '2025-02-01 03:00Z')",
                "create view sales as select customer_id, sum(total) as total from orders group by 1",
                "analyze",
                "grant select on all tables in schema public to tap");
        Path bin = Files.createDirectory(folder.resolve("bin"));
        program(bin.resolve("tap-postgres"), "#!/bin/sh\nexec '" + TapProcess.executable() + "' \"$@\"\n");
        program(bin.resolve("LOADER"), LOADER);
        program(bin.resolve("target-jsonl"), LOADER);
        Files.writeString(folder.resolve("state.json"), "{}");
        config("config.json", "tap", "change-me");
        config("admin.json", database.user(), database.password());
        assertThat(bash("tap-postgres --config config.json --discover > catalog.json", folder.resolve("prepared")))
                .isZero();
        CatalogFile catalog = CatalogFile.read(folder.resolve("catalog.json"));
        for (EditableStream stream : catalog.streams()) {
            stream.select(Set.of("customers", "orders")
                    .contains(stream.stream().tableName().orElseThrow()));
        }
        catalog.write();
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void config(String name, String user, String password) throws IOException {
        ObjectNode config = Json.NODES
                .objectNode()
                .put("host", "localhost")
                .put("port", database.port())
                .put("user", user)
                .put("password", password)
                .put("dbname", "shop");
        Path file = Files.write(folder.resolve(name), Json.print(config));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void drop() {
        database.execute("drop owned by tap");
        database.close();
        PostgresServer.shared(PostgresVersion.V18).execute("drop role tap");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void work(Page page) throws Exception {
        for (Page.Block block : page.blocks()) {
            if (block.language().equals(Page.Block.HIDDEN_SQL)) {
                database.execute(block.text());
            } else if (isRun(block)) {
                run(block);
            }
        }
    }

    /** The picture of a session: each of its lines is an element of text. */
    @Test
    void theRecordedSessionIsWhatComes() throws Exception {
        String session = Pattern.compile("<text[^>]*>(.*?)</text>")
                .matcher(Files.readString(Path.of("docs", "session.svg")))
                .results()
                .map(line ->
                        line.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
                .collect(Collectors.joining("\n"));
        assertThat(ConsoleSession.of(session).steps()).hasSizeGreaterThan(3);
        run(new Page.Block("console", session, Optional.empty()));
    }

    private void run(Page.Block block) throws Exception {
        Path output = folder.resolve("output");
        if (!block.language().equals("console")) {
            int exitCode = bash("set -eu\n" + block.text(), output);
            assertThat(exitCode).as(block.text() + Files.readString(output)).isZero();
            return;
        }
        for (ConsoleSession.Step step : ConsoleSession.of(block.text()).steps()) {
            int exitCode = bash(step.command(), output);
            List<String> came = Files.readAllLines(output);
            assertThat(exitCode)
                    .as(step.command() + "\n" + String.join("\n", came))
                    .isEqualTo(step.exitCode());
            assertThat(ShownOutput.firstMissing(step.output(), came))
                    .as(step.command() + "\n" + String.join("\n", came))
                    .isEmpty();
        }
    }

    private int bash(String command, Path output) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-o", "pipefail", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
        environment.put("HOME", folder.toString());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("LANG", "C.UTF-8");
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end");
        }
        return process.exitValue();
    }
}

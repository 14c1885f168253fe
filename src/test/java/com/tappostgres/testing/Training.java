package com.tappostgres.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lets an executable do what it is for, on a server with TLS, and notes the classes that this takes: Training EXECUTABLE LIST. */
final class Training {
    private final String executable;
    private final Path folder;
    private final Set<String> classes = new LinkedHashSet<>();
    private int runs;

    private Training(String executable, Path folder) {
        this.executable = executable;
        this.folder = folder;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("tap-postgres-training-");
        try {
            Training training = new Training(args[0], folder);
            training.train();
            Files.write(Path.of(args[1]), training.classes);
        } finally {
            PostgresBinaries.delete(folder);
        }
    }

    private void train() throws IOException {
        TestCertificates root = TestCertificates.authority("root");
        CertificateRequest request = new CertificateRequest("server").name("localhost");
        Map<String, String> settings = root.serverSettings(folder, root.issue(request));
        try (PostgresServer server = PostgresServer.start(PostgresVersion.V18, settings)) {
            TestDatabase database = server.createDatabase();
            database.execute(
                    "create table items (id integer primary key, name varchar(20) not null, price numeric(10, 2), weight float8,"
                            + " fresh boolean, day date, at timestamptz, tags text[], document jsonb, picture bytea, key uuid)",
                    "insert into items select i, 'é' || i, i / 3.0, i, true, 'today', 'now', '{a,\"b c\"}', '{\"a\": [1]}',"
                            + " '\\x00ff', '00000000-0000-0000-0000-000000000000' from generate_series(1, 100) i",
                    "create table orders (id bigint primary key, updated_at timestamp not null)",
                    "insert into orders select i, 'now' from generate_series(1, 100) i");
            String config = Tap.write(
                    folder,
                    "config.json",
                    Tap.of(database)
                            .with("host", "localhost")
                            .with("sslrootcert", TestCertificates.pem(root.certificate()))
                            .config());
            runWith(config);
        }
    }

    private void runWith(String config) throws IOException {
        TestCatalog catalog = TestCatalog.parse(
                run("--config", config, "--discover").assertSucceeded().text());
        catalog.fullTable("public-items").incremental("public-orders", "updated_at");
        String streams = Tap.write(folder, "catalog.json", catalog.json());
        String state = folder.resolve("state.json").toString();
        run("--config", config, "--catalog", streams, "--state", state, "--save-state")
                .assertSucceeded();
        run("--config", config, "--catalog", streams, "--state", state, "--save-state")
                .assertSucceeded();
        run("check", "--config", config, "--catalog", streams);
        run("--help").assertSucceeded();
    }

    private TapRun run(String... arguments) throws IOException {
        runs++;
        Path list = folder.resolve("classes-" + runs);
        List<String> words = new ArrayList<>(List.of(executable));
        words.addAll(List.of(arguments));
        TapRun run = new TapProcess(folder)
                .with("TAP_POSTGRES_JAVA_OPTS", "-XX:DumpLoadedClassList=" + list)
                .run(words.toArray(String[]::new));
        Files.readAllLines(list).stream()
                .filter(line -> !line.contains(" source: "))
                .map(Training::withoutNumber)
                .forEach(classes::add);
        return run;
    }

    /** From 19 on Java numbers the classes of a run, and the same number must not stand for two of them. */
    private static String withoutNumber(String line) {
        return line.startsWith("@") ? line : line.replaceFirst(" id: .*", "");
    }
}

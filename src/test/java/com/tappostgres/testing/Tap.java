package com.tappostgres.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.cli.Main;
import com.tappostgres.json.Json;
import com.tappostgres.sync.Stop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The program as a user runs it, in this JVM: files in, bytes and an exit code out. Changing a setting makes a new one. */
public final class Tap {
    private final ObjectNode config;
    private final Map<String, String> environment;

    private Tap(ObjectNode config, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    /** A tap that reads one database as the superuser. */
    public static Tap of(TestDatabase database) {
        ObjectNode config = Json.NODES
                .objectNode()
                .put("host", database.host())
                .put("port", database.port())
                .put("user", database.user())
                .put("password", database.password())
                .put("dbname", database.name())
                .put("filter_dbs", database.name());
        return new Tap(config, Map.of());
    }

    /** A tap that knows nothing but its environment; for {@link #runHere}. */
    public static Tap withoutConfig(Map<String, String> environment) {
        return new Tap(Json.NODES.objectNode(), environment);
    }

    public Tap with(String key, String value) {
        return with(key, Json.NODES.textNode(value));
    }

    public Tap with(String key, int value) {
        return with(key, Json.NODES.numberNode(value));
    }

    public Tap with(String key, JsonNode value) {
        ObjectNode changed = config.deepCopy();
        changed.set(key, value);
        return new Tap(changed, environment);
    }

    public Tap without(String key) {
        ObjectNode changed = config.deepCopy();
        changed.remove(key);
        return new Tap(changed, environment);
    }

    public Tap as(String role, String password) {
        return with("user", role).with("password", password);
    }

    public Tap withEnvironment(Map<String, String> variables) {
        return new Tap(config, variables);
    }

    public ObjectNode config() {
        return config.deepCopy();
    }

    public TapRun discover() {
        return inFolder(folder -> runHere("--config", write(folder, "config.json", config), "--discover"));
    }

    /** The catalog of a discovery that must succeed. */
    public TestCatalog catalog() {
        TapRun run = discover();
        if (run.exitCode() != 0) {
            throw new AssertionError("discovery failed:\n" + run.log());
        }
        return TestCatalog.parse(run.text());
    }

    /** A sync without a state. */
    public TapRun sync(TestCatalog catalog) {
        return sync(catalog, null);
    }

    /** A sync that goes on from the value of a STATE message, or from nowhere where that is null. */
    public TapRun sync(TestCatalog catalog, JsonNode state) {
        return sync(catalog, state, new ByteArrayOutputStream());
    }

    /** A sync whose standard output is {@code out}; the run holds it only where it is a ByteArrayOutputStream. */
    public TapRun sync(TestCatalog catalog, JsonNode state, OutputStream out) {
        return inFolder(folder -> {
            List<String> args = new ArrayList<>(List.of(
                    "--config", write(folder, "config.json", config),
                    "--catalog", write(folder, "catalog.json", catalog.json())));
            if (state != null) {
                args.addAll(List.of("--state", write(folder, "state.json", state)));
            }
            return run(out, environment, args.toArray(String[]::new));
        });
    }

    /** The command {@code check}; the catalog may be left out as null. */
    public TapRun check(TestCatalog catalog, String... more) {
        return inFolder(folder -> {
            List<String> args = new ArrayList<>(List.of("check", "--config", write(folder, "config.json", config)));
            if (catalog != null) {
                args.addAll(List.of("--catalog", write(folder, "catalog.json", catalog.json())));
            }
            args.addAll(List.of(more));
            return runHere(args.toArray(String[]::new));
        });
    }

    /** Runs the program with this environment and these arguments, none of them added. */
    public TapRun runHere(String... args) {
        return run(new ByteArrayOutputStream(), environment, args);
    }

    /** Runs the program without any environment. */
    public static TapRun run(String... args) {
        return run(new ByteArrayOutputStream(), Map.of(), args);
    }

    private static TapRun run(OutputStream out, Map<String, String> environment, String... args) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(log, true, StandardCharsets.UTF_8);
        int exitCode;
        // The log goes to whatever System.err is at that moment; see log.StandardError.
        Runnable restore = LogsByThread.redirect(err);
        try {
            exitCode = Main.run(args, withoutRetries(environment), out, err, new Stop());
        } finally {
            restore.run();
        }
        byte[] bytes = out instanceof ByteArrayOutputStream buffer ? buffer.toByteArray() : new byte[0];
        // The SSH server of the tests runs in this JVM, and warns of sessions that it hangs up.
        String lines = log.toString(StandardCharsets.UTF_8)
                .replaceAll("(?m)^WARN [^\\n]*(?:Nio2Session|ServerSessionImpl|TcpipServerChannel)[^\\n]*\\n", "");
        return new TapRun(exitCode, bytes, lines);
    }

    /** A server that a test takes away does not come back; a config file of its own may say something else. */
    private static Map<String, String> withoutRetries(Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.putIfAbsent("TAP_POSTGRES_RETRY_MAX_SECONDS", "0");
        return variables;
    }

    /** What is done with a folder that exists only meanwhile. */
    @FunctionalInterface
    public interface FolderUse<T> {
        T in(Path folder) throws IOException;
    }

    public static <T> T inFolder(FolderUse<T> use) {
        try {
            Path folder = Files.createTempDirectory("tap-postgres-test-");
            try {
                return use.in(folder);
            } finally {
                PostgresBinaries.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file and gives its path as an argument. */
    public static String write(Path folder, String name, JsonNode content) throws IOException {
        Path file = Files.write(folder.resolve(name), Json.print(content));
        // Of what others may read and holds a password, the tap warns.
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
                .toString();
    }
}

package com.tappostgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL postmaster that lives no longer than the JVM that started it. */
final class ServerProcess {
    /**
     * Runs the server until its standard input ends, which happens when the server is closed and also when the JVM is killed with -9;
     * then stops it and removes its folder. It ignores what Ctrl-C sends to the whole process group, to be there for the cleaning.
     * The signals are repeated since a server that has not got to its own handlers yet ignores them. SIGQUIT ends PostgreSQL
     * and new PgBouncers at once; old ones, up to 1.22, know only SIGTERM.
     */
    private static final String GUARD = """
            trap '' HUP INT TERM
            folder=$1
            shift
            exec 3<&0
            "$@" </dev/null >"$folder/server.log" 2>&1 3<&- &
            server=$!
            {
              read -r _ <&3
              while kill -QUIT $server; do sleep 0.2; kill -TERM $server; done
            } >/dev/null 2>&1 &
            stopper=$!
            wait $server
            kill -KILL $stopper 2>/dev/null
            tail -n 50 "$folder/server.log"
            rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }
            """;

    /** Copying an initialised data folder takes a tenth of the time of initdb. */
    private static final String SERVER = """
            cp -R "$2" "$1/data" &&
            cat "$1/settings" >>"$1/data/postgresql.conf" &&
            if [ "$4" = standby ]; then : >"$1/data/standby.signal"; fi &&
            exec "$3" -D "$1/data"
            """;

    private static final List<String> UNPRIVILEGED = unprivileged();

    private final Process guard;
    private final Path log;

    private ServerProcess(Process guard, Path log) {
        this.guard = guard;
        this.log = log;
    }

    /**
     * Starts a server in a folder of its own, which goes when the server does.
     *
     * @param settings end its postgresql.conf
     * @param role "primary" or "standby" (PostgreSQL 12 and newer)
     */
    static ServerProcess start(PostgresBinaries binaries, String settings, String role) {
        try {
            Path folder = Files.createTempDirectory("tap-postgres-server-");
            Files.writeString(folder.resolve("settings"), settings);
            List<String> words = new ArrayList<>(List.of("sh", "-c", GUARD, "guard", folder.toString()));
            words.addAll(UNPRIVILEGED);
            words.addAll(List.of("sh", "-c", SERVER, "server", folder.toString()));
            words.addAll(List.of(binaries.template(), binaries.program("postgres"), role));
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            ServerProcess server = new ServerProcess(builder.start(), folder.resolve("server.log"));
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop PostgreSQL"));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a program of another sort, in a folder of its own that goes when it does.
     *
     * @param files what lies in the folder: names and contents
     * @param script what sh runs there; it ends with the exec of the program
     */
    static ServerProcess start(Map<String, String> files, String script) {
        try {
            Path folder = Files.createTempDirectory("tap-postgres-server-");
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
            List<String> words = new ArrayList<>(List.of("sh", "-c", GUARD, "guard", folder.toString()));
            words.addAll(UNPRIVILEGED);
            words.addAll(List.of("sh", "-c", "cd \"$1\" && " + script, "server", folder.toString()));
            ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            ServerProcess server = new ServerProcess(builder.start(), folder.resolve("server.log"));
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop " + folder));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return guard.isAlive();
    }

    /** What the server wrote so far; the last lines of it once the server has ended. */
    String log() {
        try {
            return isAlive()
                    ? Files.readString(log)
                    : new String(guard.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    void stop() {
        try {
            guard.getOutputStream().close();
            if (!guard.waitFor(30, TimeUnit.SECONDS)) {
                guard.descendants().forEach(ProcessHandle::destroyForcibly);
                guard.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a program of the server to its end, as the user that the server runs as. */
    static void run(String... command) {
        List<String> words = new ArrayList<>(UNPRIVILEGED);
        words.addAll(Arrays.asList(command));
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", words) + " failed:\n" + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * PostgreSQL refuses to run as root. A user namespace of its own makes root somebody else with the same files; containers that
     * forbid namespaces let root become nobody, who keeps the right to enter root's folders.
     */
    private static List<String> unprivileged() {
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                return List.of();
            }
            List<String> namespace = List.of("unshare", "-U");
            List<String> probe = new ArrayList<>(namespace);
            probe.add("true");
            Process process =
                    new ProcessBuilder(probe).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            if (process.waitFor() == 0) {
                return namespace;
            }
            String nobody = "65534";
            // The last option lets access(2), with which initdb looks for its programs, count the kept right too.
            return List.of(
                    "setpriv",
                    "--reuid=" + nobody,
                    "--regid=" + nobody,
                    "--clear-groups",
                    "--inh-caps=+dac_override",
                    "--ambient-caps=+dac_override",
                    "--securebits=+no_setuid_fixup");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

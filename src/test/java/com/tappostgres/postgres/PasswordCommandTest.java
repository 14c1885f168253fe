package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.Background;
import com.tappostgres.testing.CapturedLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts /bin/sh; a password in these commands is always "s3cret", which no message may hold. */
@Timeout(60)
final class PasswordCommandTest {
    private static final Endpoint SERVER = new Endpoint("db.example", Optional.of("10.0.0.1"), 6432);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private static String run(String command) {
        return run(command, LONG);
    }

    private static String run(String command, Duration timeout) {
        try (CapturedLog log = CapturedLog.start()) {
            String password = PasswordCommand.run(command, timeout, SERVER, "shop", "reader");
            assertThat(log.text()).isEmpty();
            return password;
        }
    }

    private static TapException failure(String command) {
        return failure(command, LONG);
    }

    private static TapException failure(String command, Duration timeout) {
        TapException e = catchThrowableOfType(TapException.class, () -> run(command, timeout));
        assertThat(e).as(command).isNotNull();
        assertThat(e.kind()).isEqualTo(ErrorKind.CONNECTION);
        assertThat(e.getMessage()).doesNotContain("\n", "\r");
        StringWriter all = new StringWriter();
        e.printStackTrace(new PrintWriter(all));
        assertThat(all + "" + e.hint()).doesNotContain("s3cret");
        return e;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "echo s3cret|s3cret",
                "printf s3cret|s3cret",
                "printf 's3cret\\r\\n'|s3cret",
                "printf ' s3 cret '| s3 cret ",
                "echo pässwörd|pässwörd",
                "echo noise >&2; echo s3cret|s3cret",
                "sleep 0.1; printf s3; sleep 0.1; echo cret|s3cret",
            })
    void takesWhatTheCommandPrints(String command, String password) {
        assertThat(run(command)).isEqualTo(password);
    }

    @Test
    void takesALongToken() {
        assertThat(run("echo s3cret | cat")).isEqualTo("s3cret");
        assertThat(run("head -c 60000 /dev/zero | tr '\\0' x")).isEqualTo("x".repeat(60_000));
    }

    @Test
    void tellsTheCommandWhereThePasswordGoes() {
        assertThat(run("echo \"$PGUSER@$PGHOST:$PGPORT/$PGDATABASE\"")).isEqualTo("reader@db.example:6432/shop");
        assertThat(run("echo \"$PATH\"")).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void takesNamesAsTheyAre() {
        Endpoint socket = new Endpoint("/tmp/a b", Optional.empty(), 5432);

        assertThat(PasswordCommand.run("echo \"$PGHOST $PGUSER\"", LONG, socket, "d", "$(id) \"'"))
                .isEqualTo("/tmp/a b $(id) \"'");
    }

    @Test
    void givesTheCommandNothingToRead() {
        assertThat(run("cat; read answer; echo \"got $?\"")).isEqualTo("got 1");
    }

    @Test
    void doesNotWaitForWhatStaysInTheBackground() {
        long start = System.nanoTime();

        assertThat(run("sleep 20 & echo s3cret")).isEqualTo("s3cret");

        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void doesNotHangOnManyComplaints() {
        assertThat(run("head -c 3000000 /dev/zero >&2; echo s3cret")).isEqualTo("s3cret");
    }

    /** What it prints just before it ends is read whole. */
    @Test
    void losesNothing() {
        for (int i = 0; i < 100; i++) {
            assertThat(run("printf %08000d " + i)).hasSize(8000).endsWith(String.valueOf(i));
        }
    }

    @Test
    void showsWhatAFailedCommandComplainsOf() {
        TapException e = failure("echo s3cret; echo '  token expired ' >&2; echo 'log in again' >&2; exit 3");

        assertThat(e).hasMessage("the \"password_command\" failed with exit code 3: token expired; log in again");
        assertThat(e.hint()).contains("Run \"password_command\" in a shell", "in one line");
    }

    @Test
    void failsWithoutAComplaint() {
        assertThat(failure("exit 1")).hasMessage("the \"password_command\" failed with exit code 1");
        assertThat(failure("echo s3cret; exit 1")).hasMessage("the \"password_command\" failed with exit code 1");
        assertThat(failure("kill -9 $$")).hasMessage("the \"password_command\" failed with exit code 137");
        assertThat(failure("echo s3cret | false")).hasMessage("the \"password_command\" failed with exit code 1");
    }

    @Test
    void shortensAComplaint() {
        TapException e = failure("head -c 1000 /dev/zero | tr '\\0' x >&2; exit 1");

        assertThat(e).hasMessage("the \"password_command\" failed with exit code 1: " + "x".repeat(500) + "...");
    }

    /** A terminal shall not obey what a command complains of. */
    @Test
    void printsNoControlCharacters() {
        TapException e = failure("printf 'a\\033[2Jb\\tc\\0d' >&2; exit 1");

        assertThat(e).hasMessage("the \"password_command\" failed with exit code 1: a [2Jb c d");
    }

    @Test
    void namesACommandThatIsMissing() {
        TapException e = failure("no-such-command --token");

        assertThat(e).message().startsWith("the \"password_command\" failed with exit code 127: ");
        assertThat(e).message().contains("no-such-command");
        assertThat(e.hint()).contains("full path", "\"password\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret", // a password by mistake
                "set -x; echo s3cret; exit 1",
                "echo s3cret; echo \"wrong: s3cret\" >&2; exit 1",
                "echo s3cret; echo s3cret",
                "echo s3cret | head -c 3; exit 2",
                "printf 's3cret\\0'",
                "printf 's3cret\\377'",
                "echo s3cret; sleep 30",
                "yes s3cret",
            })
    void neverShowsThePassword(String command) {
        failure(command, Duration.ofSeconds(1));
    }

    @Test
    void refusesEmptyOutput() {
        String nothing = "the \"password_command\" printed nothing";
        assertThat(failure("true")).hasMessage(nothing);
        assertThat(failure("")).hasMessage(nothing);
        assertThat(failure("# a comment")).hasMessage(nothing);
        assertThat(failure("echo")).hasMessage(nothing);
        assertThat(failure("echo 'no such item' >&2")).hasMessage(nothing + ": no such item");
        assertThat(failure("echo '  '")).hasMessage("the \"password_command\" printed only blanks");
    }

    @Test
    void refusesSeveralLines() {
        assertThat(failure("echo s3cret; echo login: me"))
                .hasMessage("the \"password_command\" printed 2 lines; a password is one");
        assertThat(failure("printf 's3cret\\n\\n'"))
                .hasMessage("the \"password_command\" printed 2 lines; a password is one");
        assertThat(failure("printf '\\ns3cret'"))
                .hasMessage("the \"password_command\" printed 2 lines; a password is one");
        assertThat(failure("seq 5")).hasMessage("the \"password_command\" printed 5 lines; a password is one");
    }

    @Test
    void refusesWhatIsNoText() {
        assertThat(failure("printf 'a\\377b'"))
                .hasMessage("the \"password_command\" printed something that is no UTF-8 text");
        assertThat(failure("printf 'a\\0b'"))
                .hasMessage("the \"password_command\" printed something that is no UTF-8 text");
    }

    @Test
    void refusesEndlessOutput() {
        assertThat(failure("yes")).hasMessage("the \"password_command\" printed more than 65536 bytes");
        assertThat(failure("head -c 65537 /dev/zero | tr '\\0' x"))
                .hasMessage("the \"password_command\" printed more than 65536 bytes");
    }

    @Test
    void killsACommandAndItsChildrenAfterTheTimeout() throws Exception {
        Path pids = folder.resolve("pids");
        String child = "sh -c 'sleep 50 & echo $! >>" + pids + "; wait'";
        long start = System.nanoTime();

        TapException e = failure("echo waiting >&2; " + child + "; true", Duration.ofMillis(1500));

        assertThat(e).hasMessage("the \"password_command\" did not end within 1.5 s: waiting");
        assertThat(e.hint()).contains("gets no answer", "\"connect_timeout\"");
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(15));
        awaitEnd(pids);
        assertThat(failure("sleep 20", Duration.ofSeconds(1)))
                .hasMessage("the \"password_command\" did not end within 1 s");
    }

    private static void awaitEnd(Path pids) throws IOException, InterruptedException {
        for (String pid : Files.readAllLines(pids)) {
            // A process that is killed stays until somebody asks for its exit code.
            while (ProcessHandle.of(Long.parseLong(pid)).isPresent() && !isZombie(pid)) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private static boolean isZombie(String pid) {
        try {
            return Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
        } catch (IOException gone) {
            return true;
        }
    }

    @Test
    void waitsAsLongAsItTakesWithoutATimeout() {
        assertThat(run("sleep 1; echo s3cret", Duration.ZERO)).isEqualTo("s3cret");
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws Exception {
        Background<String> command = Background.start(
                () -> failure("sleep 50").getMessage() + Thread.currentThread().isInterrupted());
        TimeUnit.MILLISECONDS.sleep(300);
        command.interrupt();

        assertThat(command.result()).isEqualTo("the \"password_command\" was interruptedtrue");
    }
}

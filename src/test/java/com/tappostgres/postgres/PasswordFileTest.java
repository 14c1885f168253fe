package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.testing.CapturedLog;
import com.tappostgres.testing.OrdinaryUser;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected passwords are those that psql 15 sent for the same lines. */
final class PasswordFileTest {
    private static final Endpoint SERVER = new Endpoint("db.example", Optional.empty(), 5432);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("pgpass");
    }

    private Path write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.UTF_8), "rw-------");
    }

    private Path write(byte[] bytes, String permissions) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, bytes);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private Optional<String> find(String text) throws IOException {
        return new PasswordFile(write(text)).find(SERVER, "shop", "reader");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "db.example:5432:shop:reader:pw|pw",
                "*:*:*:*:pw|pw",
                "*:5432:*:reader:pw|pw",
                "\\db\\.example:*:*:*:pw|pw",
                "*:*:*:*:a:b|a",
                "*:*:*:*:a\\:b\\\\c|a:b\\c",
                "*:*:*:*:a\\b|ab",
                "*:*:*:*:a\\|a\\",
                "*:*:*:*: pw | pw ",
                "*:*:*:*:\\*|*",
                "*:*:*:*:pä:|pä",
            })
    void readsALine(String line, String password) throws IOException {
        assertThat(find(line)).contains(password);
        assertThat(find(line + "\n")).contains(password);
        assertThat(find(line + "\r\n*:*:*:*:other\n")).contains(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "other.example:5432:shop:reader:pw",
                "db.example.com:5432:shop:reader:pw",
                "db:5432:shop:reader:pw",
                "db*:5432:shop:reader:pw",
                "\\*:5432:shop:reader:pw",
                "DB.EXAMPLE:5432:shop:reader:pw",
                "db.example:5433:shop:reader:pw",
                "db.example:543:shop:reader:pw",
                "db.example::shop:reader:pw",
                "db.example:5432:shop2:reader:pw",
                "db.example:5432:shop:read:pw",
                "db.example:5432:shop:reader",
                "db.example:5432:shop:",
                "db.example:5432",
                "db.example\\",
                "db.example\\:5432:shop:reader:pw",
                " db.example:5432:shop:reader:pw",
                "#*:*:*:*:pw",
                "*:*:*:*",
                "*",
                ":::::",
                "*:*:*:*:",
            })
    void passesALineThatDoesNotFit(String line) throws IOException {
        assertThat(find(line)).isEmpty();
        assertThat(find(line + "\n")).isEmpty();
    }

    @Test
    void takesTheFirstLineThatFits() throws IOException {
        assertThat(find("""
                # *:*:*:*:comment
                some # comment, but it does not fit
                db.example:5432:shop:writer:one
                db.example:5432:shop:reader:two
                *:*:*:*:three
                """)).contains("two");
    }

    /** As libpq does: it stops at the first line and then has no password. */
    @Test
    void stopsAtAnEmptyPassword() throws IOException {
        assertThat(find("*:*:shop:*:\n*:*:*:*:other\n")).isEmpty();
    }

    @Test
    void unescapesNames() throws IOException {
        write("::1:*:*:*:plain\n\\:\\:1:*:a\\:b:c\\\\d:v6\n*:*:\\*:*:star\n");
        Endpoint v6 = new Endpoint("::1", Optional.empty(), 5432);

        assertThat(new PasswordFile(file).find(v6, "a:b", "c\\d")).contains("v6");
        assertThat(new PasswordFile(file).find(v6, "*", "u")).contains("star");
        assertThat(new PasswordFile(file).find(v6, "x", "u")).isEmpty();
    }

    @Test
    void knowsAServerByItsNameNotItsAddress() throws IOException {
        write("10.0.0.1:*:*:*:address\ndb.example:*:*:*:name\n");
        Endpoint server = new Endpoint("db.example", Optional.of("10.0.0.1"), 5432);

        assertThat(new PasswordFile(file).find(server, "d", "u")).contains("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tmp", "/var/run/postgresql", "/run/postgresql"})
    void countsTheDefaultSocketAsLocalhost(String socketFolder) throws IOException {
        Endpoint socket = new Endpoint(socketFolder, Optional.empty(), 5432);

        assertThat(new PasswordFile(write("localhost:5432:*:*:pw\n")).find(socket, "d", "u"))
                .contains("pw");
        assertThat(new PasswordFile(write(socketFolder + ":5432:*:*:pw\n")).find(socket, "d", "u"))
                .contains("pw");
        assertThat(new PasswordFile(write("localhost:5433:*:*:pw\n")).find(socket, "d", "u"))
                .isEmpty();
    }

    @Test
    void knowsAnotherSocketByItsFolderOnly() throws IOException {
        Endpoint socket = new Endpoint("/srv/pg", Optional.empty(), 5432);

        assertThat(new PasswordFile(write("localhost:*:*:*:no\n/srv/pg:*:*:*:pw\n")).find(socket, "d", "u"))
                .contains("pw");
        assertThat(new PasswordFile(write("localhost:*:*:*:no\n")).find(socket, "d", "u"))
                .isEmpty();
    }

    @Test
    void saysOnceARunWhatIsWrongWithTheFile() throws IOException {
        Files.setPosixFilePermissions(write("*:*:*:*:pw\n"), PosixFilePermissions.fromString("rw-r--r--"));
        PasswordFile passwords = new PasswordFile(file);
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(passwords.find(SERVER, "one", "u")).isEmpty();
            assertThat(passwords.find(SERVER, "two", "u")).isEmpty();
            assertThat(log.text()).containsOnlyOnce("is ignored");
        }
    }

    @Test
    void isSilentWhereThereIsNoFile() {
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(new PasswordFile(file).find(SERVER, "d", "u")).isEmpty();
            assertThat(new PasswordFile(folder.resolve("no/such/folder")).find(SERVER, "d", "u"))
                    .isEmpty();
            assertThat(log.text()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rw-r--r--",
                "rw-r-----",
                "rw----r--",
                "rw--w----",
                "rw-----w-",
                "rwx--x---",
                "rwx-----x",
                "rwxrwxrwx"
            })
    void ignoresAFileThatOthersCanAccess(String permissions) throws IOException {
        write("*:*:*:*:secret".getBytes(StandardCharsets.UTF_8), permissions);
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(new PasswordFile(file).find(SERVER, "d", "u")).isEmpty();

            assertThat(log.text())
                    .isEqualTo(
                            "WARN the password file \"" + file + "\" is ignored: others than its owner have access to"
                                    + " it; run: chmod 0600 '" + file + "'\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------", "rwx------"})
    void takesAFileOfItsOwnerAlone(String permissions) throws IOException {
        write("*:*:*:*:secret".getBytes(StandardCharsets.UTF_8), permissions);
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(new PasswordFile(file).find(SERVER, "d", "u")).contains("secret");
            assertThat(log.text()).isEmpty();
        }
    }

    @Test
    void quotesTheFileForTheShell() throws IOException {
        file = folder.resolve("it's mine");
        write("*:*:*:*:secret".getBytes(StandardCharsets.UTF_8), "rw-r--r--");
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(new PasswordFile(file).find(SERVER, "d", "u")).isEmpty();
            assertThat(log.text()).contains("chmod 0600 '" + folder + "/it'\\''s mine'");
        }
    }

    /** A file that is mounted as a secret is such a link, and what counts are the permissions of its target. */
    @Test
    void followsLinks() throws IOException {
        write("*:*:*:*:secret");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(new PasswordFile(link).find(SERVER, "d", "u")).contains("secret");
    }

    @Test
    void warnsOfWhatIsNoFile() {
        try (CapturedLog log = CapturedLog.start()) {
            assertThat(new PasswordFile(folder).find(SERVER, "d", "u")).isEmpty();
            assertThat(new PasswordFile(Path.of("/dev/null")).find(SERVER, "d", "u"))
                    .isEmpty();
            assertThat(log.text())
                    .isEqualTo("WARN the password file \"" + folder + "\" is ignored: it is no plain file\n"
                            + "WARN the password file \"/dev/null\" is ignored: it is no plain file\n");
        }
    }

    @Test
    void warnsOfBytesThatAreNoText() throws IOException {
        byte[] latin = "a:*:*:*:pässe\n*:*:*:*:pässe\n".getBytes(StandardCharsets.ISO_8859_1);
        write(latin, "rw-------");
        try (CapturedLog log = CapturedLog.start()) {
            new PasswordFile(file).find(SERVER, "d", "u");
            assertThat(log.text()).isEqualTo("WARN line 2 of the password file \"" + file + "\" is no UTF-8 text\n");
        }
    }

    /** Looks up and prints what it found. */
    static final class Visitor {
        public static void main(String[] args) {
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
            out.println(new PasswordFile(Path.of(args[0])).find(SERVER, "d", "u"));
        }
    }

    @Test
    void warnsOfAFileThatItMayNotRead() throws IOException {
        write("*:*:*:*:secret".getBytes(StandardCharsets.UTF_8), "-w-------");

        assertThat(OrdinaryUser.run(Visitor.class, file.toString()))
                .isEqualTo("WARN the password file \"" + file + "\" is ignored: the user who runs the tap may not read"
                        + " it\nOptional.empty\n");
    }
}

package com.tappostgres.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MaterialTest {
    @TempDir
    Path folder;

    @Test
    void readsAFileUnderTheHomeOfTheAccount() {
        TestCertificates.write(folder.resolve("keys/a.key"), "content");
        assertThat(of("~/keys/a.key").text()).isEqualTo("content");
    }

    @Test
    void takesATextWithLineEndsWrittenOut() {
        Material text = of("-----BEGIN X-----\\nAAAA\\n-----END X-----");
        assertThat(text.text()).isEqualTo("-----BEGIN X-----\nAAAA\n-----END X-----");
        assertThat(text.name()).isEqualTo("the text of \"sslkey\"");
        assertThatCode(text::requirePrivate).doesNotThrowAnyException();
    }

    @Test
    void saysThatAFileIsMissing() {
        TapException e = failure("~/missing.key");
        assertThat(e)
                .hasMessage("the file \"" + folder.resolve("missing.key") + "\" of \"sslkey\" does not exist")
                .returns(ErrorKind.CONFIGURATION, TapException::kind);
        assertThat(e.hint()).contains("\"sslkey\"");
    }

    @Test
    void saysThatAFileIsAFolder() {
        assertThat(failure("~")).hasMessage("the file \"" + folder + "\" of \"sslkey\" is a folder");
    }

    @Test
    void doesNotQuoteWhatIsNoPath() {
        assertThat(failure("secret\0text")).hasMessage("\"sslkey\" is neither a path nor a PEM text");
        assertThat(failure("MIIE".repeat(20)))
                .as("a key without its first line")
                .hasMessage("\"sslkey\" is neither a path nor a PEM text");
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws IOException {
        assertThat(refusedMode("rw-r--r--")).contains("is open to other users: its mode is 0644");
        assertThat(refusedMode("rw----r--")).contains("0604");
        assertThat(refusedMode("rw--w----")).contains("0620");
    }

    @Test
    void namesTheCommandThatClosesAKey() throws IOException {
        Path key = key("it's mine.key", "rw-rw-rw-");
        TapException e =
                catchThrowableOfType(TapException.class, () -> material(key).requirePrivate());
        String number = isOfRoot(key) ? "640" : "600";
        assertThat(e.hint()).isEqualTo("chmod " + number + " '" + folder + "/it'\\''s mine.key'");
    }

    @Test
    void letsAGroupReadOnlyWhatRootInstalled() throws IOException {
        Path key = key("group.key", "rw-r-----");
        assumeTrue(isOfRoot(key), "only root can give a file away");
        assertThatCode(material(key)::requirePrivate).doesNotThrowAnyException();
        Files.setAttribute(key, "unix:uid", 12345);
        TapException e =
                catchThrowableOfType(TapException.class, () -> material(key).requirePrivate());
        assertThat(e).hasMessageContaining("0640");
        assertThat(e.hint()).startsWith("chmod 600 ");
    }

    private String refusedMode(String permissions) throws IOException {
        Path key = key("open.key", permissions);
        TapException e =
                catchThrowableOfType(TapException.class, () -> material(key).requirePrivate());
        assertThat(e.kind()).isEqualTo(ErrorKind.CONFIGURATION);
        return e.getMessage();
    }

    private Path key(String name, String permissions) throws IOException {
        Path file = TestCertificates.write(folder.resolve(name), "content");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static boolean isOfRoot(Path file) throws IOException {
        return Files.getAttribute(file, "unix:uid").equals(0);
    }

    private Material material(Path file) {
        return of(file.toString());
    }

    private Material of(String value) {
        return Material.of("sslkey", value, TlsSettings.account(folder));
    }

    private TapException failure(String value) {
        return catchThrowableOfType(TapException.class, () -> of(value));
    }
}

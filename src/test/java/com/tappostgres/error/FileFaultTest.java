package com.tappostgres.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFaultTest {
    @TempDir
    private Path folder;

    private static String reason(ThrowingCallable work) {
        try {
            work.call();
        } catch (IOException e) {
            return FileFault.reason(e);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it succeeded");
    }

    @Test
    void saysWhatTheOperatingSystemMeans() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(reason(() -> Files.createFile(folder.resolve("none").resolve("x"))))
                .isEqualTo("there is no such folder");
        assertThat(reason(() -> Files.readAllBytes(folder.resolve("none")))).isEqualTo("there is no such file");
        assertThat(reason(() -> Files.createFile(file.resolve("x")))).isEqualTo("a part of its path is no folder");
        assertThat(reason(() -> Files.list(file))).isEqualTo("a part of its path is no folder");
        assertThat(reason(() -> Files.createFile(file))).isEqualTo("something else has its name");
        assertThat(reason(() -> Files.readAllBytes(folder))).isEqualTo("it is a folder");
        assertThat(reason(() -> Files.createFile(folder.resolve("x".repeat(300)))))
                .isEqualTo("its name is too long");
    }

    @Test
    void namesNoFileAndNoClass() {
        assertThat(FileFault.reason(new AccessDeniedException("/c.json.1.tmp"))).isEqualTo("permission denied");
        assertThat(FileFault.reason(new IOException("No space left on device")))
                .isEqualTo("no space is left on the disk");
        assertThat(FileFault.reason(new FileSystemException("/c.json", null, "Read-only file system")))
                .isEqualTo("the disk is read-only");
        assertThat(FileFault.reason(new FileSystemException("/c.json", null, "Stale file handle")))
                .isEqualTo("Stale file handle");
        assertThat(FileFault.reason(new FileSystemException("/c.json"))).contains("does not say why");
    }
}

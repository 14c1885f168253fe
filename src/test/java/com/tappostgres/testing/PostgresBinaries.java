package com.tappostgres.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The unpacked programs of one PostgreSQL version and an initialised data folder to copy, made once and kept in {@code target}.
 */
final class PostgresBinaries {
    private static final Path SERVERS = Path.of("target", "servers").toAbsolutePath();

    private final PostgresVersion version;
    private final Path programs;
    private final Path template;

    private PostgresBinaries(PostgresVersion version) {
        this.version = version;
        this.programs = SERVERS.resolve(version.release());
        this.template = SERVERS.resolve(version.release() + "-initdb");
    }

    /** Unpacks the programs and runs initdb where an earlier run has not done so; 2 to 5 seconds, then nothing. */
    static synchronized PostgresBinaries of(PostgresVersion version) {
        PostgresBinaries binaries = new PostgresBinaries(version);
        try {
            if (!Files.exists(binaries.programs)) {
                binaries.unpack();
            }
            if (!Files.exists(binaries.template)) {
                binaries.initialise();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "PostgreSQL " + version.release() + " cannot be unpacked into " + SERVERS, e);
        }
        return binaries;
    }

    String program(String name) {
        return programs.resolve("bin").resolve(name).toString();
    }

    /** An initialised data folder, to be copied. */
    String template() {
        return template.toString();
    }

    private void initialise() throws IOException {
        Path folder = Files.createTempDirectory(SERVERS, "initdb-");
        Path passwordFile = folder.resolve("password");
        Files.writeString(passwordFile, PostgresServer.PASSWORD + "\n");
        Path data = folder.resolve("data");
        String authentication = authentication();
        ServerProcess.run(
                program("initdb"),
                "--pgdata=" + data,
                "--username=" + PostgresServer.USER,
                "--pwfile=" + passwordFile,
                "--auth=" + authentication,
                "--encoding=UTF8",
                "--locale=C",
                "--nosync");
        Files.writeString(data.resolve("pg_hba.conf"), """
                local all all %s
                host all all 127.0.0.1/32 %s
                host replication all 127.0.0.1/32 %s
                """.formatted(authentication, authentication, authentication));
        moveIntoPlace(data, template);
        delete(folder);
    }

    private String authentication() {
        return version.compareTo(PostgresVersion.V10) < 0 ? "md5" : "scram-sha-256";
    }

    private void unpack() throws IOException {
        Path jar = SERVERS.resolve(version.jarName());
        if (!Files.exists(jar)) {
            String profile = PostgresVersion.tested().contains(version) ? "" : " -Pmatrix";
            throw new IOException(
                    jar + " is missing: run mvn" + profile + " process-test-resources in the project's folder");
        }
        Path folder = Files.createTempDirectory(SERVERS, "unpack-");
        // The servers may run under another user, who must be able to enter.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry archive = zip.stream()
                    .filter(entry -> entry.getName().endsWith(version.archiveEnding()))
                    .findFirst()
                    .orElseThrow(() -> new IOException(jar + " holds no archive for this platform"));
            try (InputStream compressed = new BufferedInputStream(zip.getInputStream(archive), 1 << 16);
                    InputStream plain = archive.getName().endsWith("bz")
                            ? new BZip2CompressorInputStream(compressed)
                            : new XZCompressorInputStream(compressed)) {
                extract(plain, folder);
            }
        }
        moveIntoPlace(folder, programs);
    }

    private static void extract(InputStream plain, Path folder) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(plain);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path target = folder.resolve(entry.getName()).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("The archive wants to write outside its folder: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(target);
                continue;
            }
            Files.createDirectories(target.getParent());
            if (entry.isSymbolicLink()) {
                Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            } else if (entry.isLink()) {
                Files.createLink(target, folder.resolve(entry.getLinkName()));
            } else {
                Files.copy(tar, target);
                boolean executable = (entry.getMode() & 0100) != 0;
                Files.setPosixFilePermissions(
                        target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    /** A rename at the end: a killed run leaves a folder of another name, never half of this one. */
    private static void moveIntoPlace(Path source, Path target) throws IOException {
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process was first: its folder is as good as ours.
            if (!Files.exists(target)) {
                throw e;
            }
            delete(source);
        }
    }

    static void delete(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (java.util.stream.Stream<Path> walk = Files.walk(folder)) {
            walk.forEach(paths::add);
        }
        Collections.reverse(paths);
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}

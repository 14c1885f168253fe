package com.tappostgres.error;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why a file could not be read or written, in words. */
public final class FileFault {
    /** What operating systems say, in English, and what it comes to. */
    private static final Map<String, String> WORDS = Map.of(
            "Permission denied", "permission denied",
            "Operation not permitted", "permission denied",
            "No space left on device", "no space is left on the disk",
            "Disk quota exceeded", "the user's share of the disk is used up",
            "Read-only file system", "the disk is read-only",
            "File name too long", "its name is too long",
            "Is a directory", "it is a folder",
            "Not a directory", "a part of its path is no folder");

    private FileFault() {}

    /** Says it without the name of the file, which whoever asks knows better: it may be a temporary one. */
    public static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException missing) {
            return hasFolder(missing.getFile()) ? "there is no such file" : "there is no such folder";
        }
        if (failure instanceof NotDirectoryException) {
            return "a part of its path is no folder";
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof DirectoryNotEmptyException) {
            return "something else has its name";
        }
        String said = failure instanceof FileSystemException fault ? fault.getReason() : failure.getMessage();
        if (said == null) {
            return "the operating system does not say why";
        }
        return WORDS.getOrDefault(said, said);
    }

    private static boolean hasFolder(@Nullable String file) {
        Path folder = file == null ? null : Path.of(file).toAbsolutePath().getParent();
        return folder != null && Files.isDirectory(folder);
    }
}

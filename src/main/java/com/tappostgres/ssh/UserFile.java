package com.tappostgres.ssh;

import com.tappostgres.config.ConnectionSettings.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Files that belong to the user who runs the tap. */
final class UserFile {
    private static final Set<PosixFilePermission> OF_GROUP = EnumSet.of(
            PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE, PosixFilePermission.GROUP_EXECUTE);
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private UserFile() {}

    /** A path that may begin with {@code ~/}. */
    static Path expandHome(String path, Path home) {
        return path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
    }

    /**
     * Whether somebody else may read or change a file that must be secret. A file that another user gave to one of this user's groups
     * is how Kubernetes hands out secrets, and its mode is not this user's to change.
     */
    static boolean isOpenToOthers(Path file, Account account) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return false;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (permissions.stream().anyMatch(OF_OTHERS::contains)) {
            return true;
        }
        return permissions.stream().anyMatch(OF_GROUP::contains)
                && Files.getOwner(file).getName().equals(account.name());
    }
}

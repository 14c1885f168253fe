package com.tappostgres.postgres;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why a Unix socket cannot be connected to; mostly the file system knows better than the socket's own error. */
final class UnixSocketErrors {
    /** What sun_path holds, less its closing NUL and one byte that the JDK does not use. */
    static final int MAX_PATH_BYTES = 106;

    private static final String WHERE =
            "Set \"host\" to a folder of the server's unix_socket_directories and \"port\" to its port (psql there:"
                    + " SHOW unix_socket_directories; SHOW port;), or \"host\" to its name or address to connect over TCP.";

    private UnixSocketErrors() {}

    /** The fault that shows before any connection is tried. */
    static Optional<TapException> tooLong(Path socket) {
        int bytes = socket.toString().getBytes(Charset.defaultCharset()).length;
        if (bytes <= MAX_PATH_BYTES) {
            return Optional.empty();
        }
        return Optional.of(new TapException(
                ErrorKind.CONNECTION,
                "the path of the Unix socket \"" + socket + "\" has " + bytes + " bytes; at most " + MAX_PATH_BYTES
                        + " can be used",
                "Set \"host\" to a shorter folder: add one to the server's unix_socket_directories, or make a link: ln"
                        + " -s '" + socket.getParent() + "' /tmp/pg"));
    }

    /** What a failed attempt is due to; empty where the socket is only busy, so that another attempt may succeed. */
    static Optional<TapException> explain(IOException e, Path socket) {
        @Nullable BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(socket, BasicFileAttributes.class);
        } catch (AccessDeniedException denied) {
            return Optional.of(denied(e, socket));
        } catch (IOException missing) {
            return Optional.of(missing(e, socket));
        }
        if (!attributes.isOther()) {
            return Optional.of(failure("\"" + socket + "\" is no socket", WHERE, e));
        }
        if (!Files.isWritable(socket) || String.valueOf(e.getMessage()).contains("Permission denied")) {
            return Optional.of(denied(e, socket));
        }
        return e instanceof ConnectException ? Optional.of(refused(e, socket)) : Optional.empty();
    }

    static TapException timedOut(IOException e, Path socket, int timeoutMillis) {
        return failure(
                "the server does not accept connections on the Unix socket \"" + socket + "\" within " + timeoutMillis
                        + " ms",
                "It is stopped or overloaded: its queue of connections is full. Try again later, or raise"
                        + " \"connect_timeout\".",
                e);
    }

    private static TapException denied(IOException e, Path socket) {
        return failure(
                "permission denied on the Unix socket \"" + socket + "\"",
                "The user who runs the tap must be able to enter the folder and to write to the socket: see the"
                        + " server's unix_socket_permissions and unix_socket_group. Or set \"host\": \"localhost\" to"
                        + " connect over TCP.",
                e);
    }

    private static TapException refused(IOException e, Path socket) {
        return failure(
                "no server listens on the Unix socket \"" + socket + "\"; a server that is gone left the file behind",
                "Start the server. If it runs elsewhere: " + WHERE,
                e);
    }

    private static TapException missing(IOException e, Path socket) {
        Path folder = socket.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return failure("the folder \"" + folder + "\" of the Unix socket does not exist", WHERE, e);
        }
        List<String> others = portsIn(folder);
        String found = others.isEmpty() ? "" : " That folder has the socket of port " + String.join(", ", others) + ".";
        return failure("there is no Unix socket \"" + socket + "\"", WHERE + found, e);
    }

    private static List<String> portsIn(Path folder) {
        List<String> ports = new ArrayList<>();
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(folder, UnixSocket.NAME + "*")) {
            for (Path each : sockets) {
                String port = each.getFileName().toString().substring(UnixSocket.NAME.length());
                // A lock file stands beside each socket.
                if (port.chars().allMatch(Character::isDigit)) {
                    ports.add(port);
                }
            }
        } catch (IOException e) {
            // A folder that can be entered but not listed has no names to offer.
        }
        ports.sort(null);
        return ports;
    }

    private static TapException failure(String message, String hint, IOException cause) {
        return new TapException(ErrorKind.CONNECTION, message, hint, cause);
    }
}

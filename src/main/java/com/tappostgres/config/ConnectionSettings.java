package com.tappostgres.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where the server is, who logs in, and how the way there is protected.
 *
 * @param tunnel the SSH host to go through; empty for none
 * @param account who runs the tap
 * @param connectTimeoutSeconds how long a connection may take; 0 for no limit
 * @param userTimeoutMillis how long sent data may stay without acknowledgement; 0 for no limit
 * @param stallTimeoutMillis how long the server may be silent while it owes an answer; 0 for no limit
 */
public record ConnectionSettings(
        Server server,
        Login login,
        Tls tls,
        Optional<SshTunnel> tunnel,
        Account account,
        int connectTimeoutSeconds,
        int userTimeoutMillis,
        int stallTimeoutMillis) {
    @Override
    public String toString() {
        return login.user() + "@" + server + "/" + login.database();
    }

    /**
     * The servers to try, one after the other.
     *
     * @param endpoints at least one
     * @param replica where reads go instead; empty for the endpoints themselves
     * @param target which of them will do
     */
    public record Server(List<Endpoint> endpoints, Optional<Endpoint> replica, TargetSession target) {
        public Server {
            endpoints = List.copyOf(endpoints);
            if (endpoints.isEmpty()) {
                throw new IllegalArgumentException("no server");
            }
        }

        /** The servers that are read, one after the other. */
        public List<Endpoint> readable() {
            return replica.map(List::of).orElse(endpoints);
        }

        @Override
        public String toString() {
            return String.join(",", readable().stream().map(Endpoint::toString).toList());
        }
    }

    /**
     * One server.
     *
     * @param host a name, an address, or the folder of a Unix socket (then it begins with a slash)
     * @param address the address to connect to where {@code host} is only the name in the certificate, as libpq's hostaddr
     */
    public record Endpoint(String host, Optional<String> address, int port) {
        /** Whether it is a Unix socket. */
        public boolean isLocalSocket() {
            return address.isEmpty() && host.startsWith("/");
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** Which of several servers will do: libpq's target_session_attrs. */
    public enum TargetSession {
        ANY,
        READ_WRITE,
        READ_ONLY,
        PRIMARY,
        STANDBY,
        PREFER_STANDBY
    }

    /**
     * Who logs in.
     *
     * @param passwordCommand a shell command whose output is the password, run for each connection
     * @param passfile the file of passwords, in the format of ~/.pgpass
     * @param channelBinding as libpq's channel_binding: disable, prefer or require
     * @param options command-line options for the server, as libpq's options
     */
    public record Login(
            String user,
            Optional<String> password,
            Optional<String> passwordCommand,
            Path passfile,
            String database,
            String channelBinding,
            Optional<String> options) {
        @Override
        public String toString() {
            return user + "/" + database;
        }
    }

    /**
     * How connections are encrypted and the server is verified; all meanings are libpq's.
     *
     * @param rootCertificate file or PEM text of the authorities to trust, or {@code system}
     * @param certificate file or PEM text of the client's certificate, with its chain
     * @param key file or PEM text of the client's private key, or a .p12 file of both
     * @param keyPassword what the key is encrypted with
     * @param revocationList file or PEM text of revoked certificates
     */
    public record Tls(
            SslMode mode,
            Optional<String> rootCertificate,
            Optional<String> certificate,
            Optional<String> key,
            Optional<String> keyPassword,
            Optional<String> revocationList) {
        @Override
        public String toString() {
            return mode.text();
        }
    }

    /**
     * The operating system's user who runs the tap; where libpq and OpenSSH look for files of his own.
     *
     * @param home the folder of .pgpass, .postgresql and .ssh
     * @param agentSocket the ssh-agent's socket (SSH_AUTH_SOCK)
     */
    public record Account(String name, Path home, Optional<Path> agentSocket) {}

    /** libpq's sslmode. */
    public enum SslMode {
        DISABLE,
        ALLOW,
        PREFER,
        REQUIRE,
        VERIFY_CA,
        VERIFY_FULL;

        /** As it is written in a config file: {@code verify-full}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * An SSH host to go through.
     *
     * @param host a name, an address or a Host entry of the user's ssh config
     * @param port empty for the ssh config's, else 22
     * @param username empty for the ssh config's, else the operating system's user
     * @param privateKey file or text of the private key; empty for the ssh config's, else the user's own
     * @param agent whether the ssh-agent's keys are tried, and must be there; empty to try them, if they are there, where neither
     *     a key nor a password is set
     * @param knownHosts file of the trusted host keys; empty for the user's own
     * @param hostKey the only host key to trust: its SHA256 fingerprint, or its line of known_hosts or of a .pub file
     * @param jump hosts to go through before this one, in order
     */
    public record SshTunnel(
            String host,
            OptionalInt port,
            Optional<String> username,
            Optional<String> privateKey,
            Optional<String> privateKeyPassword,
            Optional<String> password,
            Optional<Boolean> agent,
            Optional<String> knownHosts,
            Optional<String> hostKey,
            List<SshTunnel> jump) {
        public SshTunnel {
            jump = List.copyOf(jump);
        }

        @Override
        public String toString() {
            return username.map(name -> name + "@").orElse("") + host;
        }
    }
}

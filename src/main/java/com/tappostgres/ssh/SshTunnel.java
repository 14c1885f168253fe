package com.tappostgres.ssh;

import com.tappostgres.config.ConnectionSettings;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to servers through an SSH host, or several of them: one session that all connections share. It listens on no port, and opens
 * at the first connection, and again at the next one after it was lost. Any thread may use it.
 */
public final class SshTunnel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SshTunnel.class);
    private static final Duration KEEP_ALIVE_INTERVAL = Duration.ofSeconds(15);

    private final ConnectionSettings.SshTunnel settings;
    private final ConnectionSettings.Account account;
    private final int timeoutMillis;
    private final Duration keepAliveInterval;

    /** In the order in which they are entered; empty while there is no session. */
    private final List<SshSession> sessions = new ArrayList<>();

    private boolean closed;

    /** @param connectTimeout for each step of a connection; zero for no limit */
    public SshTunnel(
            ConnectionSettings.SshTunnel settings, ConnectionSettings.Account account, Duration connectTimeout) {
        this(settings, account, connectTimeout, KEEP_ALIVE_INTERVAL);
    }

    /** @param keepAliveInterval how often the host is asked for a sign of life; after three without one the session counts as lost */
    SshTunnel(
            ConnectionSettings.SshTunnel settings,
            ConnectionSettings.Account account,
            Duration connectTimeout,
            Duration keepAliveInterval) {
        this.settings = settings;
        this.account = account;
        this.timeoutMillis = (int) Math.min(Integer.MAX_VALUE, connectTimeout.toMillis());
        this.keepAliveInterval = keepAliveInterval;
    }

    /**
     * A connected socket to a host and port as the SSH host sees them. When the session is lost later, its reads and writes fail with a
     * {@link TunnelLostException}.
     *
     * @throws TapException of kind CONNECTION, or CONFIGURATION where keys or files are at fault
     */
    public Socket connect(String host, int port) {
        try {
            return session().connect(host, port);
        } catch (TunnelLostException e) {
            // Nobody had noticed yet; a new session may do.
            LOG.debug("{}", e.getMessage());
        }
        try {
            return session().connect(host, port);
        } catch (TunnelLostException e) {
            throw lost(e);
        }
    }

    /** For a log line: {@code SSH tap@bastion:22 (ssh-ed25519 SHA256:...)}, with the hosts before it; keys are known once it is open. */
    public synchronized String describe() {
        List<String> hosts = sessions.isEmpty()
                ? Route.of(settings, account).stream().map(Hop::label).toList()
                : sessions.stream().map(SshSession::describe).toList();
        return "SSH " + String.join(" -> ", hosts);
    }

    /** Ends the session and with it all connections. */
    @Override
    public synchronized void close() {
        closed = true;
        closeSessions();
    }

    /** The session with the last host. */
    private synchronized SshSession session() {
        if (closed) {
            throw new IllegalStateException("the tunnel is closed");
        }
        if (!sessions.isEmpty()) {
            SshSession last = sessions.get(sessions.size() - 1);
            if (last.isAlive()) {
                return last;
            }
            closeSessions();
        }
        try {
            open();
        } catch (RuntimeException e) {
            closeSessions();
            throw e;
        }
        return sessions.get(sessions.size() - 1);
    }

    private void open() {
        for (Hop hop : Route.of(settings, account)) {
            SshLogin login = new SshLogin(hop, account, timeoutMillis, keepAliveInterval);
            Transport.Connector connector = sessions.isEmpty()
                    ? new TcpConnector(hop.label(), timeoutMillis)
                    : through(sessions.get(sessions.size() - 1));
            sessions.add(login.open(connector));
        }
    }

    private static Transport.Connector through(SshSession session) {
        return (host, port) -> {
            try {
                return session.connect(host, port);
            } catch (TunnelLostException e) {
                throw lost(e);
            }
        };
    }

    private void closeSessions() {
        for (int i = sessions.size() - 1; i >= 0; i--) {
            sessions.get(i).close();
        }
        sessions.clear();
    }

    private static TapException lost(TunnelLostException cause) {
        return new TapException(
                ErrorKind.CONNECTION,
                cause.getMessage(),
                "Is the SSH host up, and does it or a firewall end sessions after a time? Its own log says why.",
                cause);
    }
}

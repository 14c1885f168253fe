package com.tappostgres.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.error.TapException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens a session with one SSH host: connects, checks its key, logs in. */
final class SshLogin {
    private final Hop hop;
    private final Account account;
    private final int timeoutMillis;
    private final Duration keepAliveInterval;

    /** @param timeoutMillis for each step; 0 for no limit */
    SshLogin(Hop hop, Account account, int timeoutMillis, Duration keepAliveInterval) {
        this.hop = hop;
        this.account = account;
        this.timeoutMillis = timeoutMillis;
        this.keepAliveInterval = keepAliveInterval;
    }

    /** @throws TapException that says why there is no session */
    SshSession open(Transport.Connector connector) {
        HostKeyRule rule = HostKeyRules.of(hop);
        Authentication authentication = Authentication.of(hop, account);
        @Nullable TapException refusal = null;
        while (true) {
            HostKeyGate gate = new HostKeyGate(rule);
            Loss loss = new Loss(hop.label());
            Transport transport = new Transport(connector, loss);
            try {
                return open(rule, gate, authentication, transport, loss);
            } catch (JSchException e) {
                if (refusal != null && e instanceof JSchAlgoNegoFailException) {
                    // The host has shown all the keys that it has.
                    throw refusal;
                }
                throw new LoginFailure(hop, transport, authentication, timeoutMillis).of(e);
            } catch (TapException e) {
                if (!gate.isRefused()
                        || !rule.allowsOtherTypes()
                        || rule.types().isEmpty()) {
                    throw e;
                }
                refusal = e;
            }
        }
    }

    private SshSession open(
            HostKeyRule rule, HostKeyGate gate, Authentication authentication, Transport transport, Loss loss)
            throws JSchException {
        JSch jsch = new JSch();
        jsch.setInstanceLogger(new JschLog(loss));
        Session session = jsch.getSession(hop.user(), hop.host(), hop.port());
        session.setSocketFactory(transport);
        session.setHostKeyRepository(gate);
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("prefer_known_host_key_types", "no");
        // Only plain keys: a certificate would be checked by JSch itself.
        session.setConfig("server_host_key", KeyType.algorithms(rule.types()));
        authentication.applyTo(jsch, session);
        SshSession opened = new SshSession(session, transport, loss, hop.label(), timeoutMillis);
        try {
            opened.open(gate);
        } catch (JSchException | RuntimeException e) {
            // JSch leaves the socket open where it failed to become a session.
            transport.cut();
            throw e;
        }
        new KeepAlive(session, transport, loss, keepAliveInterval).start(hop.label());
        return opened;
    }
}

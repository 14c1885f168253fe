package com.tappostgres.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.sshd.client.future.OpenFuture;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.StaticDecisionForwardingFilter;
import org.apache.sshd.server.forward.TcpForwardingFilter;
import org.apache.sshd.server.forward.TcpipServerChannel;

/** An SSH host in this JVM, on a port of the loopback interface, for what a real one does not do on demand. */
public final class Bastion implements AutoCloseable {
    public static final String USER = "tap";

    private final SshServer server = SshServer.setUpDefaultServer();
    private final List<KeyPair> hostKeys = new ArrayList<>();
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final AtomicInteger logins = new AtomicInteger();

    private Bastion() {}

    /** A host with an RSA key that lets {@link #USER} in with a password and connects to everywhere. */
    public static Bastion start(String password) {
        return start(password, target -> true, server -> {});
    }

    /**
     * A host that differs in something.
     *
     * @param allowed which {@code host:port} it connects to
     */
    public static Bastion start(String password, Predicate<String> allowed, Consumer<SshServer> change) {
        Bastion bastion = new Bastion();
        SshServer server = bastion.server;
        bastion.hostKeys.add(keyPair("RSA", 2048));
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(bastion.hostKeys));
        server.setPasswordAuthenticator((user, given, session) -> user.equals(USER) && given.equals(password));
        server.setForwardingFilter(bastion.filter(allowed));
        server.setChannelFactories(List.of(bastion.new OwnNames()));
        server.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.Authenticated) {
                    bastion.logins.incrementAndGet();
                }
            }
        });
        change.accept(server);
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bastion;
    }

    public static KeyPair keyPair(String algorithm, int size) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** A further host key, of another type than RSA. */
    public void addHostKey(KeyPair key) {
        hostKeys.add(key);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
    }

    /** The host's first key as ssh-keygen -l prints its fingerprint. */
    public String fingerprint() {
        return fingerprint(hostKeys.get(0));
    }

    public static String fingerprint(KeyPair key) {
        return KeyUtils.getFingerPrint(key.getPublic());
    }

    /** The host's first key as a line of a .pub file. */
    public String hostKey() {
        return PublicKeyEntry.toString(hostKeys.get(0).getPublic());
    }

    /** The host's first key as a line of known_hosts. */
    public String knownHostsLine() {
        return "[127.0.0.1]:" + port() + " " + hostKey();
    }

    /** Every {@code host:port} that was asked for. */
    public List<String> targets() {
        return List.copyOf(targets);
    }

    /** Lets a name lead to the loopback address for this host, as names of a network do that only the host is part of. */
    public Bastion knows(String name) {
        names.add(name);
        return this;
    }

    /** How often somebody was let in so far. */
    public int logins() {
        return logins.get();
    }

    public int sessionCount() {
        return server.getActiveSessions().size();
    }

    /** Hangs up on all clients without a word. */
    public void hangUp() {
        for (AbstractSession session : server.getActiveSessions()) {
            session.close(true);
        }
    }

    /** Ends all sessions as SSH has it, with a reason. */
    public void disconnect(String reason) {
        for (AbstractSession session : server.getActiveSessions()) {
            try {
                session.disconnect(11, reason);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StaticDecisionForwardingFilter filter(Predicate<String> allowed) {
        return new StaticDecisionForwardingFilter(true) {
            @Override
            protected boolean checkAcceptance(String request, Session session, SshdSocketAddress target) {
                String place = target.getHostName() + ":" + target.getPort();
                targets.add(place);
                return allowed.test(place);
            }
        };
    }

    /** Connects to the names that only this host knows; it then is their address that counts as asked for. */
    private final class OwnNames extends TcpipServerChannel.TcpipFactory {
        OwnNames() {
            super(TcpForwardingFilter.Type.Direct);
        }

        @Override
        public Channel createChannel(Session session) {
            return new TcpipServerChannel(getType(), null) {
                @Override
                protected OpenFuture doInit(Buffer request) {
                    String host = request.getString();
                    if (!names.contains(host)) {
                        request.rpos(request.rpos() - host.length() - Integer.BYTES);
                        return super.doInit(request);
                    }
                    Buffer translated = new ByteArrayBuffer();
                    translated.putString("127.0.0.1");
                    translated.putRawBytes(request.getCompactData());
                    return super.doInit(translated);
                }
            };
        }
    }
}

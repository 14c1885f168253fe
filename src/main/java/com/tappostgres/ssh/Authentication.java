package com.tappostgres.ssh;

import com.jcraft.jsch.AgentIdentityRepository;
import com.jcraft.jsch.AgentProxyException;
import com.jcraft.jsch.Identity;
import com.jcraft.jsch.IdentityRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SSHAgentConnector;
import com.jcraft.jsch.Session;
import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Vector;

/** How the tap proves to an SSH host who it is: keys, the ssh-agent's keys, a password. */
final class Authentication {
    private final List<PrivateKey> keys = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> agentKeys = new ArrayList<>();
    private final List<Identity> agentIdentities = new ArrayList<>();
    private final Optional<String> password;

    private Authentication(Optional<String> password) {
        this.password = password;
    }

    /** @throws TapException of kind CONFIGURATION where something that the user asked for cannot be used */
    static Authentication of(Hop hop, Account account) {
        Credentials credentials = hop.credentials();
        Authentication authentication = new Authentication(credentials.password());
        for (Credentials.Key key : credentials.keys()) {
            authentication.addKey(key, credentials.passphrase(), account);
        }
        if (credentials.agent() != Credentials.Agent.NO) {
            authentication.addAgent(account, credentials.agent() == Credentials.Agent.REQUIRED);
        }
        if (authentication.isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "there is no key, ssh-agent or password to log in to the SSH host \"" + hop.label() + "\" with"
                            + authentication.skippedKeys(),
                    "Set \"private_key\" or \"password\" in \"ssh_tunnel\"; tap-postgres keygen makes a key.");
        }
        return authentication;
    }

    void applyTo(JSch jsch, Session session) throws JSchException {
        List<String> methods = new ArrayList<>();
        if (!keys.isEmpty() || !agentIdentities.isEmpty()) {
            methods.add("publickey");
        }
        for (PrivateKey key : keys) {
            key.addTo(jsch);
        }
        List<Identity> identities = new ArrayList<>(jsch.getIdentityRepository().getIdentities());
        identities.addAll(agentIdentities);
        session.setIdentityRepository(new Identities(identities));
        if (password.isPresent()) {
            methods.add("keyboard-interactive");
            methods.add("password");
            session.setUserInfo(new PasswordAnswer(password.get()));
        }
        session.setConfig("PreferredAuthentications", String.join(",", methods));
    }

    /** Everything that was tried, for a message. */
    String tried() {
        List<String> tried = new ArrayList<>();
        keys.forEach(key -> tried.add(key.toString()));
        if (!agentKeys.isEmpty()) {
            tried.add("the ssh-agent's keys " + String.join(", ", agentKeys));
        }
        if (password.isPresent()) {
            tried.add("the password");
        }
        return String.join(", ", tried) + skippedKeys();
    }

    /** Whether no key was tried. */
    boolean isByPasswordOnly() {
        return keys.isEmpty() && agentKeys.isEmpty();
    }

    private boolean isEmpty() {
        return keys.isEmpty() && agentIdentities.isEmpty() && password.isEmpty();
    }

    private String skippedKeys() {
        return skipped.isEmpty() ? "" : " (left out: " + String.join("; ", skipped) + ")";
    }

    private void addKey(Credentials.Key key, Optional<String> passphrase, Account account) {
        if (key.required()) {
            keys.add(PrivateKey.load(key.setting(), passphrase, account));
        } else if (Files.exists(Path.of(key.setting()))) {
            try {
                keys.add(PrivateKey.load(key.setting(), passphrase, account));
            } catch (TapException e) {
                // One of several that might serve, as for OpenSSH.
                skipped.add(e.getMessage());
            }
        }
    }

    private void addAgent(Account account, boolean required) {
        Optional<Path> socket = account.agentSocket();
        if (socket.isEmpty()) {
            if (required) {
                throw agentMissing("SSH_AUTH_SOCK is not set");
            }
            return;
        }
        try {
            SSHAgentConnector connector = new SSHAgentConnector(socket.get());
            if (connector.isAvailable()) {
                agentIdentities.addAll(new AgentIdentityRepository(connector).getIdentities());
            } else if (required) {
                throw agentMissing("nothing listens at \"" + socket.get() + "\"");
            }
        } catch (AgentProxyException e) {
            throw new IllegalStateException("Java cannot speak to Unix sockets", e);
        }
        if (required && agentIdentities.isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    "the ssh-agent at \"" + socket.get() + "\" holds no key",
                    "ssh-add FILE gives it one.");
        }
        agentIdentities.forEach(identity ->
                agentKeys.add(PublicKey.of(identity.getPublicKeyBlob()).fingerprint()));
    }

    private static TapException agentMissing(String why) {
        return new TapException(
                ErrorKind.CONFIGURATION,
                "\"agent\" of \"ssh_tunnel\" is true, but there is no ssh-agent: " + why,
                "eval $(ssh-agent) && ssh-add FILE, in the shell or job that starts the tap.");
    }

    /** What JSch asks for keys; it must not change them. */
    private record Identities(List<Identity> identities) implements IdentityRepository {
        @Override
        public String getName() {
            return "tap-postgres";
        }

        @Override
        public int getStatus() {
            return RUNNING;
        }

        @Override
        @SuppressWarnings("JdkObsolete") // JSch asks for a Vector
        public Vector<Identity> getIdentities() {
            return new Vector<>(identities);
        }

        @Override
        public boolean add(byte[] identity) {
            return false;
        }

        @Override
        public boolean remove(byte[] blob) {
            return false;
        }

        @Override
        public void removeAll() {
            throw new UnsupportedOperationException("the keys are the user's");
        }
    }
}

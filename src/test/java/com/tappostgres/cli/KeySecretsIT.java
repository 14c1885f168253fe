package com.tappostgres.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.json.Json;
import com.tappostgres.testing.Bastion;
import com.tappostgres.testing.CertificateRequest;
import com.tappostgres.testing.Leaks;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCertificates;
import com.tappostgres.testing.TestCertificates.Issued;
import com.tappostgres.testing.TestDatabase;
import com.tappostgres.testing.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.server.SshServer;
import org.bouncycastle.openssl.PKCS8Generator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private keys and what they are encrypted with, as files and as text, in their own settings and by mistake in others. */
final class KeySecretsIT {
    private static final TestCertificates ROOT = TestCertificates.authority("root");
    private static final Issued OWNER = ROOT.issue(new CertificateRequest("owner"));
    private static final String WORDS = "Ty5Words+of=the&key:Rm8Hidden";
    private static final String SSH_PASSWORD = "Nb3Password:of/Ssh+Vc6Hidden";
    private static final String KEY = OWNER.keyPem();
    private static final String ENCRYPTED =
            TestKeys.encrypted(OWNER.keys().getPrivate(), PKCS8Generator.AES_256_CBC, WORDS);
    private static final String OLD_ENCRYPTED =
            TestKeys.traditional(OWNER.keys().getPrivate(), "AES-256-CBC", WORDS);

    @TempDir
    static Path folder;

    private static PostgresServer server;
    private static TestDatabase database;
    private static Bastion bastion;
    private static String sshKey;
    private static String encryptedSshKey;
    private static Leaks leaks;

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void start() throws IOException {
        Map<String, String> settings =
                new HashMap<>(ROOT.serverSettings(folder, ROOT.issue(CertificateRequest.forLocalhost())));
        settings.put(
                "hba_file", TestCertificates.write(folder.resolve("hba"), """
                hostssl all owner 127.0.0.1/32 cert
                host all all 127.0.0.1/32 scram-sha-256
                """).toString());
        server = PostgresServer.start(PostgresVersion.V18, settings);
        database = server.createDatabase();
        database.execute("create table t (id integer)", "create role owner superuser login");
        sshKey = keygen("plain");
        encryptedSshKey = keygen("encrypted", "--passphrase-env", "WORDS");
        bastion = Bastion.start(SSH_PASSWORD, target -> true, SshServer::getPort);
        leaks = new Leaks()
                .of(WORDS, SSH_PASSWORD, KEY, ENCRYPTED, OLD_ENCRYPTED.replaceAll("(?m)^(Proc|DEK).*$", ""))
                .of(sshKey, encryptedSshKey);
    }

    private static String keygen(String name, String... more) throws IOException {
        Path file = folder.resolve(name);
        String[] words = {"keygen", "--out", file.toString()};
        String[] all = new String[words.length + more.length];
        System.arraycopy(words, 0, all, 0, words.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        Tap.withoutConfig(Map.of("WORDS", WORDS)).runHere(all).assertSucceeded();
        return Files.readString(file);
    }

    @AfterAll
    static void stop() {
        bastion.close();
        server.close();
    }

    @BeforeEach
    void placeHome() {
        environment.put("HOME", home.toString());
    }

    private Tap tap() {
        return Tap.of(database).with("connect_timeout", 5).withEnvironment(environment);
    }

    /** The private key's owner, without its key. */
    private Tap owner() {
        return tap().with("user", "owner")
                .without("password")
                .with("sslrootcert", TestCertificates.pem(ROOT.certificate()))
                .with("sslcert", OWNER.chainPem());
    }

    private Tap tunnelled(Map<String, String> more) {
        ObjectNode tunnel = Json.NODES
                .objectNode()
                .put("host", "127.0.0.1")
                .put("port", bastion.port())
                .put("username", Bastion.USER)
                .put("host_key", bastion.fingerprint());
        more.forEach(tunnel::put);
        return tap().with("ssh_tunnel", tunnel);
    }

    /** Runs it in every way; all must end with one of the codes. */
    private void hidden(String what, Tap tap, Integer... codes) {
        Tap.inFolder(folder -> {
            String config = Tap.write(folder, "config.json", tap.config());
            for (String[] words :
                    new String[][] {{"--config", config, "--discover", "--debug"}, {"check", "--config", config}}) {
                TapRun run = Tap.withoutConfig(environment).runHere(words);
                leaks.assertNone(what, run);
                assertThat(run.exitCode()).as(what + ":\n" + run.log()).isIn((Object[]) codes);
            }
            return null;
        });
    }

    @Test
    void keysThatAreRightAreNotShown() {
        hidden("text", owner().with("sslkey", KEY), 0);
        hidden("encrypted text", owner().with("sslkey", ENCRYPTED).with("sslpassword", WORDS), 0);
        hidden("old text", owner().with("sslkey", OLD_ENCRYPTED).with("sslpassword", WORDS), 0);
        hidden("password of the SSH host", tunnelled(Map.of("password", SSH_PASSWORD)), 0);
        environment.put("TAP_POSTGRES_SSLKEY", ENCRYPTED.replace("\n", "\\n"));
        environment.put("TAP_POSTGRES_SSLPASSWORD", WORDS);
        hidden("environment", owner(), 0);
    }

    @Test
    void keysThatTheServerRefusesAreNotShown() {
        Tap tap = owner().with("sslkey", ENCRYPTED).with("sslpassword", WORDS);
        hidden("other role", tap.with("user", "postgres").with("password", "wrong"), 4);
        hidden("no server", tap.with("port", 1), 4);
        hidden("other name", tap.with("host", "localhost.localdomain.invalid"), 4);
        hidden(
                "other authority",
                tap.with(
                        "sslrootcert",
                        TestCertificates.pem(TestCertificates.authority("x").certificate())),
                4);
        Issued stranger =
                TestCertificates.authority("stranger").issue(new CertificateRequest("owner").with(OWNER.keys()));
        hidden("refused certificate", tap.with("sslcert", stranger.chainPem()), 4);
    }

    @Test
    void keysThatAreBrokenAreNotShown() {
        Map<String, String> broken = new LinkedHashMap<>();
        for (String key : List.of(KEY, ENCRYPTED, OLD_ENCRYPTED)) {
            String kind = key.lines().findFirst().orElseThrow();
            broken.put(kind + " cut", key.substring(0, key.length() / 2));
            broken.put(kind + " without its last line", key.replaceAll("-----END.*", ""));
            broken.put(kind + " damaged", key.replaceFirst("\n(....)", "\n!!$1"));
            broken.put(kind + " without its first line", key.substring(key.indexOf('\n') + 1));
            broken.put(
                    kind + " body",
                    key.replaceAll("-----[^-]+-----|(?m)^(Proc|DEK).*$", "").strip());
            broken.put(kind + " body on one line", body(key));
            broken.put(kind + " on one line", key.replace('\n', ' '));
            broken.put(kind + " of another kind", key.replaceAll("(BEGIN|END) [A-Z ]+", "$1 CERTIFICATE"));
        }
        broken.forEach((what, text) -> {
            hidden(what, owner().with("sslkey", text).with("sslpassword", WORDS), 0, 3);
            hidden(what + " as certificate", owner().with("sslkey", KEY).with("sslcert", text), 0, 3, 4);
            hidden(what + " as authority", owner().with("sslkey", KEY).with("sslrootcert", text), 3, 4);
            hidden(what + " as password", owner().with("sslkey", ENCRYPTED).with("sslpassword", text), 3);
        });
        Path file = TestCertificates.write(home.resolve("broken.key"), body(KEY));
        hidden("broken file", owner().with("sslkey", file.toString()), 3);
    }

    private static String body(String key) {
        return key.replaceAll("-----[^-]+-----|(?m)^(Proc|DEK).*$|\\s", "");
    }

    @Test
    void wordsThatDoNotOpenAKeyAreNotShown() {
        Issued other = ROOT.issue(new CertificateRequest("owner"));
        Tap tap = tap().with("sslcert", other.chainPem()).with("sslpassword", WORDS);
        for (String key : List.of(
                TestKeys.encrypted(other.keys().getPrivate(), PKCS8Generator.AES_256_CBC, "others"),
                TestKeys.traditional(other.keys().getPrivate(), "AES-256-CBC", "others"))) {
            hidden("wrong words", tap.with("sslkey", key), 3);
        }
        Path store = TestCertificates.write(home.resolve("o.p12"), TestKeys.pkcs12(other, "others"));
        hidden("wrong words of a store", tap.without("sslcert").with("sslkey", store.toString()), 3);
        hidden("words in a URL", tap().with("url", "postgresql:///?sslpassword=" + WORDS + "&sslkey=/no/such"), 3, 4);
    }

    @Test
    void keysOfSshAreNotShown() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("not authorized", sshKey);
        texts.put("encrypted", encryptedSshKey);
        for (String key : List.of(sshKey, encryptedSshKey)) {
            texts.put("cut" + texts.size(), key.substring(0, key.length() / 2));
            texts.put("damaged" + texts.size(), key.replaceFirst("\n(....)", "\n!!$1"));
            texts.put("without its first line" + texts.size(), key.substring(key.indexOf('\n') + 1));
            texts.put(
                    "body" + texts.size(), key.replaceAll("-----[^-]+-----", "").strip());
            texts.put("body on one line" + texts.size(), body(key));
            texts.put("on one line" + texts.size(), key.replace('\n', ' '));
        }
        texts.forEach((what, text) -> {
            hidden(what, tunnelled(Map.of("private_key", text)), 3, 4);
            hidden(what + " with words", tunnelled(Map.of("private_key", text, "private_key_password", WORDS)), 3, 4);
            hidden(what + " as known_hosts", tunnelled(Map.of("password", SSH_PASSWORD, "known_hosts", text)), 0, 3);
            if (text.contains("BEGIN")) {
                // Otherwise it may as well be a public key, which "check" shows.
                hidden(what + " as host_key", tunnelled(Map.of("password", SSH_PASSWORD, "host_key", text)), 3);
            }
            hidden(what + " as password", tunnelled(Map.of("password", text)), 4);
        });
        environment.put(
                "TAP_POSTGRES_SSH_TUNNEL",
                tunnelled(Map.of("private_key", sshKey))
                        .config()
                        .get("ssh_tunnel")
                        .toString());
        hidden("environment", tap(), 4);
        environment.put("TAP_POSTGRES_SSH_TUNNEL", "{\"host\": \"x\", \"private_key\": \"" + sshKey + "\"}");
        hidden("broken environment", tap(), 3);
    }

    @Test
    void passwordsOfSshAreNotShown() {
        try (Bastion other = Bastion.start("other words")) {
            Tap tap = tunnelled(Map.of("password", SSH_PASSWORD));
            ObjectNode tunnel = (ObjectNode) tap.config().get("ssh_tunnel");
            tunnel.put("port", other.port()).put("host_key", other.fingerprint());
            hidden("wrong password", tap.with("ssh_tunnel", tunnel), 4);
            tunnel.put("host_key", bastion.fingerprint());
            hidden("other host key", tap.with("ssh_tunnel", tunnel), 4);
            tunnel.remove("host_key");
            hidden("unknown host key", tap.with("ssh_tunnel", tunnel), 4);
            tunnel.put("host_key", other.fingerprint()).put("password", "other words");
            tunnel.putArray("jump")
                    .addObject()
                    .put("host", "127.0.0.1")
                    .put("port", bastion.port())
                    .put("username", Bastion.USER)
                    .put("password", SSH_PASSWORD)
                    .put("host_key", bastion.fingerprint());
            hidden("jump host", tap.with("ssh_tunnel", tunnel), 0);
            hidden("unreached server", tap.with("ssh_tunnel", tunnel).with("port", 1), 4);
            tunnel.put("password", SSH_PASSWORD);
            hidden("wrong password behind a jump host", tap.with("ssh_tunnel", tunnel), 4);
        }
    }
}

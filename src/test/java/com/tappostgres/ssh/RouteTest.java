package com.tappostgres.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tappostgres.config.ConnectionSettings.Account;
import com.tappostgres.error.TapException;
import com.tappostgres.testing.TunnelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the settings and the user's ssh config make of a host. */
final class RouteTest {
    @TempDir
    private Path home;

    private Account account;

    @BeforeEach
    void start() throws IOException {
        account = new Account("me", home, Optional.of(home.resolve("agent")));
        Files.createDirectories(home.resolve(".ssh/more"));
    }

    @Test
    void usesWhatOpenSshWouldUse() {
        Hop hop = only(TunnelSettings.host("bastion"));

        assertThat(hop.label()).isEqualTo("me@bastion:22");
        assertThat(hop.host()).isEqualTo("bastion");
        assertThat(hop.knownName()).isEqualTo("bastion");
        assertThat(hop.knownHosts())
                .containsExactly(home.resolve(".ssh/known_hosts"), Path.of("/etc/ssh/ssh_known_hosts"));
        assertThat(keys(hop)).containsExactly(ssh("id_ed25519"), ssh("id_ecdsa"), ssh("id_rsa"));
        assertThat(hop.credentials().agent()).isEqualTo(Credentials.Agent.IF_THERE);
    }

    @Test
    void triesTheAgentUnlessSomethingElseIsThere() {
        TunnelSettings host = TunnelSettings.host("bastion");
        assertThat(agent(host.key("~/mine"))).isEqualTo(Credentials.Agent.NO);
        assertThat(agent(host.password("w"))).isEqualTo(Credentials.Agent.NO);
        assertThat(agent(host.key("~/mine").agent())).isEqualTo(Credentials.Agent.REQUIRED);
        assertThat(agent(host.agent())).isEqualTo(Credentials.Agent.REQUIRED);
        assertThat(agent(host.agent(false))).isEqualTo(Credentials.Agent.NO);
        List<Hop> hops = Route.of(
                host.agent()
                        .jump(TunnelSettings.host("a"), TunnelSettings.host("b").agent(false))
                        .tunnel(),
                account);
        assertThat(hops)
                .extracting(hop -> hop.credentials().agent())
                .containsExactly(Credentials.Agent.REQUIRED, Credentials.Agent.NO, Credentials.Agent.REQUIRED);
    }

    private Credentials.Agent agent(TunnelSettings settings) {
        return only(settings).credentials().agent();
    }

    @Test
    void readsTheUsersConfig() throws IOException {
        config("""
                # comment
                User everybody
                host bastion other
                  hostname %h.example.com   # behind it
                  PORT=2222
                  User "first one"
                  User second
                  IdentityFile ~/.ssh/a
                  IdentityFile %d/b_%r
                  UserKnownHostsFile ~/known "%d/with space"
                  HostKeyAlias alias
                """);

        Hop hop = only(TunnelSettings.host("bastion"));

        assertThat(hop.label()).isEqualTo("everybody@bastion:2222");
        assertThat(hop.host()).isEqualTo("bastion.example.com");
        assertThat(hop.knownName()).isEqualTo("alias");
        assertThat(hop.knownHosts()).startsWith(home.resolve("known"), home.resolve("with space"));
        assertThat(keys(hop)).containsExactly(ssh("a"), home + "/b_everybody");
    }

    @Test
    void theSettingsWin() throws IOException {
        config("Host bastion\nHostName b\nPort 2222\nUser u\nIdentityFile ~/a\nProxyJump other\n");
        Path known = Files.writeString(home.resolve("k"), "");

        List<Hop> hops = Route.of(
                TunnelSettings.host("bastion")
                        .port(1)
                        .user("x")
                        .key("~/mine")
                        .knownHosts(known)
                        .jump(TunnelSettings.host("jump"))
                        .tunnel(),
                account);

        assertThat(hops).extracting(Hop::label).containsExactly("me@jump:22", "x@bastion:1");
        assertThat(keys(hops.get(1))).containsExactly("~/mine");
        assertThat(hops.get(1).credentials().agent()).isEqualTo(Credentials.Agent.NO);
        assertThat(hops.get(1).knownHosts()).containsExactly(known);
        assertThat(hops.get(1).knownName()).isEqualTo("[b]:1");
    }

    @Test
    void aJumpHostTakesWhatItLacksFromTheTunnel() throws IOException {
        config("Host jump\nIdentityFile ~/.ssh/j\n");
        TunnelSettings tunnel =
                TunnelSettings.host("bastion").key("~/mine").keyPassword("p").password("w");

        Hop jump = Route.of(tunnel.jump(TunnelSettings.host("jump")).tunnel(), account)
                .get(0);
        assertThat(keys(jump)).containsExactly(ssh("j"), "~/mine");
        assertThat(jump.credentials().passphrase()).contains("p");
        assertThat(jump.credentials().password()).contains("w");

        Hop own = Route.of(
                        tunnel.jump(TunnelSettings.host("jump").password("own")).tunnel(), account)
                .get(0);
        assertThat(keys(own)).isEmpty();
        assertThat(own.credentials().password()).contains("own");
    }

    @Test
    void followsProxyJump() throws IOException {
        config("""
                Host bastion
                  ProxyJump a@one:2201,ssh://two,c@[::1]:2203
                Host one
                  ProxyJump zero
                Host two
                  ProxyJump never
                """);
        assertThat(labels("bastion"))
                .containsExactly("me@zero:22", "a@one:2201", "me@two:22", "c@[::1]:2203", "me@bastion:22");
        config("Host bastion\nProxyJump none\nHost *\nProxyJump other\n");
        assertThat(labels("bastion")).containsExactly("me@bastion:22");
        config("Host *\nProxyJump other\n");
        assertThat(labels("bastion")).containsExactly("me@other:22", "me@bastion:22");
        config("Host bastion\nProxyCommand nc %h %p\n");
        assertThat(labels("bastion")).containsExactly("me@bastion:22");
    }

    @Test
    void includesOtherFiles() throws IOException {
        config("Include more/*.conf missing\nHost bastion\nInclude ~/.ssh/inner\nUser late\n");
        Files.writeString(home.resolve(".ssh/more/1.conf"), "Host nobody\nUser wrong\nHost bastion\nPort 77\n");
        Files.writeString(home.resolve(".ssh/more/2.txt"), "Host bastion\nPort 88\n");
        Files.writeString(home.resolve(".ssh/inner"), "HostName inner.example.com\nHost other\nHostName o\n");

        Hop hop = only(TunnelSettings.host("bastion"));

        assertThat(hop.label()).isEqualTo("late@bastion:77");
        assertThat(hop.host()).isEqualTo("inner.example.com");
        assertThat(only(TunnelSettings.host("other")).host()).isEqualTo("other");
    }

    @Test
    void passesOverWhatItCannotDecide() throws IOException {
        config("""
                Host bastion
                  User right
                Match exec "true"
                  Port 99
                Match all
                  Port 33
                Host !bastion b*
                  HostName wrong
                Host b?stion
                  HostName right.example.com
                nonsense
                """);

        Hop hop = only(TunnelSettings.host("bastion"));

        assertThat(hop.label()).isEqualTo("right@bastion:33");
        assertThat(hop.host()).isEqualTo("right.example.com");
    }

    @Test
    void saysWhatIsWrongInTheConfig() throws IOException {
        config("Host bastion\nPort ssh\n");
        assertThatThrownBy(() -> only(TunnelSettings.host("bastion")))
                .isInstanceOf(TapException.class)
                .hasMessage("the Port of \"bastion\" in ~/.ssh/config is no port: \"ssh\"");
        config("ProxyJump a@b:c:d\n");
        assertThatThrownBy(() -> only(TunnelSettings.host("bastion")))
                .isInstanceOf(TapException.class)
                .hasMessage("the ProxyJump of \"bastion\" in ~/.ssh/config is no host: \"a@b:c:d\"");
        config("ProxyJump b:99999\n");
        assertThatThrownBy(() -> only(TunnelSettings.host("bastion"))).hasMessageContaining("is no port: \"99999\"");
        config("Include config\n");
        assertThatThrownBy(() -> only(TunnelSettings.host("bastion")))
                .isInstanceOf(TapException.class)
                .hasMessageEndingWith("includes itself");
    }

    @Test
    void showsNoSecrets() {
        TunnelSettings settings = TunnelSettings.host("bastion")
                .key("-----BEGIN k")
                .keyPassword("p4ss")
                .password("w0rd");
        Hop hop = only(settings);
        assertThat(hop + " " + hop.credentials() + " " + hop.credentials().keys() + settings.tunnel())
                .doesNotContain("BEGIN", "p4ss", "w0rd");
    }

    private void config(String text) throws IOException {
        Files.writeString(home.resolve(".ssh/config"), text);
    }

    private Hop only(TunnelSettings settings) {
        List<Hop> hops = Route.of(settings.tunnel(), account);
        assertThat(hops).hasSize(1);
        return hops.get(0);
    }

    private List<String> labels(String host) {
        return Route.of(TunnelSettings.host(host).tunnel(), account).stream()
                .map(Hop::label)
                .toList();
    }

    private static List<String> keys(Hop hop) {
        return hop.credentials().keys().stream().map(Credentials.Key::setting).toList();
    }

    private String ssh(String name) {
        return home.resolve(".ssh").resolve(name).toString();
    }
}

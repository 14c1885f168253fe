package com.tappostgres.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.config.ConnectionSettings.SshTunnel;
import com.tappostgres.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns {@code ssh_tunnel} into its record. */
final class TunnelBuilder {
    /** As ssh's own ProxyJump. */
    private static final Pattern JUMP = Pattern.compile("(?:([^@:\\s]+)@)?(\\[[^\\]\\s]+\\]|[^@:\\s]+)(?::(\\d+))?");

    private final HomeFolder home;
    private final Problems problems;

    TunnelBuilder(HomeFolder home, Problems problems) {
        this.home = home;
        this.problems = problems;
    }

    /** The tunnel; empty where it is switched off. */
    Optional<SshTunnel> build(ObjectFields fields) {
        fields.allowOnly(TunnelSchema.fieldNames());
        List<SshTunnel> jump = jump(fields, fields.get("jump"));
        OptionalInt port = fields.port("port");
        Optional<String> host = fields.text("host");
        Optional<Boolean> agent = fields.flag("agent");
        if (!fields.flag("enable").orElse(true)) {
            return Optional.empty();
        }
        if (host.isEmpty()) {
            problems.add(fields.called("host") + " is missing");
        }
        return Optional.of(new SshTunnel(
                host.orElse(""),
                port,
                fields.text("username"),
                fields.text("private_key").map(home::expand),
                fields.text("private_key_password"),
                fields.text("password"),
                agent,
                fields.text("known_hosts").map(home::expand),
                fields.text("host_key"),
                jump));
    }

    /** Hosts before a host before the tunnel's stand in one list with it, so that nobody has to look deeper. */
    private List<SshTunnel> jump(ObjectFields fields, @Nullable JsonNode value) {
        List<SshTunnel> hosts = new ArrayList<>();
        if (value == null) {
            return hosts;
        }
        if (value.isTextual()) {
            for (String host : value.asText().split(",", -1)) {
                addText(fields.pathOf("jump"), host.strip(), hosts);
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                add(fields.pathOf("jump[" + i + "]"), value.get(i), hosts);
            }
        } else {
            problems.add(fields.called("jump") + " must be an array of objects or of \"user@host:port\"");
        }
        return hosts;
    }

    private void add(String path, JsonNode value, List<SshTunnel> hosts) {
        if (value.isTextual()) {
            addText(path, value.asText().strip(), hosts);
            return;
        }
        ObjectFields.read(path, value, problems).flatMap(this::build).ifPresent(host -> {
            hosts.addAll(host.jump());
            hosts.add(withoutJump(host));
        });
    }

    private void addText(String path, String text, List<SshTunnel> hosts) {
        Matcher parts = JUMP.matcher(text);
        if (!parts.matches()) {
            // Not quoted: whoever writes a password there as well gets here.
            problems.add("\"" + path + "\" must be written user@host:port, or be an object");
            return;
        }
        String host = parts.group(2).replaceAll("[\\[\\]]", "");
        add(
                path,
                Json.NODES
                        .objectNode()
                        .put("host", host)
                        .put("username", parts.group(1))
                        .put("port", parts.group(3)),
                hosts);
    }

    private static SshTunnel withoutJump(SshTunnel host) {
        return new SshTunnel(
                host.host(),
                host.port(),
                host.username(),
                host.privateKey(),
                host.privateKeyPassword(),
                host.password(),
                host.agent(),
                host.knownHosts(),
                host.hostKey(),
                List.of());
    }
}

package com.tappostgres.config;

import com.tappostgres.config.ConnectionSettings.Endpoint;
import com.tappostgres.config.ConnectionSettings.Server;
import com.tappostgres.config.ConnectionSettings.TargetSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns the lists of hosts, addresses and ports into servers, by libpq's rules. */
final class ServerBuilder {
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^:/]+:\\d*");
    private static final Pattern NEVER_IN_A_HOST = Pattern.compile("[\\s\\[\\]@\"']");
    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]+(%\\w+)?");

    private final SettingReader settings;
    private final Problems problems;

    ServerBuilder(SettingReader settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    Server build() {
        List<Endpoint> endpoints = endpoints();
        int port = endpoints.get(0).port();
        Optional<Endpoint> replica = settings.object(Setting.REPLICA).map(fields -> replica(fields, port));
        TargetSession target = TargetSession.valueOf(settings.choice(Setting.TARGET_SESSION_ATTRS)
                .toUpperCase(Locale.ROOT)
                .replace('-', '_'));
        return new Server(endpoints, replica, target);
    }

    private List<Endpoint> endpoints() {
        List<String> addresses = list(Setting.HOSTADDR);
        List<String> hosts = list(Setting.HOST);
        List<String> ports = list(Setting.PORT);
        int count = Math.max(1, addresses.isEmpty() ? hosts.size() : addresses.size());
        if (!addresses.isEmpty() && !hosts.isEmpty() && addresses.size() != hosts.size()) {
            problems.add("\"hostaddr\" lists " + addresses.size() + " for the " + hosts.size()
                    + " of \"host\": give one for each");
        }
        if (ports.size() > 1 && ports.size() != count) {
            problems.add("\"port\" lists " + ports.size() + " for " + count + (count == 1 ? " host" : " hosts")
                    + ": give one for each, or one for all");
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            endpoints.add(endpoint(at(hosts, i), at(addresses, i), at(ports, ports.size() == 1 ? 0 : i)));
        }
        return endpoints;
    }

    private Endpoint endpoint(String host, String address, String port) {
        checkHost(host);
        if (!address.isEmpty() && !ADDRESS.matcher(address).matches()) {
            settings.wrong(Setting.HOSTADDR, "an IP address, or a list of them", address);
        }
        String name = host.isEmpty() ? address : host;
        return new Endpoint(
                name.isEmpty() ? Setting.HOST.defaultValue().orElseThrow() : name,
                Optional.of(address).filter(text -> !text.isEmpty()),
                (int) settings.number(
                        Setting.PORT,
                        port.isEmpty() ? Setting.PORT.defaultValue().orElseThrow() : port,
                        1,
                        WholeNumber.MAX_PORT));
    }

    private void checkHost(String host) {
        problemOfHost(host).ifPresent(problem -> problems.add("\"host\" " + problem));
    }

    /** Quotes nothing: a URL with a password is what stands there most often. */
    private static Optional<String> problemOfHost(String host) {
        if (host.startsWith("/")) {
            return Optional.empty();
        }
        if (host.contains("://")) {
            return Optional.of("holds a URL: that goes into \"url\"");
        }
        if (host.startsWith("@")) {
            return Optional.of(
                    "names an abstract Unix socket, which Java cannot reach: give the folder of an ordinary one");
        }
        if (HOST_AND_PORT.matcher(host).matches()) {
            return Optional.of("holds a port too: that goes into \"port\"");
        }
        return NEVER_IN_A_HOST.matcher(host).find()
                ? Optional.of("must hold names or addresses and nothing else, several of them as a comma list")
                : Optional.empty();
    }

    private Endpoint replica(ObjectFields fields, int port) {
        fields.allowOnly(List.of("host", "port"));
        String host = fields.text("host").orElse("");
        if (host.isEmpty()) {
            problems.add(fields.called("host") + " is missing");
        } else if (host.contains(",")) {
            problems.add(fields.called("host") + " must be one server");
        }
        problemOfHost(host).ifPresent(problem -> problems.add(fields.called("host") + " " + problem));
        return new Endpoint(host, Optional.empty(), fields.port("port").orElse(port));
    }

    private List<String> list(Setting setting) {
        List<String> list = new ArrayList<>();
        settings.given(setting).ifPresent(text -> {
            for (String each : text.split(",", -1)) {
                list.add(each.strip());
            }
        });
        return list;
    }

    private static String at(List<String> list, int index) {
        return index < list.size() ? list.get(index) : "";
    }
}

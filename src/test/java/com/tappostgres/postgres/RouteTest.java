package com.tappostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.tappostgres.config.ConfigReader;
import com.tappostgres.config.ConnectionSettings;
import com.tappostgres.config.ConnectionSettings.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of which connections nobody on a network can read along, so that no warning is due. */
final class RouteTest {
    private static final String TUNNEL = "{\"host\": \"bastion\", \"username\": \"tap\"}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            db                  | 127.0.0.1   | true
            db                  | 127.8.8.8   | true
            db                  | ::1         | true
            localhost           | 192.0.2.1   | false
            127.0.0.1           | 192.0.2.1   | false
            db                  | 10.0.0.1    | false
            db                  | 2001:db8::1 | false
            /var/run/postgresql | 192.0.2.1   | true
            """)
    void itIsTheAddressThatCounts(String host, String connectedTo, boolean isPrivate) throws IOException {
        assertThat(isPrivate(Map.of(), host, Optional.empty(), connectedTo)).isEqualTo(isPrivate);
    }

    /** The socket of a tunnel leads to this machine whatever lies behind it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            localhost    |           | true
            127.0.0.1    |           | true
            ::1          |           | true
            db.internal  | 127.0.0.1 | true
            db.internal  |           | false
            10.0.0.1     |           | false
            localhost    | 10.0.0.1  | false
            127.evil.com |           | false
            """)
    void behindATunnelItIsWhatTheSshHostConnectsTo(String host, String address, boolean isPrivate) throws IOException {
        Map<String, String> tunnel = Map.of("TAP_POSTGRES_SSH_TUNNEL", TUNNEL);
        assertThat(isPrivate(tunnel, host, Optional.ofNullable(address), "127.0.0.1"))
                .isEqualTo(isPrivate);
    }

    private static boolean isPrivate(
            Map<String, String> variables, String host, Optional<String> address, String connectedTo)
            throws IOException {
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("HOME", "/nowhere");
        ConnectionSettings settings = ConfigReader.read(List.of(), environment).connection();
        try (Route route = new Route(settings);
                Socket socket = new ConnectedSocket(InetAddress.getByName(connectedTo))) {
            return route.isPrivate(new Endpoint(host, address, 5432), socket);
        }
    }

    /** One that claims to be connected, without any I/O. */
    private static final class ConnectedSocket extends Socket {
        private final InetAddress address;

        ConnectedSocket(InetAddress address) {
            this.address = address;
        }

        @Override
        public InetAddress getInetAddress() {
            return address;
        }
    }
}

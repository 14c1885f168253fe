package com.tappostgres.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PatientSocketTest {
    @Test
    void readsWhatTheServerSaidBeforeItClosed() throws IOException {
        try (PretendServer server = refusing();
                PatientSocket socket = new PatientSocket(server.connect())) {
            assertThatCode(() -> writeMuch(socket)).doesNotThrowAnyException();
            assertThat(socket.getInputStream().readNBytes(3)).isEqualTo("why".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void isNeededAsOtherSocketsFail() throws IOException {
        try (PretendServer server = refusing();
                Socket socket = server.connect()) {
            assertThat(catchThrowable(() -> writeMuch(socket))).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void hasTheOptionsOfTheOtherSocket() throws IOException {
        try (PretendServer server = PretendServer.answering();
                Socket plain = server.connect();
                PatientSocket socket = new PatientSocket(plain)) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.setSoTimeout(123);
            assertThat(plain.getTcpNoDelay()).isTrue();
            assertThat(plain.getKeepAlive()).isTrue();
            assertThat(plain.getSoTimeout()).isEqualTo(123);
            assertThat(socket.getPort()).isEqualTo(server.port());
            assertThat(socket.isConnected()).isTrue();
            assertThat(socket.isClosed()).isFalse();
        }
    }

    /** A server that does not read what comes after its answer, so that its end breaks the connection. */
    private static PretendServer refusing() {
        return PretendServer.start(socket -> {
            socket.getOutputStream().write("why".getBytes(StandardCharsets.UTF_8));
            socket.close();
        });
    }

    private static void writeMuch(Socket socket) throws IOException, InterruptedException {
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < 100; i++) {
            out.write(new byte[100]);
            out.flush();
            Thread.sleep(5);
        }
    }
}

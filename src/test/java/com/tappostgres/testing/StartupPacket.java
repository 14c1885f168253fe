package com.tappostgres.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the packet that opens a session, behind the requests for encryption that may precede it. */
final class StartupPacket {
    private static final int PROTOCOL_3 = 3;
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;

    private StartupPacket() {}

    /** Its parameters in their order; empty where there is none, or not all of it. */
    static Optional<Map<String, String>> parameters(byte[] firstBytes) {
        ByteBuffer bytes = ByteBuffer.wrap(firstBytes);
        while (bytes.remaining() >= 8) {
            int length = bytes.getInt() - 8;
            int code = bytes.getInt();
            if (code >>> 16 == PROTOCOL_3) {
                return bytes.remaining() < length ? Optional.empty() : Optional.of(pairs(bytes));
            }
            if (code != SSL_REQUEST && code != GSS_REQUEST) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> pairs(ByteBuffer bytes) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String name = text(bytes);
        while (!name.isEmpty()) {
            parameters.put(name, text(bytes));
            name = text(bytes);
        }
        return parameters;
    }

    private static String text(ByteBuffer bytes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte letter = bytes.get(); letter != 0; letter = bytes.get()) {
            text.write(letter);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}

package com.tappostgres.proof;

import com.tappostgres.testing.Conversation;
import com.tappostgres.testing.FaultProxy.Side;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Where in the conversation of one connection its phases are: the places of the protocol's messages. */
final class Landmarks {
    /** The place of a message among the bytes of its sender. */
    record Message(Phase phase, Side sender, long from, long to) {}

    /** The conversation's last bytes, which a run with shorter numbers in its texts may not have. */
    private static final int LAST = 32;

    private final List<Message> messages = new ArrayList<>();
    private final Map<Side, byte[]> begun = new EnumMap<>(Side.class);
    private final Map<Side, Long> lengths = new EnumMap<>(Side.class);
    private final int stateInterval;

    private Phase phase = Phase.LOGIN;
    private boolean ordered;
    private long rows;

    private Landmarks(int stateInterval) {
        this.stateInterval = stateInterval;
        for (Side side : Side.values()) {
            begun.put(side, new byte[0]);
            lengths.put(side, 0L);
        }
    }

    /** Finds them; {@code stateInterval} is how many rows of an INCREMENTAL stream have a STATE. */
    static Landmarks of(Conversation conversation, int stateInterval) {
        Landmarks landmarks = new Landmarks(stateInterval);
        conversation.blocks().forEach(block -> landmarks.add(block.sender(), block.bytes()));
        landmarks.messages.removeIf(message -> message.to() > landmarks.bytes(message.sender()) - LAST);
        return landmarks;
    }

    /** How many bytes a side sent. */
    long bytes(Side sender) {
        return lengths.getOrDefault(sender, 0L);
    }

    /** A byte within some message. */
    long offset(Phase wanted, Side sender, Random random) {
        List<Message> fitting = messages.stream()
                .filter(message -> message.phase() == wanted && message.sender() == sender)
                .toList();
        Message message = fitting.get(random.nextInt(fitting.size()));
        return message.from() + random.nextInt((int) (message.to() - message.from()));
    }

    private void add(Side sender, byte[] bytes) {
        byte[] before = begun.getOrDefault(sender, new byte[0]);
        ByteBuffer buffer = ByteBuffer.allocate(before.length + bytes.length)
                .put(before)
                .put(bytes)
                .flip();
        while (true) {
            // Only the startup packet has no letter before its length.
            int header = sender == Side.CLIENT && bytes(sender) == 0 ? 0 : 1;
            if (buffer.remaining() < header + Integer.BYTES) {
                break;
            }
            int length = header + buffer.getInt(buffer.position() + header);
            if (buffer.remaining() < length) {
                break;
            }
            byte[] body = new byte[length];
            buffer.get(body);
            long from = bytes(sender);
            messages.add(new Message(phaseOf(sender, body), sender, from, from + length));
            lengths.put(sender, from + length);
        }
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        begun.put(sender, rest);
    }

    /** The phase of a message; those behind it may be of the next one. */
    private Phase phaseOf(Side sender, byte[] message) {
        char type = (char) message[0];
        if (sender == Side.CLIENT) {
            if (phase != Phase.LOGIN && (type == 'Q' || type == 'P')) {
                ask(new String(message, 5, message.length - 5, StandardCharsets.UTF_8));
            }
            return phase;
        }
        boolean copies = phase == Phase.COPY || phase == Phase.LAST_CHUNK;
        if (copies && type == 'd') {
            rows++;
            return ordered && rows % stateInterval <= 1 ? Phase.STATE : phase;
        }
        if (copies && type == 'c') {
            phase = Phase.STATE;
        }
        Phase its = phase;
        if (type == 'Z' && phase == Phase.LOGIN) {
            phase = Phase.CATALOG;
        }
        return its;
    }

    private void ask(String sql) {
        if (sql.contains("COPY ") && sql.contains("TO STDOUT")) {
            phase = sql.contains("ctid >=") && !sql.contains("ctid <") ? Phase.LAST_CHUNK : Phase.COPY;
            ordered = sql.contains("ORDER BY");
            rows = 0;
        } else if (sql.contains("BEGIN ")) {
            phase = Phase.CATALOG;
        }
    }
}

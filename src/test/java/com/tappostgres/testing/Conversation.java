package com.tappostgres.testing;

import com.tappostgres.testing.FaultProxy.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All bytes that came through a proxy, in their order. */
@SuppressWarnings("ArrayRecordComponent") // only ever read
public final class Conversation {
    /** Some bytes that one side sent. */
    public record Block(Side sender, byte[] bytes) {}

    private final List<Block> blocks = new ArrayList<>();

    Conversation() {}

    synchronized void add(Side sender, byte[] bytes, int count) {
        blocks.add(new Block(sender, Arrays.copyOf(bytes, count)));
    }

    public synchronized List<Block> blocks() {
        return List.copyOf(blocks);
    }
}

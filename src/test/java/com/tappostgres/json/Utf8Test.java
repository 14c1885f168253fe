package com.tappostgres.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Utf8Test {
    /** Bytes at the edges of every rule of the encoding. */
    private static final int[] EDGES = {
        0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
        0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff
    };

    @Test
    void sequencesOfEdgesAsTheJdkDecodesThem() {
        for (long seed = 0; seed < 200_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[1 + random.nextInt(5)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) EDGES[random.nextInt(EDGES.length)];
            }
            assertThat(Utf8.isValid(bytes, 0, bytes.length)).as("seed %d", seed).isEqualTo(decodes(bytes));
        }
    }

    @Test
    void textsAndTheirDamage() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = (RandomText.of(random, random.nextInt(60)) + "x").getBytes(StandardCharsets.UTF_8);
            assertThat(Utf8.isValid(bytes, 0, bytes.length)).as("seed %d", seed).isTrue();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            assertThat(Utf8.isValid(bytes, 0, bytes.length)).as("seed %d", seed).isEqualTo(decodes(bytes));
        }
    }

    @Test
    void looksAtNothingOutsideItsRange() {
        byte[] bytes = "\u00e9aaaaaaaaaaaa\u00e9".getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.isValid(bytes, 1, bytes.length)).isFalse();
        assertThat(Utf8.isValid(bytes, 2, bytes.length)).isTrue();
        assertThat(Utf8.isValid(bytes, 0, bytes.length - 1)).isFalse();
        assertThat(Utf8.isValid(bytes, 0, bytes.length - 2)).isTrue();
        assertThat(Utf8.isValid(bytes, 1, 1)).isTrue();
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}

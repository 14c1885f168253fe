package com.tappostgres.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Base64Test {
    @Test
    void randomBytesAsTheJdkEncodesThem() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[seed < 64 ? (int) seed : random.nextInt(300)];
            random.nextBytes(bytes);
            HexFormat format =
                    random.nextBoolean() ? HexFormat.of() : HexFormat.of().withUpperCase();
            String before = "\\x".substring(random.nextInt(3));
            byte[] hex = (before + format.formatHex(bytes) + "zz").getBytes(StandardCharsets.US_ASCII);
            int position = random.nextInt(5);
            byte[] target = new byte[position + (int) Base64.encodedLength(bytes.length)];
            int end = Base64.fromHex(hex, before.length(), 2 * bytes.length, target, position);
            assertThat(end).as("seed %d", seed).isEqualTo(target.length);
            assertThat(new String(target, position, end - position, StandardCharsets.US_ASCII))
                    .as("seed %d", seed)
                    .isEqualTo(java.util.Base64.getEncoder().encodeToString(bytes));
        }
    }

    @Test
    void everyByteThatIsNoDigitIsRejectedAtEveryPosition() {
        for (int value = 0; value < 256; value++) {
            if (Character.digit((char) value, 16) >= 0) {
                continue;
            }
            for (int length = 2; length <= 16; length += 2) {
                for (int position = 0; position < length; position++) {
                    byte[] hex = new byte[length];
                    Arrays.fill(hex, (byte) '0');
                    hex[position] = (byte) value;
                    assertRejected(hex, "value " + value + " at " + position + " of " + length);
                }
            }
        }
    }

    @Test
    void anOddNumberOfDigitsIsRejected() {
        for (int length = 1; length < 14; length += 2) {
            byte[] hex = new byte[length];
            Arrays.fill(hex, (byte) '0');
            assertRejected(hex, "length " + length);
        }
    }

    @Test
    void theLengthOfTheLargestValueIsNoInt() {
        assertThat(Base64.encodedLength(Integer.MAX_VALUE)).isEqualTo(2_863_311_532L);
    }

    private static void assertRejected(byte[] hex, String description) {
        assertThatIllegalArgumentException()
                .as(description)
                .isThrownBy(() -> Base64.fromHex(hex, 0, hex.length, new byte[64], 0));
    }
}

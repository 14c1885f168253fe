package com.tappostgres.json;

import java.util.Random;

/** Texts in which every class of characters that a kernel could treat differently turns up often. */
public final class RandomText {
    private RandomText() {}

    /** A text of that many code points; never U+0000, which PostgreSQL has no text for. */
    public static String of(Random random, int codePoints) {
        StringBuilder text = new StringBuilder();
        // Long plain runs alternate with dense special ones.
        boolean plain = random.nextBoolean();
        for (int i = 0; i < codePoints; i++) {
            if (random.nextInt(12) == 0) {
                plain = !plain;
            }
            text.appendCodePoint(plain ? 'a' + random.nextInt(26) : codePoint(random));
        }
        return text.toString();
    }

    private static int codePoint(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> 1 + random.nextInt(0x1f);
            case 1 -> '"';
            case 2 -> '\\';
            case 3 -> 0x7f;
            case 4 -> 0x80 + random.nextInt(0x800 - 0x80);
            case 5 -> 0x800 + random.nextInt(0xd800 - 0x800);
            case 6 -> 0x2028 + random.nextInt(2);
            case 7 -> 0x10000 + random.nextInt(0x100000);
            default -> ' ' + random.nextInt(0x5f);
        };
    }
}

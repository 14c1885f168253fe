package com.tappostgres.differential;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Numbers and what is written with digits only. */
final class RandomNumbers {
    private RandomNumbers() {}

    static Arbitrary<String> integers(long min, long max) {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(min, max).map(String::valueOf),
                Arbitraries.of(min, min + 1, Math.max(min, 0), Math.max(min, 1), max - 1, max)
                        .map(String::valueOf));
    }

    /** All bit patterns alike: every exponent, subnormal numbers, NaN. */
    static Arbitrary<String> doubles() {
        return Arbitraries.oneOf(
                Arbitraries.randomValue(random -> Double.toString(Double.longBitsToDouble(random.nextLong()))),
                Arbitraries.randomValue(random -> Double.toString(random.nextInt(2_000_000) / 1000.0 - 1000)),
                Arbitraries.of(
                        "0",
                        "-0",
                        "0.1",
                        "1e15",
                        "1e16",
                        "123456789012345680",
                        "1e-4",
                        "1e-5",
                        "1e21",
                        "1e22",
                        "NaN",
                        "Infinity",
                        "-Infinity",
                        "5e-324",
                        "2.2250738585072014e-308",
                        "1.7976931348623157e308",
                        "-1.7976931348623157e308"));
    }

    static Arbitrary<String> floats() {
        return Arbitraries.oneOf(
                Arbitraries.randomValue(random -> Float.toString(Float.intBitsToFloat(random.nextInt()))),
                Arbitraries.randomValue(random -> Float.toString(random.nextInt(200_000) / 100f - 1000)),
                Arbitraries.of(
                        "0",
                        "-0",
                        "0.1",
                        "1e5",
                        "1e6",
                        "1e7",
                        "16777217",
                        "1e-4",
                        "1e-5",
                        "NaN",
                        "Infinity",
                        "-Infinity",
                        "1e-45",
                        "1.1754944e-38",
                        "3.4028235e38"));
    }

    static Arbitrary<String> numerics() {
        Arbitrary<BigInteger> digits = Arbitraries.integers()
                .between(1, 300)
                .flatMap(length -> Arbitraries.randomValue(random -> new BigInteger(length * 3, random)));
        Arbitrary<String> any = Combinators.combine(
                        digits, Arbitraries.integers().between(-50, 300), Arbitraries.of("", "-"))
                .as((unscaled, scale, sign) -> sign + new BigDecimal(unscaled, scale).toPlainString());
        Arbitrary<String> usual = Arbitraries.longs()
                .between(-999_999_999L, 999_999_999L)
                .map(cents -> BigDecimal.valueOf(cents, 2).toPlainString());
        return Arbitraries.oneOf(
                any,
                usual,
                Arbitraries.of(
                        "0",
                        "0.0",
                        "0.000",
                        "-0.00",
                        "NaN",
                        "1e30",
                        "1e-30",
                        "1.5e-300",
                        "10000",
                        "9999.9999",
                        "0.00010000",
                        "1e400"));
    }

    static Arbitrary<String> money() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(-90_000_000_000_000_000L, 90_000_000_000_000_000L),
                        Arbitraries.longs().between(-1_000_000L, 1_000_000L),
                        Arbitraries.of(0L, 1L, -1L, 99L, 100L, -100_000L))
                .map(cents -> BigDecimal.valueOf(cents, 2).toPlainString());
    }

    static Arbitrary<String> bytea() {
        return Arbitraries.integers()
                .between(0, 120)
                .flatMap(length -> Arbitraries.randomValue(random -> {
                    byte[] bytes = new byte[length];
                    random.nextBytes(bytes);
                    return "\\x" + HexFormat.of().formatHex(bytes);
                }));
    }

    static Arbitrary<String> bits(int min, int max) {
        return Arbitraries.strings().withChars('0', '1').ofMinLength(min).ofMaxLength(max);
    }

    static Arbitrary<String> hex(String form) {
        return Arbitraries.randomValue(random -> form.codePoints()
                .mapToObj(
                        letter -> letter == 'x' ? Integer.toHexString(random.nextInt(16)) : Character.toString(letter))
                .reduce("", String::concat));
    }

    static Arbitrary<String> addresses() {
        Arbitrary<Integer> octet = Arbitraries.integers().between(0, 255);
        Arbitrary<String> four = Combinators.combine(
                        octet, octet, octet, octet, Arbitraries.integers().between(0, 33))
                .as((a, b, c, d, mask) -> a + "." + b + "." + c + "." + d + (mask == 33 ? "" : "/" + mask));
        Arbitrary<String> group = Arbitraries.oneOf(hex("xxxx"), Arbitraries.just("0"));
        Arbitrary<String> six = Combinators.combine(
                        group.list().ofSize(8), Arbitraries.integers().between(0, 129))
                .as((groups, mask) -> String.join(":", groups) + (mask == 129 ? "" : "/" + mask));
        return Arbitraries.oneOf(
                four, six, Arbitraries.of("::", "::1", "::ffff:1.2.3.4", "0.0.0.0/0", "255.255.255.255"));
    }

    static Arbitrary<String> networks() {
        Arbitrary<Integer> octet = Arbitraries.integers().between(0, 255);
        return Arbitraries.oneOf(
                Combinators.combine(octet, octet).as((a, b) -> a + "." + b + ".0.0/16"),
                Combinators.combine(octet, octet, octet, octet).as((a, b, c, d) -> a + "." + b + "." + c + "." + d),
                hex("2xxx:xxxx::/32"),
                Arbitraries.of("0.0.0.0/0", "::/0", "10.0.0.0/8"));
    }

    static Arbitrary<String> snapshots() {
        return Combinators.combine(
                        Arbitraries.longs().between((1L << 40) + 1, (1L << 40) + 4_000_000_000L),
                        Arbitraries.integers().between(1, 1000).set().ofMaxSize(5))
                .as((min, more) -> min + ":" + (min + 2000) + ":"
                        + more.stream()
                                .sorted()
                                .map(each -> String.valueOf(min + each))
                                .collect(Collectors.joining(",")));
    }

    /** Coordinates of geometric types. */
    static Arbitrary<String> points() {
        Arbitrary<Double> coordinate = Arbitraries.oneOf(
                Arbitraries.randomValue(random -> random.nextInt(2000) / 8.0 - 100),
                Arbitraries.randomValue(random -> random.nextGaussian() * 1e6),
                Arbitraries.of(0.0, -0.0, 0.1, 1e100, -1e-100, 1e15));
        return Combinators.combine(coordinate, coordinate).as((x, y) -> "(" + x + "," + y + ")");
    }
}

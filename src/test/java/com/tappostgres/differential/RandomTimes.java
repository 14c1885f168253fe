package com.tappostgres.differential;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Dates and times over the whole range of PostgreSQL's types. */
final class RandomTimes {
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private RandomTimes() {}

    static Arbitrary<String> dates() {
        return Arbitraries.oneOf(
                days(-4712, 5_874_897),
                days(1900, 2100),
                days(1900, 2100),
                days(-2, 3),
                days(9998, 10_001),
                Arbitraries.of(
                        "infinity",
                        "-infinity",
                        "0001-01-01",
                        "0001-12-31 BC",
                        "9999-12-31",
                        "10000-01-01",
                        "4713-01-01 BC",
                        "5874897-12-31",
                        "2000-02-29",
                        "1970-01-01"));
    }

    private static Arbitrary<String> days(int fromYear, int toYear) {
        return Arbitraries.longs()
                .between(
                        LocalDate.of(fromYear, 1, 1).toEpochDay(),
                        LocalDate.of(toYear, 12, 31).toEpochDay())
                .withoutEdgeCases()
                .map(RandomTimes::day);
    }

    static String day(long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        return day(date) + era(date);
    }

    private static String day(LocalDate date) {
        int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
        return String.format(Locale.ROOT, "%04d-%02d-%02d", year, date.getMonthValue(), date.getDayOfMonth());
    }

    private static String era(LocalDate date) {
        return date.getYear() > 0 ? "" : " BC";
    }

    static Arbitrary<String> timestamps() {
        return Arbitraries.oneOf(
                moments(-4712, 294_275, ""),
                moments(1900, 2100, ""),
                moments(1900, 2100, ""),
                moments(-2, 3, ""),
                moments(9998, 10_001, ""),
                Arbitraries.of(
                        "infinity",
                        "-infinity",
                        "0001-01-01 00:00:00",
                        "0001-12-31 23:59:59.999999 BC",
                        "9999-12-31 23:59:59.999999",
                        "10000-01-01 00:00:00",
                        "294276-12-31 23:59:59.999999",
                        "4713-01-01 00:00:00 BC"));
    }

    /** Moments in many zones; the server turns them into its own. */
    static Arbitrary<String> timestampsWithZone() {
        return Arbitraries.oneOf(
                timestamps().map(text -> text.endsWith("y") || text.endsWith("BC") ? text : text + "+00"),
                moments(1800, 2100, "-03:30"),
                moments(1800, 2100, "+14"),
                moments(1800, 2100, " Europe/Berlin"),
                moments(-2, 3, "+05:30:15"));
    }

    private static Arbitrary<String> moments(int fromYear, int toYear, String zone) {
        Arbitrary<Long> seconds = Arbitraries.longs()
                .between(
                        LocalDateTime.of(fromYear, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC),
                        LocalDateTime.of(toYear, 12, 31, 0, 0).toEpochSecond(ZoneOffset.UTC))
                .withoutEdgeCases();
        return Combinators.combine(seconds, micros()).as((second, micro) -> moment(second, micro, zone));
    }

    static String moment(long epochSecond, int micros, String zone) {
        LocalDateTime moment = LocalDateTime.ofEpochSecond(epochSecond, micros * 1000, ZoneOffset.UTC);
        return day(moment.toLocalDate()) + " " + time(moment.toLocalTime()) + zone + era(moment.toLocalDate());
    }

    /** Fractions of each number of digits. */
    private static Arbitrary<Integer> micros() {
        return Arbitraries.oneOf(
                Arbitraries.just(0),
                Arbitraries.integers().between(0, 999_999),
                Arbitraries.integers().between(0, 999).map(millis -> millis * 1000),
                Arbitraries.integers().between(0, 9).map(tenths -> tenths * 100_000));
    }

    private static String time(LocalTime time) {
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%06d",
                time.getHour(),
                time.getMinute(),
                time.getSecond(),
                time.getNano() / 1000);
    }

    static Arbitrary<String> times() {
        return Arbitraries.oneOf(
                Combinators.combine(Arbitraries.integers().between(0, 86_399), micros())
                        .as((second, micro) -> time(LocalTime.ofNanoOfDay((second * 1_000_000L + micro) * 1000))),
                Arbitraries.longs()
                        .between(0, MICROS_OF_DAY - 1)
                        .map(micro -> time(LocalTime.ofNanoOfDay(micro * 1000))),
                Arbitraries.of("00:00:00", "24:00:00", "23:59:59.999999", "12:00:00.1", "00:00:00.000001"));
    }

    static Arbitrary<String> timesWithZone() {
        Arbitrary<String> zones =
                Arbitraries.of("+00", "+02", "-03:30", "+15:59:59", "-15:59:59", "+05:30:15", "-00:00:01");
        return Combinators.combine(times(), zones).as(String::concat);
    }

    static Arbitrary<String> intervals() {
        Arbitrary<Integer> small = Arbitraries.integers().between(-50, 50);
        Arbitrary<Integer> large = Arbitraries.integers().between(-2_000_000_000, 2_000_000_000);
        Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().between(-MICROS_OF_DAY, MICROS_OF_DAY),
                Arbitraries.longs().between(-1_000_000_000_000_000L, 1_000_000_000_000_000L),
                Arbitraries.of(0L, 1L, -1L, 1_000_000L, -500_000L));
        Arbitrary<String> mixed = Combinators.combine(
                        Arbitraries.oneOf(small, small, large, Arbitraries.just(0)),
                        Arbitraries.oneOf(small, small, large, Arbitraries.just(0)),
                        times)
                .as((months, days, micros) -> months + " mons " + days + " days " + clock(micros));
        return Arbitraries.oneOf(
                mixed, mixed, mixed, Arbitraries.of("0", "1 year", "-1 mons +1 day -00:00:01", "178000000 years"));
    }

    private static String clock(long micros) {
        long seconds = Math.abs(micros) / 1_000_000;
        return String.format(
                Locale.ROOT,
                "%s%d:%02d:%02d.%06d",
                micros < 0 ? "-" : "",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60,
                Math.abs(micros) % 1_000_000);
    }
}

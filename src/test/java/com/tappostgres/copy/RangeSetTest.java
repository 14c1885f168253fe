package com.tappostgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RangeSetTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0..5,5..9        | 0..9
            0..5,6..9        | 0..5,6..9
            6..9,0..5,5..6   | 0..9
            ..3,2..,-9..-8   | ..
            1..2,..1         | ..2
            """)
    void rangesThatMeetBecomeOne(String ranges, String merged) {
        assertThat(RangeSet.parse(ranges)).hasToString(merged);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0..5,7..9 | [NumberRange[from=-9223372036854775808, to=0], NumberRange[from=5, to=7], NumberRange[from=9, to=9223372036854775807]]
            ..5       | [NumberRange[from=5, to=9223372036854775807]]
            5..       | [NumberRange[from=-9223372036854775808, to=5]]
            ..        | []
            """)
    void theComplementIsTheRest(String ranges, String rest) {
        assertThat(RangeSet.parse(ranges).complement()).hasToString(rest);
    }

    @Test
    void countsEachNumberAsASetDoes() {
        Random random = new Random(42);
        for (int round = 0; round < 200; round++) {
            RangeSet set = new RangeSet();
            BitSet bits = new BitSet();
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(100);
                int to = from + 1 + random.nextInt(8);
                set.add(new NumberRange(from, to));
                bits.set(from, to);
            }
            BitSet found = new BitSet();
            RangeSet.parse(set.toString()).ranges().forEach(range -> found.set((int) range.from(), (int) range.to()));
            assertThat(found).isEqualTo(bits);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "5-6", "a..b", "6..5", "5..5", "1..2,", "99999999999999999999..", "1..2 ,3..4"})
    void refusesWhatIsNoRange(String text) {
        assertThatThrownBy(() -> RangeSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
        assertThat(RangeSet.isValid(text)).isFalse();
    }
}

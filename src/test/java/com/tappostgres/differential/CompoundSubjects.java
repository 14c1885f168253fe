package com.tappostgres.differential;

import static com.tappostgres.testing.PostgresVersion.V11;
import static com.tappostgres.testing.PostgresVersion.V14;
import static com.tappostgres.testing.PostgresVersion.V9_5;

import com.tappostgres.testing.PostgresVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Arrays, composites and domains, within each other. */
final class CompoundSubjects {
    private static final Arbitrary<String> INTEGERS = RandomNumbers.integers(Integer.MIN_VALUE, Integer.MAX_VALUE);
    private static final Arbitrary<String> POSITIVES = RandomNumbers.integers(2, Integer.MAX_VALUE);
    private static final Arbitrary<String> PAIRS = Literals.rows(List.of(INTEGERS, RandomTexts.texts(20)));

    private final List<Subject> all = new ArrayList<>();

    private CompoundSubjects() {}

    static List<Subject> all() {
        CompoundSubjects subjects = new CompoundSubjects();
        subjects.arrays();
        subjects.deepArrays();
        subjects.composites();
        subjects.domains();
        return subjects.all;
    }

    private void add(String type, Oracle oracle, Arbitrary<String> literals) {
        all.add(Subject.of(type, oracle, literals));
    }

    private void add(String type, PostgresVersion since, Oracle oracle, Arbitrary<String> literals) {
        all.add(Subject.of(type, oracle, literals).from(since));
    }

    private void array(String element, Oracle oracle, Arbitrary<String> literals) {
        add(element + "[]", Oracle.array(oracle), Literals.arrays(literals, 1));
    }

    private void arrays() {
        add("integer[]", Oracle.PLAIN_ARRAY, Literals.arrays(INTEGERS, 1));
        add("text[]", Oracle.PLAIN_ARRAY, Literals.arrays(RandomTexts.texts(30), 1));
        add("boolean[]", Oracle.PLAIN_ARRAY, Literals.arrays(Arbitraries.of("t", "f"), 1));
        array("bigint", Oracle.DIGITS, RandomNumbers.integers(Long.MIN_VALUE, Long.MAX_VALUE));
        array("double precision", Oracle.NUMBER, RandomNumbers.doubles());
        array("real", Oracle.NUMBER, RandomNumbers.floats());
        array("numeric", Oracle.NUMBER, RandomNumbers.numerics());
        array("bit(1)", Oracle.BIT, RandomNumbers.bits(1, 1));
        array("varbit", Oracle.OUTPUT, RandomNumbers.bits(0, 10));
        array("varchar(5)", Oracle.TEXT, RandomTexts.texts(5));
        array("char(5)", Oracle.PADDED_TO_5, RandomTexts.texts(5));
        array("bytea", Oracle.BASE64, RandomNumbers.bytea());
        array("uuid", Oracle.OUTPUT, RandomNumbers.hex("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"));
        array("inet", Oracle.OUTPUT, RandomNumbers.addresses());
        array("money", Oracle.OUTPUT, RandomNumbers.money());
        array("date", Oracle.DATE, RandomTimes.dates());
        array("timestamp", Oracle.TIMESTAMP, RandomTimes.timestamps());
        array("timestamptz", Oracle.TIMESTAMPTZ, RandomTimes.timestampsWithZone());
        array("time", Oracle.TIME, RandomTimes.times());
        array("interval", Oracle.OUTPUT, RandomTimes.intervals());
        array("json", Oracle.JSON, RandomTexts.json());
        add("jsonb[]", V9_5, Oracle.array(Oracle.JSON), Literals.arrays(RandomTexts.jsonb(), 1));
        array("mood", Oracle.TEXT, SubjectTypes.moods());
        array("tsvector", Oracle.OUTPUT, RandomTexts.tsvectors());
        array("point", Oracle.OUTPUT, RandomNumbers.points());
        array("int4range", Oracle.OUTPUT, integerRanges());
        add(
                "int4multirange[]",
                V14,
                Oracle.array(Oracle.OUTPUT),
                Literals.arrays(Literals.multiranges(integerRanges()), 1));
        Arbitrary<String> boxes = RandomNumbers.points().map(point -> point + ",(3,4)");
        add("box[]", Oracle.array(Oracle.OUTPUT), Literals.arrays(boxes, 1, ";"));
        array("hstore", Oracle.HSTORE, RandomTexts.hstores());
        all.add(Subject.of(
                "\"char\"[]",
                Oracle.array(Oracle.SINGLE_BYTE),
                "select i, array[i::\"char\", null, (127 - i)::\"char\"] from generate_series(0, 127) i"));
    }

    private static Arbitrary<String> integerRanges() {
        return Literals.ranges(Arbitraries.longs().between(-1000, 1000), Long::toString);
    }

    private void deepArrays() {
        add("integer[][]", Oracle.PLAIN_ARRAY, Literals.arrays(INTEGERS, 2));
        add("integer[][][]", Oracle.PLAIN_ARRAY, Literals.arrays(INTEGERS, 3));
        add("text[][]", Oracle.array(Oracle.TEXT), Literals.arrays(RandomTexts.texts(10), 2));
        add("date[][][]", Oracle.array(Oracle.DATE), Literals.arrays(RandomTimes.dates(), 3));
        add("pair[][]", Oracle.array(Oracle.PLAIN_ROW), Literals.arrays(PAIRS, 2));
        all.add(Subject.of("integer[]", Oracle.array(Oracle.DIGITS), anyDepth(INTEGERS))
                .named("integer[] of any depth"));
    }

    private static Arbitrary<String> anyDepth(Arbitrary<String> element) {
        return Arbitraries.oneOf(Literals.arrays(element, 1), Literals.arrays(element, 2), Literals.arrays(element, 3));
    }

    private void composites() {
        add("pair", Oracle.PLAIN_ROW, PAIRS);
        add("single", Oracle.PLAIN_ROW, Literals.rows(List.of(RandomTexts.texts(20))));
        add("shrunk", Oracle.PLAIN_ROW, Literals.rows(List.of(INTEGERS, INTEGERS, RandomTexts.texts(5))));
        array("pair", Oracle.PLAIN_ROW, PAIRS);
        add("nothing", Oracle.PLAIN_ROW, Arbitraries.just("()"));
        array("nothing", Oracle.PLAIN_ROW, Arbitraries.just("()"));
        looseComposites();
        add("thing", thing(), things());
        array("thing", thing(), things());
    }

    /** Composites whose arrays are of any depth, and those of a table's rows. */
    private void looseComposites() {
        Map<String, Oracle> loose = new LinkedHashMap<>();
        loose.put("a", Oracle.array(Oracle.DIGITS));
        loose.put("b", Oracle.array(Oracle.TEXT));
        loose.put("p", Oracle.array(Oracle.PLAIN_ROW));
        loose.put("d", Oracle.array(Oracle.DATE));
        Arbitrary<String> composites = Literals.rows(List.of(
                anyDepth(INTEGERS), anyDepth(RandomTexts.texts(5)), anyDepth(PAIRS), anyDepth(RandomTimes.dates())));
        add("loose", Oracle.row(loose), composites);
        array("loose", Oracle.row(loose), composites);
        Map<String, Oracle> columns = new LinkedHashMap<>();
        columns.put("id", Oracle.DIGITS);
        columns.put("Größe", Oracle.BIT);
        columns.put("s", Oracle.SINGLE_BYTE);
        columns.put("t", Oracle.TIME);
        columns.put("i", Oracle.OUTPUT);
        array(
                "rows_of",
                Oracle.row(columns),
                Literals.rows(List.of(
                        INTEGERS,
                        RandomNumbers.bits(1, 1),
                        Arbitraries.of("a", "\\", "\"", ",", ""),
                        RandomTimes.times(),
                        RandomNumbers.addresses())));
    }

    private static Oracle thing() {
        Map<String, Oracle> attributes = new LinkedHashMap<>();
        attributes.put("n", Oracle.DIGITS);
        attributes.put("t", Oracle.TEXT);
        attributes.put("p", Oracle.PLAIN_ROW);
        attributes.put("f", Oracle.NUMBER);
        attributes.put("m", Oracle.NUMBER);
        attributes.put("b", Oracle.BASE64);
        attributes.put("d", Oracle.DATE);
        attributes.put("z", Oracle.TIMESTAMPTZ);
        attributes.put("j", Oracle.JSON);
        attributes.put("e", Oracle.TEXT);
        attributes.put("a", Oracle.array(Oracle.DIGITS));
        attributes.put("w", Oracle.array(Oracle.TEXT));
        attributes.put("q", Oracle.array(Oracle.PLAIN_ROW));
        attributes.put("r", Oracle.OUTPUT);
        attributes.put("h", Oracle.HSTORE);
        attributes.put("odd \"n'ame", Oracle.TEXT);
        return Oracle.row(attributes);
    }

    private static Arbitrary<String> things() {
        return Literals.rows(List.of(
                INTEGERS,
                RandomTexts.texts(20),
                PAIRS,
                RandomNumbers.doubles(),
                RandomNumbers.numerics(),
                RandomNumbers.bytea(),
                RandomTimes.dates(),
                RandomTimes.timestampsWithZone(),
                RandomTexts.json(),
                SubjectTypes.moods(),
                Literals.arrays(INTEGERS, 1),
                Literals.arrays(RandomTexts.texts(10), 1),
                Literals.arrays(PAIRS, 1),
                integerRanges(),
                RandomTexts.hstores(),
                RandomTexts.texts(5)));
    }

    private void domains() {
        add("positive", Oracle.DIGITS, POSITIVES);
        add("more_positive", Oracle.DIGITS, POSITIVES);
        add("blob", Oracle.BASE64, RandomNumbers.bytea());
        add("day", Oracle.DATE, RandomTimes.dates());
        add("words", Oracle.PLAIN_ARRAY.as("text[]"), Literals.arrays(RandomTexts.texts(10), 1));
        add(
                "grid",
                Oracle.array(Oracle.NUMBER).as("numeric[]"),
                Literals.arrays(Arbitraries.of("1", "-2.5", "NaN"), 2));
        add("positive[]", V11, Oracle.array(Oracle.DIGITS), Literals.arrays(POSITIVES, 1));
        add("day[]", V11, Oracle.array(Oracle.DATE), Literals.arrays(RandomTimes.dates(), 1));
        add(
                "words[]",
                V11,
                Oracle.array(Oracle.PLAIN_ARRAY.as("text[]")),
                Literals.arrays(Literals.arrays(RandomTexts.texts(10), 1), 1));
        Arbitrary<String> boxes = RandomNumbers.points().map(point -> point + ",(3,4)");
        add("frame[]", V11, Oracle.array(Oracle.OUTPUT), Literals.arrays(boxes, 1, ";"));
        add("sound_pair", V11, Oracle.PLAIN_ROW.as("pair"), PAIRS);
        add("sound_pair[]", V11, Oracle.array(Oracle.PLAIN_ROW.as("pair")), Literals.arrays(PAIRS, 1));
    }
}

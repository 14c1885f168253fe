package com.tappostgres.differential;

import static com.tappostgres.testing.PostgresVersion.V10;
import static com.tappostgres.testing.PostgresVersion.V12;
import static com.tappostgres.testing.PostgresVersion.V13;
import static com.tappostgres.testing.PostgresVersion.V14;
import static com.tappostgres.testing.PostgresVersion.V17;
import static com.tappostgres.testing.PostgresVersion.V9_5;

import com.tappostgres.testing.PostgresVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Every type that is compared. */
final class Subjects {
    private final List<Subject> all = new ArrayList<>();

    private Subjects() {}

    /** Those that the server knows. */
    static List<Subject> on(PostgresVersion version) {
        Subjects subjects = new Subjects();
        subjects.numbers();
        subjects.texts();
        subjects.times();
        subjects.shapes();
        subjects.identifiers();
        subjects.ranges();
        return Stream.concat(subjects.all.stream(), CompoundSubjects.all().stream())
                .filter(subject -> version.compareTo(subject.since()) >= 0)
                .toList();
    }

    private void add(String type, Oracle oracle, Arbitrary<String> literals) {
        all.add(Subject.of(type, oracle, literals));
    }

    private void add(String type, PostgresVersion since, Oracle oracle, Arbitrary<String> literals) {
        all.add(Subject.of(type, oracle, literals).from(since));
    }

    private void numbers() {
        add("smallint", Oracle.DIGITS, RandomNumbers.integers(Short.MIN_VALUE, Short.MAX_VALUE));
        add("integer", Oracle.DIGITS, RandomNumbers.integers(Integer.MIN_VALUE, Integer.MAX_VALUE));
        add("bigint", Oracle.DIGITS, RandomNumbers.integers(Long.MIN_VALUE, Long.MAX_VALUE));
        add("oid", Oracle.DIGITS, RandomNumbers.integers(0, 0xffffffffL));
        add("xid", Oracle.DIGITS, RandomNumbers.integers(0, 0xffffffffL));
        add("cid", Oracle.DIGITS, RandomNumbers.integers(0, 0xffffffffL));
        add("xid8", V13, Oracle.DIGITS, RandomNumbers.integers(0, Long.MAX_VALUE));
        add("real", Oracle.NUMBER, RandomNumbers.floats());
        add("double precision", Oracle.NUMBER, RandomNumbers.doubles());
        add("numeric", Oracle.NUMBER, RandomNumbers.numerics());
        all.add(Subject.of(
                        "numeric",
                        Oracle.NUMBER,
                        Arbitraries.oneOf(RandomNumbers.numerics(), Arbitraries.of("Infinity", "-Infinity")))
                .from(V14)
                .named("numeric with infinity"));
        add("numeric(20,4)", Oracle.NUMBER, RandomNumbers.integers(-999_999_999_999L, 999_999_999_999L));
        add("boolean", Oracle.BOOLEAN, Arbitraries.of("t", "f"));
        add("bit(1)", Oracle.BIT, RandomNumbers.bits(1, 1));
        add("bit(11)", Oracle.OUTPUT, RandomNumbers.bits(11, 11));
        add("bit varying(40)", Oracle.OUTPUT, RandomNumbers.bits(0, 40));
        add("money", Oracle.OUTPUT, RandomNumbers.money());
    }

    private void texts() {
        add("text", Oracle.TEXT, RandomTexts.texts());
        add("varchar", Oracle.TEXT, RandomTexts.texts());
        add("varchar(5)", Oracle.TEXT, RandomTexts.texts(5));
        add("char(5)", Oracle.PADDED_TO_5, RandomTexts.texts(5));
        add("name", Oracle.TEXT, RandomTexts.texts(15));
        add("citext", Oracle.TEXT, RandomTexts.texts());
        all.add(Subject.of("\"char\"", Oracle.SINGLE_BYTE, "select i, i::\"char\" from generate_series(-128, 127) i"));
        add("bytea", Oracle.BASE64, RandomNumbers.bytea());
        add("mood", Oracle.TEXT, SubjectTypes.moods());
        add("xml", Oracle.OUTPUT, RandomTexts.xml());
        add("json", Oracle.JSON, RandomTexts.json());
        add("jsonb", V9_5, Oracle.JSON, RandomTexts.jsonb());
        add("hstore", Oracle.HSTORE, RandomTexts.hstores());
        add("tsvector", Oracle.OUTPUT, RandomTexts.tsvectors());
        add("tsquery", Oracle.OUTPUT, RandomTexts.tsqueries());
        add("ltree", Oracle.OUTPUT, labels());
        add("jsonpath", V12, Oracle.OUTPUT, jsonpaths());
    }

    private static Arbitrary<String> labels() {
        Arbitrary<String> label = Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars('_')
                .ofMinLength(1)
                .ofMaxLength(9);
        return label.list().ofMaxSize(5).map(labels -> String.join(".", labels));
    }

    private static Arbitrary<String> jsonpaths() {
        Arbitrary<String> key = RandomTexts.texts(8)
                .map(text -> text.replaceAll("[\\p{Cntrl}\\\\\"]", "\\\\\""))
                .map(text -> "\"" + text + "\"");
        return Combinators.combine(
                        Arbitraries.of("", "strict "), key, Arbitraries.of("", "[*]", "[1 to last]", " ? (@ > 1.50)"))
                .as((mode, name, rest) -> mode + "$." + name + rest);
    }

    private void times() {
        add("date", Oracle.DATE, RandomTimes.dates());
        add("timestamp", Oracle.TIMESTAMP, RandomTimes.timestamps());
        add("timestamp(3)", Oracle.TIMESTAMP, RandomTimes.timestamps().filter(text -> !text.startsWith("294276")));
        add("timestamptz", Oracle.TIMESTAMPTZ, RandomTimes.timestampsWithZone());
        add("time", Oracle.TIME, RandomTimes.times());
        add("timetz", Oracle.OUTPUT, RandomTimes.timesWithZone());
        add("interval", Oracle.OUTPUT, RandomTimes.intervals());
        all.add(Subject.of(
                        "interval",
                        Oracle.OUTPUT,
                        Arbitraries.oneOf(RandomTimes.intervals(), Arbitraries.of("infinity", "-infinity")))
                .from(V17)
                .named("interval with infinity"));
    }

    private void shapes() {
        Arbitrary<String> points = RandomNumbers.points();
        Arbitrary<String> pairs = Combinators.combine(points, points).as((one, other) -> one + "," + other);
        Arbitrary<String> many = points.list().ofMinSize(1).ofMaxSize(6).map(each -> String.join(",", each));
        add("point", Oracle.OUTPUT, points);
        add("lseg", Oracle.OUTPUT, pairs.map(pair -> "[" + pair + "]"));
        add("box", Oracle.OUTPUT, pairs);
        add(
                "path",
                Oracle.OUTPUT,
                Arbitraries.oneOf(many.map(each -> "[" + each + "]"), many.map(each -> "(" + each + ")")));
        add("polygon", Oracle.OUTPUT, many.map(each -> "(" + each + ")"));
        add("circle", Oracle.OUTPUT, points.map(centre -> "<" + centre + ",1.25>"));
        add("line", V9_5, Oracle.OUTPUT, points.map(point -> "{1," + point.substring(1, point.length() - 1) + "}"));
    }

    private void identifiers() {
        add("uuid", Oracle.OUTPUT, RandomNumbers.hex("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"));
        add("inet", Oracle.OUTPUT, RandomNumbers.addresses());
        add("cidr", Oracle.OUTPUT, RandomNumbers.networks());
        add("macaddr", Oracle.OUTPUT, RandomNumbers.hex("xx:xx:xx:xx:xx:xx"));
        add("macaddr8", V10, Oracle.OUTPUT, RandomNumbers.hex("xx:xx:xx:xx:xx:xx:xx:xx"));
        add("pg_lsn", V9_5, Oracle.OUTPUT, RandomNumbers.hex("xxx/xxxxxxxx").map(text -> "1" + text));
        add("txid_snapshot", Oracle.OUTPUT, RandomNumbers.snapshots());
        add("pg_snapshot", V13, Oracle.OUTPUT, RandomNumbers.snapshots());
        add("refcursor", Oracle.OUTPUT, RandomTexts.texts());
        found("tid", "select row_number() over (), ctid from pg_class limit 300");
        found("oidvector", "select row_number() over (), proargtypes from pg_proc order by pronargs desc limit 300");
        found("int2vector", "select row_number() over (), indkey from pg_index");
        found("aclitem", "select row_number() over (), acl from pg_class, unnest(relacl) acl limit 300");
        found("regclass", "select row_number() over (), oid::regclass from pg_class limit 300");
        found("regtype", "select row_number() over (), oid::regtype from pg_type limit 300");
        found("regproc", "select row_number() over (), oid::regproc from pg_proc limit 300");
        found("regprocedure", "select row_number() over (), oid::regprocedure from pg_proc limit 300");
        found("regoper", "select row_number() over (), oid::regoper from pg_operator limit 300");
        found("regoperator", "select row_number() over (), oid::regoperator from pg_operator limit 300");
        found("regconfig", "select row_number() over (), oid::regconfig from pg_ts_config");
        found("regdictionary", "select row_number() over (), oid::regdictionary from pg_ts_dict");
        found("regrole", V9_5, "select row_number() over (), oid::regrole from pg_authid");
        found("regnamespace", V9_5, "select row_number() over (), oid::regnamespace from pg_namespace");
        found("regcollation", V13, "select row_number() over (), oid::regcollation from pg_collation limit 300");
    }

    private void found(String type, String query) {
        all.add(Subject.of(type, Oracle.OUTPUT, query));
    }

    private void found(String type, PostgresVersion since, String query) {
        all.add(Subject.of(type, Oracle.OUTPUT, query).from(since));
    }

    private void ranges() {
        Arbitrary<Long> numbers = Arbitraries.longs().between(-2_000_000_000L, 2_000_000_000L);
        Arbitrary<Long> days = Arbitraries.longs().between(-800_000L, 3_000_000L);
        Arbitrary<String> integers = Literals.ranges(numbers, Long::toString);
        Arbitrary<String> moments =
                Literals.ranges(numbers, second -> '"' + RandomTimes.moment(second, 250_000, "") + '"');
        add("int4range", Oracle.OUTPUT, integers);
        add("int8range", Oracle.OUTPUT, integers);
        add("numrange", Oracle.OUTPUT, Literals.ranges(numbers, number -> number + ".50"));
        add("daterange", Oracle.OUTPUT, Literals.ranges(days, RandomTimes::day));
        add("tsrange", Oracle.OUTPUT, moments);
        add("tstzrange", Oracle.OUTPUT, moments);
        add("int4multirange", V14, Oracle.OUTPUT, Literals.multiranges(integers));
        add("tsmultirange", V14, Oracle.OUTPUT, Literals.multiranges(moments));
        add("datemultirange", V14, Oracle.OUTPUT, Literals.multiranges(Literals.ranges(days, RandomTimes::day)));
        add("textrange", Oracle.OUTPUT, textRanges());
    }

    /** A range of one's own over texts, whose bounds need quotes of all sorts. */
    private static Arbitrary<String> textRanges() {
        return Combinators.combine(RandomTexts.texts(8), Arbitraries.of("[V,)", "(,V]", "[V,V]"))
                .as((text, form) ->
                        form.replace("V", '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'));
    }
}

package com.tappostgres.differential;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Makes the SQL by which the server itself says what a value must become; none of the program's code has a part in it. */
@FunctionalInterface
interface Oracle {
    /** The names of subscripts, which must differ in nested queries. */
    AtomicInteger SUBSCRIPTS = new AtomicInteger();

    /** Whole numbers. */
    Oracle DIGITS = value -> "(" + value + ")::text";

    Oracle NUMBER = value -> "case when (V)::text in ('NaN', 'Infinity', '-Infinity') then 'null' else (V)::text end"
            .replace("V", value);

    Oracle BOOLEAN = value -> "case when V then 'true' when not V then 'false' end".replace("V", value);

    Oracle BIT = value -> "case V when B'1' then 'true' when B'0' then 'false' end".replace("V", value);

    /** Texts whose cast to text alters nothing. */
    Oracle TEXT = value -> "to_json((" + value + ")::text)::text";

    /** What the type's output function prints, where a cast to text may print something else. */
    Oracle OUTPUT = value -> "case when V is not null then to_json(format('%s', V))::text end".replace("V", value);

    /** The cast to text strips the padding. */
    Oracle PADDED_TO_5 = value -> "to_json(rpad((" + value + ")::text, 5))::text";

    /** Bytes above 127 as a backslash and octal digits. */
    Oracle SINGLE_BYTE = value -> """
            to_json(case when (V)::int = 0 then '' when (V)::int > 0 then chr((V)::int)
            else '\\' || (((V)::int + 256) >> 6) || ((((V)::int + 256) >> 3) & 7) || (((V)::int + 256) & 7) end)::text""".replace("V", value);

    Oracle BASE64 = value -> "to_json(replace(encode(" + value + ", 'base64'), chr(10), ''))::text";

    Oracle DATE = value -> """
            case when V > date '9999-12-31' then '"9999-12-31"' when V < date '0001-01-01' then '"0001-01-01"'
            else '"' || %s || '"' end""".formatted(day("V")).replace("V", value);

    Oracle TIMESTAMP = value -> """
            case when V > timestamp '9999-12-31 23:59:59.999999' then '"9999-12-31T23:59:59.999999+00:00"'
            when V < timestamp '0001-01-01' then '"0001-01-01T00:00:00+00:00"'
            else '"' || %s || 'T' || %s || '+00:00"' end""".formatted(day("V"), timeOfDay("V")).replace("V", value);

    Oracle TIMESTAMPTZ = value -> TIMESTAMP.json("((" + value + ") at time zone 'UTC')");

    Oracle TIME = value -> """
            case when V = time '24:00:00' then '"23:59:59.999999"' else '"' || %s || '"' end""".formatted(timeOfDay("V")).replace("V", value);

    /** The text itself, with blanks for the line breaks and tabs that may stand between tokens. */
    Oracle JSON = value -> "translate((" + value + ")::text, chr(9) || chr(10) || chr(13), '   ')";

    /** Pair by pair: hstore_to_json of 9.3 cuts long texts of control characters. */
    Oracle HSTORE = value -> """
            case when V is not null then (select '{' || coalesce(string_agg(to_json(pair.key)::text || ':'
            || coalesce(to_json(pair.value)::text, 'null'), ','), '') || '}' from each(V) pair) end""".replace("V", value);

    /** Arrays whose elements to_json prints as the program does: whole numbers, texts, booleans. */
    Oracle PLAIN_ARRAY = value -> "array_to_json(" + value + ")::text";

    /** Composites of such attributes. */
    Oracle PLAIN_ROW = value -> "row_to_json(" + value + ")::text";

    /**
     * The SQL expression of the JSON text that a value must become; NULL for a NULL.
     *
     * @param value an SQL expression that may stand before a dot, a subscript or a cast
     */
    String json(String value);

    /** Arrays of up to three dimensions, element by element. */
    static Oracle array(Oracle element) {
        return value ->
                "case array_ndims(" + value + ") when 1 then " + level(element, value, value, 1, 1) + " when 2 then "
                        + level(element, value, value, 1, 2) + " when 3 then " + level(element, value, value, 1, 3)
                        + " else case when " + value + " is not null then '[]' end end";
    }

    /** Composites, attribute by attribute. */
    static Oracle row(Map<String, Oracle> attributes) {
        return value -> attributes.entrySet().stream()
                .map(each -> "'" + jsonName(each.getKey()) + ":' || coalesce("
                        + each.getValue().json("((" + value + ")." + sqlName(each.getKey()) + ")") + ", 'null')")
                .collect(Collectors.joining(
                        " || ',' || ", "case when (" + value + ") is distinct from null then '{' || ", " || '}' end"));
    }

    /** The value as another type, such as the base type of a domain. */
    default Oracle as(String type) {
        return value -> json("((" + value + ")::" + type + ")");
    }

    private static String level(Oracle element, String array, String path, int dimension, int dimensions) {
        String subscript = "i" + SUBSCRIPTS.incrementAndGet();
        String inner = "(" + path + ")[" + subscript + "]";
        if (dimension > 1) {
            inner = path + "[" + subscript + "]";
        }
        String json = dimension == dimensions
                ? element.json("(" + inner + ")")
                : level(element, array, inner, dimension + 1, dimensions);
        return "(select '[' || string_agg(coalesce(" + json + ", 'null'), ',' order by " + subscript
                + ") || ']' from generate_subscripts(" + array + ", " + dimension + ") as " + subscript + ")";
    }

    private static String day(String value) {
        return "lpad(extract(year from V)::int::text, 4, '0') || '-' || %s || '-' || %s"
                .formatted(twoDigits("extract(month from V)"), twoDigits("extract(day from V)"))
                .replace("V", value);
    }

    private static String timeOfDay(String value) {
        return """
                %s || ':' || %s || ':' || %s || case extract(microseconds from V)::int %% 1000000 when 0 then ''
                else '.' || rtrim(lpad((extract(microseconds from V)::int %% 1000000)::text, 6, '0'), '0') end""".formatted(
                        twoDigits("extract(hour from V)"),
                        twoDigits("extract(minute from V)"),
                        twoDigits("(extract(microseconds from V)::int / 1000000)"))
                .replace("V", value);
    }

    private static String twoDigits(String number) {
        return "lpad((" + number + ")::int::text, 2, '0')";
    }

    private static String jsonName(String name) {
        return '"' + name.replace("\"", "\\\"").replace("'", "''") + '"';
    }

    private static String sqlName(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}

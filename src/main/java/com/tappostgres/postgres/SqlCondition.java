package com.tappostgres.postgres;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.SqlScanner.Kind;
import com.tappostgres.postgres.SqlScanner.Token;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A condition on rows that a user wrote in SQL: one expression, which cannot end the parentheses that it stands in. */
public final class SqlCondition {
    /** Words that mean no column unless they are quoted. */
    private static final Set<String> RESERVED = Set.of(
            "current_catalog",
            "current_date",
            "current_role",
            "current_schema",
            "current_time",
            "current_timestamp",
            "current_user",
            "localtime",
            "localtimestamp",
            "select",
            "session_user",
            "system_user",
            "table",
            "user",
            "values");

    /** Words, types and functions of which the answer depends on nothing but what they are given. */
    private static final Set<String> STABLE = Set.of(
            ("all and any array as asymmetric at between case cast collate distinct else end escape false from ilike in"
                            + " is isnull like not notnull null or similar some symmetric then to true unknown when with"
                            + " without zone pg_catalog"
                            + " bigint bit bool boolean bpchar bytea char character cidr citext date decimal double float"
                            + " float4 float8 inet int int2 int4 int8 integer interval json jsonb money name numeric oid"
                            + " precision real smallint text time timestamp timestamptz timetz uuid varchar varying"
                            + " abs array_length btrim cardinality ceil ceiling char_length coalesce date_part date_trunc"
                            + " day dow doy epoch extract floor greatest hour isodow isoyear jsonb_typeof json_typeof"
                            + " least left length lower ltrim md5 minute mod month nullif octet_length position quarter"
                            + " replace right round rtrim second starts_with strpos substr substring trim trunc upper week"
                            + " year")
                    .split(" "));

    /** What dates and times read as something else each time. */
    private static final Pattern MOVING = Pattern.compile("(?i)\\b(now|today|tomorrow|yesterday)\\b");

    private final String text;
    private final List<Token> tokens;

    private SqlCondition(String text, List<Token> tokens) {
        this.text = text;
        this.tokens = tokens;
    }

    /**
     * Reads a condition.
     *
     * @param subject what holds it, for messages
     * @throws TapException of kind CONFIGURATION if it could end the parentheses around it
     */
    public static SqlCondition parse(String text, String subject) {
        String problem = "is empty";
        try {
            List<Token> tokens = SqlScanner.scan(text);
            if (!tokens.isEmpty()) {
                return new SqlCondition(text.strip(), tokens);
            }
        } catch (SqlScanner.MalformedException e) {
            problem = String.valueOf(e.getMessage());
        }
        throw new TapException(
                ErrorKind.CONFIGURATION,
                subject + " " + problem,
                "It must be one SQL expression that is true for the rows to read, such as status <> 'draft'.");
    }

    /** The SQL, as it was written. */
    public String text() {
        return text;
    }

    /** The SQL to put behind WHERE or AND. */
    public String inParentheses() {
        // A comment at its end would take the parenthesis with it.
        return "(" + text + (text.contains("--") ? "\n)" : ")");
    }

    /** Whether it may speak of a column: surely if it does, and perhaps if something else has its name. */
    public boolean mentions(String column) {
        return tokens.stream().anyMatch(token -> switch (token.kind()) {
            case WORD -> token.text().toLowerCase(Locale.ROOT).equals(column);
            case QUOTED_NAME -> token.text().equals(column);
            case ESCAPED, STRING, NUMBER, SYMBOL -> false;
        });
    }

    /**
     * Whether it is surely the same for a row as long as the row does not change: it holds no subquery, no time of day and
     * no function but some that are known.
     *
     * @param names those of the table and its columns
     */
    public boolean dependsOnlyOn(Set<String> names) {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean called = i + 1 < tokens.size() && tokens.get(i + 1).equals(new Token(Kind.SYMBOL, "("));
            String word = token.text().toLowerCase(Locale.ROOT);
            boolean constant = switch (token.kind()) {
                case NUMBER, SYMBOL -> true;
                case ESCAPED -> false;
                case STRING -> !MOVING.matcher(token.text()).find();
                case QUOTED_NAME -> !called && names.contains(token.text());
                case WORD -> !RESERVED.contains(word) && (STABLE.contains(word) || (!called && names.contains(word)));
            };
            if (!constant) {
                return false;
            }
        }
        return true;
    }
}

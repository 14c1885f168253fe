package com.tappostgres.differential;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.sessions.JqwikSession;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A table for each subject, t0 and on, with the columns id and x. */
final class SubjectTables {
    private static final int VALUES = 300;

    /** What the program sets in its transactions, so that the server's texts are the same. */
    private static final String SETTINGS = """
            set DateStyle to 'ISO'; set IntervalStyle to 'iso_8601'; set TimeZone to 'UTC'; set extra_float_digits to 3;
            set bytea_output to 'hex'; set lc_monetary to 'C'""";

    private final Connection connection;
    private final List<Subject> subjects;

    SubjectTables(Connection connection, List<Subject> subjects) throws SQLException {
        this.connection = connection;
        this.subjects = List.copyOf(subjects);
        execute(SETTINGS);
    }

    /** Creates the tables; the same seed gives the same values, whatever other types there are. */
    void fill(long seed) throws SQLException {
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            execute("create table t" + i + " (id integer, x " + subject.type() + ")");
            if (subject.literals() == null) {
                execute("insert into t" + i + " " + subject.query());
            } else {
                load(
                        "t" + i,
                        rows(
                                subject.literals(),
                                new Random(seed ^ subject.name().hashCode())),
                        subject);
            }
        }
    }

    private static String rows(Arbitrary<String> literals, Random random) {
        StringBuilder rows = new StringBuilder();
        // The generators of jqwik are at home in its own tests; elsewhere they want a session.
        JqwikSession.run(() -> {
            RandomGenerator<String> generator = literals.injectNull(0.04).generator(VALUES, true);
            for (int id = 0; id < VALUES; id++) {
                rows.append(id)
                        .append('\t')
                        .append(copyText(generator.next(random).value()))
                        .append('\n');
            }
        });
        return rows.toString();
    }

    private static String copyText(@Nullable String literal) {
        return literal == null
                ? "\\N"
                : literal.replace("\\", "\\\\")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t");
    }

    private void load(String table, String rows, Subject subject) throws SQLException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + table + " from stdin", new StringReader(rows));
        } catch (SQLException e) {
            throw new SQLException(subject.name() + ": the server refuses a generated value", e.getSQLState(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For each subject the JSON that each value must become, by id; null for NULL. */
    List<Map<Integer, @Nullable String>> expected() throws SQLException {
        List<Map<Integer, @Nullable String>> all = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            Map<Integer, @Nullable String> values = new TreeMap<>();
            String sql = "select id, " + subjects.get(i).oracle().json("x") + " from t" + i;
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    values.put(rows.getInt(1), rows.getString(2));
                }
            } catch (SQLException e) {
                throw new SQLException(
                        subjects.get(i).name() + ": the server refuses the oracle's query", e.getSQLState(), e);
            }
            all.add(values);
        }
        return all;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

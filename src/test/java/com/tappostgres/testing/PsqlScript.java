package com.tappostgres.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A script for psql, run without psql: statements go to the database of the last {@code \connect}. */
public final class PsqlScript {
    private static final Pattern CONNECT =
            Pattern.compile("(?m)^\\\\connect (-reuse-previous=on )?\"((?:[^\"]|\"\")*)\"$");

    private final String text;

    public PsqlScript(String text) {
        this.text = text;
    }

    /** The databases that it goes to, in order. */
    public List<String> databases() {
        List<String> names = new ArrayList<>();
        Matcher connect = CONNECT.matcher(text);
        while (connect.find()) {
            names.add(database(connect));
        }
        return names;
    }

    /** The lines that are no comments, each of which holds one statement where no name has line breaks. */
    public List<String> statements() {
        return text.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("--"))
                .toList();
    }

    public List<String> lines() {
        return text.lines().toList();
    }

    /** The lines of the comment that says what is missing, without the marks; without any where nothing is. */
    public List<String> missing() {
        return text.lines()
                .dropWhile(line -> !line.startsWith("-- Missing today:"))
                .skip(1)
                .map(line -> line.substring("-- ".length()))
                .toList();
    }

    /** Runs it as the superuser, beginning in the database {@code postgres}. */
    public void run(PostgresServer server) {
        run(server, server.user(), server.password());
    }

    public void run(PostgresServer server, String role, String password) {
        Matcher connect = CONNECT.matcher(text);
        String database = "postgres";
        int from = 0;
        while (connect.find()) {
            run(server, database, role, password, text.substring(from, connect.start()));
            database = database(connect);
            from = connect.end();
        }
        run(server, database, role, password, text.substring(from));
    }

    private static void run(PostgresServer server, String database, String role, String password, String part) {
        try (Connection connection = server.connect(database, role, password)) {
            PostgresServer.execute(connection, part);
        } catch (SQLException e) {
            throw new AssertionError("in database " + database + ": " + part, e);
        }
    }

    private static String database(Matcher connect) {
        String argument = connect.group(2).replace("\"\"", "\"");
        if (connect.group(1) == null) {
            return argument;
        }
        String value = argument.substring("dbname='".length(), argument.length() - 1);
        return value.replaceAll("\\\\(.)", "$1");
    }
}

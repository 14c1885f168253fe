package com.tappostgres.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the tap knows of SQLSTATEs: what they mean, whether the same may succeed a moment later, and what mends them.
 *
 * <p>Facts: appendix A of PostgreSQL's documentation.
 */
public final class SqlErrorTable {
    /**
     * One line of the table.
     *
     * @param state an SQLSTATE, or the first letters of those of a class
     * @param cause in words
     * @param passing whether it is tried again
     * @param mend for the user
     */
    public record Entry(String state, String cause, boolean passing, String mend) {}

    private static final String LOST =
            "The connection to the server was lost. Run again: the last STATE says where to go on.";
    private static final String GONE =
            "It was dropped or renamed meanwhile. Run again; where a catalog file names it, run --discover again and use the"
                    + " new one.";
    private static final String TOO_LARGE =
            "The server itself cannot print this row: PostgreSQL limits the text of a row"
                    + " to 1 GB, and bytea takes two letters a byte. Leave the large column out of the selection.";

    /** The longer of two that fit counts. */
    private static final List<Entry> ENTRIES = List.of(
            new Entry(
                    "08",
                    "the connection was lost",
                    true,
                    LOST
                            + " On a standby, conflicts with recovery end connections too: set hot_standby_feedback = on there,"
                            + " or raise max_standby_streaming_delay."),
            new Entry("08004", "the server or the driver refuses the login", false, "The message says why."),
            new Entry("08P01", "a pooler refuses", false, "The message says why; see docs/connections.md."),
            new Entry(
                    "22",
                    "a value does not fit",
                    false,
                    "Of a view, its query fails on a value: try it in psql. Of a table, the bookmark does not fit the"
                            + " replication key's type any more: take the stream out of the state's \"bookmarks\"."),
            new Entry(
                    "28",
                    "the server does not let the role in",
                    false,
                    "Check \"user\" and \"password\", and pg_hba.conf on the server."),
            new Entry("28P01", "wrong password", false, "Check \"user\" and \"password\"."),
            new Entry(
                    "3D000",
                    "there is no such database",
                    false,
                    "Set \"dbname\" to a database of this server; psql -l lists them."),
            new Entry("3F000", "there is no such schema", false, GONE),
            new Entry(
                    "40001",
                    "a conflict with the recovery of a standby",
                    true,
                    "The server is a standby that replays changes of these rows. On it set hot_standby_feedback = on, or"
                            + " raise max_standby_streaming_delay."),
            new Entry(
                    "42501",
                    "the role lacks a privilege",
                    false,
                    "GRANT USAGE ON SCHEMA ... TO role; GRANT SELECT ON ... TO role; as the owner of the table."),
            new Entry("42703", "there is no such column", false, GONE),
            new Entry("42P01", "there is no such table", false, GONE),
            new Entry("53200", "the server is out of memory", false, "The server is out of memory."),
            new Entry(
                    "53300",
                    "all connections are taken",
                    true,
                    "All connections of the server are taken. Try again later, or raise max_connections."),
            new Entry("54000", "a limit of the server", false, TOO_LARGE),
            new Entry(
                    "55P03",
                    "a lock is held by another session",
                    false,
                    "Another session holds the table, as ALTER TABLE or VACUUM FULL do. Try again later, or raise"
                            + " \"lock_timeout\"."),
            new Entry(
                    "57014",
                    "the statement was cancelled",
                    true,
                    "A statement_timeout of the role or server, an administrator or a standby's recovery ended the"
                            + " statement. See \"statement_timeout\"."),
            new Entry("57P01", "an administrator ended the connection", true, LOST),
            new Entry("57P02", "the server crashed", true, LOST),
            new Entry(
                    "57P03",
                    "the server is starting up or shutting down",
                    true,
                    "The server is starting up or shutting down. Try again in a moment."),
            new Entry("57P05", "the connection was idle for too long", true, LOST),
            new Entry("XX000", "an internal error of the server", false, TOO_LARGE));

    private SqlErrorTable() {}

    /** The line that fits an SQLSTATE. */
    static Optional<Entry> find(String state) {
        Entry found = null;
        for (Entry entry : ENTRIES) {
            boolean longer =
                    found == null || entry.state().length() > found.state().length();
            if (state.startsWith(entry.state()) && longer) {
                found = entry;
            }
        }
        return Optional.ofNullable(found);
    }

    /** The table as Markdown. */
    public static String print() {
        List<String> lines = new ArrayList<>();
        lines.add("| SQLSTATE | what it is | tried again | what mends it |");
        lines.add("|---|---|---|---|");
        for (Entry entry : ENTRIES) {
            lines.add("| " + entry.state() + (entry.state().length() < 5 ? "..." : "") + " | " + entry.cause() + " | "
                    + (entry.passing() ? "yes" : "no") + " | " + entry.mend() + " |");
        }
        return String.join("\n", lines) + "\n";
    }
}

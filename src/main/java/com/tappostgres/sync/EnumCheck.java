package com.tappostgres.sync;

import com.tappostgres.discovery.Column;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;

/**
 * Finds out whether a label of an enum was renamed behind a stream's snapshot: the table's lock does not stand against
 * it, and the server prints labels as they are at that moment, not as the snapshot shows them.
 */
final class EnumCheck {
    /** Types below are PostgreSQL's own, none of them an enum. */
    private static final long FIRST_OF_USERS = 16384;

    private static final int FIRST_WITH_RENAMED_LABELS = 10;

    private EnumCheck() {}

    /**
     * Makes sure that one value was read by one label.
     *
     * @param session in the transaction that read the stream, or a part of it
     * @throws TapException of kind SOURCE if a label was renamed since its snapshot
     */
    static void requireUnchanged(Session session, StreamRun run) throws SQLException {
        String types = run.shape().columns().stream()
                .map(Column::type)
                .filter(type -> type.typeOid() >= FIRST_OF_USERS)
                .map(type -> type.typeOid() + "::oid")
                .distinct()
                .collect(Collectors.joining(", "));
        if (types.isEmpty() || !session.version().isAtLeast(FIRST_WITH_RENAMED_LABELS, 0)) {
            return;
        }
        try (Statement statement = session.connection().createStatement();
                ResultSet renamed = statement.executeQuery(renamed(types))) {
            if (renamed.next()) {
                throw new TapException(
                        ErrorKind.SOURCE,
                        "a label of the enum " + renamed.getString(1) + " was renamed while \""
                                + run.request().table() + "\" was read",
                        "Run again: nothing was activated, and no bookmark moved.");
            }
        }
    }

    /**
     * The enums within types of which the snapshot shows a label that is not the latest: the xmax of its row is of a
     * transaction that the snapshot does not show, and that was committed.
     */
    private static String renamed(String types) {
        return """
                WITH RECURSIVE used(oid) AS (
                  SELECT unnest(ARRAY[""" + types + """
                ])
                  UNION
                  SELECT other.oid FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.oid,
                    LATERAL (SELECT t.typelem UNION ALL SELECT t.typbasetype
                             UNION ALL SELECT m.atttypid FROM pg_catalog.pg_attribute m
                             WHERE m.attrelid = t.typrelid AND m.attnum > 0 AND NOT m.attisdropped) AS other(oid)
                  WHERE other.oid <> 0),
                snapshot(xmin) AS (SELECT pg_catalog.txid_snapshot_xmin(pg_catalog.txid_current_snapshot())),
                replaced(type, xmin, behind) AS (
                  SELECT e.enumtypid, s.xmin,
                    (e.xmax::text::int8 - s.xmin % 4294967296 + 4294967296) % 4294967296
                  FROM pg_catalog.pg_enum e JOIN used u ON u.oid = e.enumtypid, snapshot s
                  WHERE e.xmax::text <> '0')
                SELECT pg_catalog.format_type(r.type, NULL) FROM replaced r
                WHERE CASE WHEN r.behind < 2147483648
                           THEN pg_catalog.txid_status(r.xmin + r.behind) = 'committed' END
                LIMIT 1""";
    }
}

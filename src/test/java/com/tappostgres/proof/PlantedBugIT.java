package com.tappostgres.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tappostgres.testing.PostgresServer;
import com.tappostgres.testing.PostgresVersion;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TestCatalog;
import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shows that the proof can fail: a state that says too much between two runs has the effect of a bug in the program. */
final class PlantedBugIT {
    private static final int ROWS = 20_000;

    /** The first kill, behind some parts of about half a megabyte of output each and before others. */
    private static final Moment HALFWAY = Moment.after(4_000_000);

    /** What a state can be made to say. */
    enum Plant {
        NOTHING,
        /** A range that nobody read is finished. */
        SKIPPED_RANGE,
        /** The finished parts were read just now. */
        NEWER_SNAPSHOT
    }

    @ParameterizedTest
    @CsvSource({
        "V18, NOTHING, ''",
        "V18, SKIPPED_RANGE, missing",
        "V12, SKIPPED_RANGE, missing",
        "V18, NEWER_SNAPSHOT, outdated",
        "V12, NEWER_SNAPSHOT, outdated"
    })
    void isNoticed(PostgresVersion version, Plant plant, String fault) throws SQLException {
        try (TestDatabase database = PostgresServer.shared(version).createDatabase()) {
            Accounts.create(database, ROWS);
            Tap tap = Accounts.tap(database);
            TestCatalog catalog = tap.catalog().selectAll();
            try (Writers writers = Writers.start(database, ROWS, 2, Change.bag(Change.IN_PLACE), 1)) {
                KilledLoads loads = new KilledLoads(database, tap, catalog, writers);
                loads.begin();
                assertThat(loads.kill(HALFWAY)).isTrue();
                writers.pause();
                database.execute("update accounts set balance = -balance where id < 100");
                ObjectNode state = loads.state().deepCopy();
                plant(plant, (ObjectNode) state.path("bookmarks").path(catalog.id(Accounts.STREAM)), database);
                writers.resume();
                loads.setState(state);

                if (plant == Plant.NOTHING) {
                    loads.finish(false);
                } else {
                    assertThatThrownBy(() -> loads.finish(false))
                            .isInstanceOf(AssertionError.class)
                            .hasMessageContaining("=\"" + fault + "\"");
                }
                assertThat(loads.resumed()).isEqualTo(1);
            }
        }
    }

    private static void plant(Plant plant, ObjectNode bookmark, TestDatabase database) throws SQLException {
        ObjectNode load = (ObjectNode) bookmark.path("load");
        ObjectNode finished = (ObjectNode) load.path("finished");
        String heap = finished.fieldNames().next();
        switch (plant) {
            case NOTHING -> {}
            case SKIPPED_RANGE -> {
                long end = Long.parseLong(finished.path(heap).asText().substring("..".length()));
                // Far enough that no record of the part which was cut can be of it.
                finished.put(heap, ".." + end + "," + 2 * end + ".." + (2 * end + 50));
            }
            case NEWER_SNAPSHOT -> load.put("snapshot", nextTransaction(database));
        }
    }

    private static long nextTransaction(TestDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select txid_snapshot_xmax(txid_current_snapshot())")) {
            row.next();
            return row.getLong(1);
        }
    }
}

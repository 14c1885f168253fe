package com.tappostgres.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The rows of the proof's table at one moment, as the source or a loader has them.
 *
 * <p>Every transaction of the {@link Writers} keeps the sum of all balances and an even number of rows. Only a whole
 * snapshot holds both: a load that mixed two, or lost a range, does not.
 */
record Accounts(Map<Long, Account> rows) {
    static final String STREAM = "public-accounts";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Makes the table. Pages keep room, so that many updated rows stay in parts that were read already. */
    static void create(TestDatabase database, int rows) {
        database.execute(
                "create table accounts (id bigint primary key, balance bigint not null, changed bigint not null,"
                        + " filler text not null) with (fillfactor = 80)",
                "insert into accounts select i, i % 997, 0, repeat(md5(i::text), 12) from generate_series(1, " + rows
                        + ") i",
                "create index on accounts (changed)",
                "vacuum analyze accounts");
    }

    /** A tap that reads it in many parts: the one place for a setting that all proofs should hold with. */
    static Tap tap(TestDatabase database) {
        return Tap.of(database).with("chunk_size_mb", 1);
    }

    /** Asks the source itself, not through the tap: what the tap never reads must be missed. */
    static Accounts of(TestDatabase database) {
        Map<Long, Account> rows = new TreeMap<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select id, balance, changed, filler from accounts")) {
            while (row.next()) {
                rows.put(row.getLong(1), new Account(row.getLong(2), row.getLong(3), row.getString(4)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Accounts(rows);
    }

    /** What a loader has. */
    static Accounts of(ModelLoader loader) {
        Map<Long, Account> rows = new TreeMap<>();
        try {
            for (String text : loader.rows(STREAM)) {
                JsonNode row = MAPPER.readTree(text);
                Account account = new Account(
                        row.path("balance").longValue(),
                        row.path("changed").longValue(),
                        row.path("filler").textValue());
                rows.put(row.path("id").longValue(), account);
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        return new Accounts(rows);
    }

    long sum() {
        return rows.values().stream().mapToLong(Account::balance).sum();
    }

    /** Fails unless these can be the rows of one moment of a source whose balances have this sum. */
    void assertOneMoment(long sum) {
        assertThat(sum())
                .as("the sum of the balances of " + rows.size() + " rows")
                .isEqualTo(sum);
        assertThat(rows.size()).as("rows come in pairs").isEven();
    }

    /**
     * Fails unless a loader has each of these rows with its values, and no others.
     *
     * @param gone the ids of the other rows that it may have all the same
     */
    void assertLoaded(Accounts loaded, Set<Long> gone) {
        Map<Long, String> faults = new TreeMap<>();
        rows.forEach((id, row) -> {
            Account found = loaded.rows.get(id);
            if (found == null) {
                faults.put(id, "missing");
            } else if (!found.equals(row)) {
                faults.put(id, "outdated");
            }
        });
        for (long id : loaded.rows.keySet()) {
            if (!rows.containsKey(id) && !gone.contains(id)) {
                faults.put(id, "not in the source");
            }
        }
        assertThat(faults).as("what is wrong with " + rows.size() + " rows").isEmpty();
    }
}

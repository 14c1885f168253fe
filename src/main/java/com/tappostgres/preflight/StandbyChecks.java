package com.tappostgres.preflight;

import com.tappostgres.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a standby means for loads that take long: what it may cancel, and how far behind it is. */
final class StandbyChecks {
    private static final double LATE_SECONDS = 300;
    private static final String SERVER = "standby";

    private final ServerFacts server;
    private final Session session;

    StandbyChecks(ServerFacts server) {
        this.server = server;
        this.session = server.session();
    }

    /** How far it is: null where nothing was received, or replayed. */
    private record Replay(
            @Nullable Boolean complete, @Nullable Double age, boolean paused) {}

    List<Finding> findings() throws SQLException {
        return List.of(cancels(), replay());
    }

    private Finding cancels() {
        String delay = server.setting("max_standby_streaming_delay");
        boolean feedback = server.setting("hot_standby_feedback").equals("on");
        String waits = delay.equals("-1")
                ? "waits for queries as long as they take"
                : "waits for queries no longer than " + server.shown("max_standby_streaming_delay")
                        + " (max_standby_streaming_delay)";
        if (delay.equals("-1")) {
            return Finding.ok(
                    Check.STANDBY_CANCELS, SERVER, "replay " + waits + ": no load is cancelled, and it falls behind");
        }
        if (feedback) {
            return Finding.ok(
                    Check.STANDBY_CANCELS,
                    SERVER,
                    "hot_standby_feedback is on: the primary keeps what a load still sees; replay " + waits
                            + " where DDL, TRUNCATE or VACUUM needs a table that is read");
        }
        return Finding.warning(
                Check.STANDBY_CANCELS,
                SERVER,
                "hot_standby_feedback is off and replay " + waits + ": a load that takes longer is cancelled (SQLSTATE"
                        + " 40001) where rows that it sees were removed on the primary",
                session.version().isAtLeast(9, 4)
                        ? "ALTER SYSTEM SET hot_standby_feedback = on; SELECT pg_reload_conf(); -- on the standby; or"
                                + " max_standby_streaming_delay = -1"
                        : "hot_standby_feedback = on in the standby's postgresql.conf, or max_standby_streaming_delay ="
                                + " -1");
    }

    private Finding replay() throws SQLException {
        Replay replay = read();
        if (replay.paused()) {
            String resume = session.version().isAtLeast(10, 0) ? "pg_wal_replay_resume" : "pg_xlog_replay_resume";
            return Finding.warning(
                    Check.REPLAY,
                    SERVER,
                    "replay is paused: nothing new appears",
                    "SELECT " + resume + "(); -- on the standby");
        }
        Optional<Double> age = Optional.ofNullable(replay.age());
        String last = age.map(seconds -> "the last transaction that it replayed is " + Volume.time(seconds) + " old")
                .orElse("it replayed no transaction since it started");
        boolean complete = Boolean.TRUE.equals(replay.complete());
        boolean late = age.isPresent() && age.get() > LATE_SECONDS;
        if (late && !complete) {
            return Finding.warning(
                    Check.REPLAY,
                    SERVER,
                    last + ", and there is more to replay: rows of that time are still missing",
                    "SELECT * FROM pg_stat_activity WHERE backend_xmin IS NOT NULL; -- shows what holds up the replay; or"
                            + " read the primary");
        }
        String received = complete ? "all that it received is replayed; " : "";
        return late
                ? Finding.note(
                        Check.REPLAY,
                        SERVER,
                        received + last + ": the primary is idle, or the standby is cut off from it",
                        "SELECT state, replay_lsn FROM pg_stat_replication; -- on the primary tells which")
                : Finding.ok(Check.REPLAY, SERVER, received + last);
    }

    private Replay read() throws SQLException {
        boolean wal = session.version().isAtLeast(10, 0);
        String sql = "SELECT pg_catalog.pg_last_" + (wal ? "wal_receive_lsn" : "xlog_receive_location")
                + "() = pg_catalog.pg_last_" + (wal ? "wal_replay_lsn" : "xlog_replay_location")
                + "(), pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() -"
                + " pg_catalog.pg_last_xact_replay_timestamp()), pg_catalog.pg_is_" + (wal ? "wal" : "xlog")
                + "_replay_paused()";
        try (Statement statement = session.connection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            String age = row.getString(2);
            String complete = row.getString(1);
            return new Replay(
                    complete == null ? null : complete.equals("t"),
                    age == null ? null : Double.valueOf(age),
                    row.getBoolean(3));
        }
    }
}

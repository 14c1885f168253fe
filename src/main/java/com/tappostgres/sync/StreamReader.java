package com.tappostgres.sync;

import com.tappostgres.config.TapConfig;
import com.tappostgres.copy.CopyReader;
import com.tappostgres.copy.CursorReader;
import com.tappostgres.copy.RowReader;
import com.tappostgres.copy.TableQuery;
import com.tappostgres.error.TapException;
import com.tappostgres.json.JsonBuffer;
import com.tappostgres.postgres.Session;
import com.tappostgres.singer.RecordFrame;
import com.tappostgres.singer.RecordLines;
import com.tappostgres.types.RowEncoder;
import com.tappostgres.types.TextRow;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Prints rows of one stream as they come from one connection. */
final class StreamReader {
    private final StreamRun run;
    private final Session session;
    private final Stop stop;

    /** Its own, as encoders keep what they saw. */
    private final StreamShape shape;

    private final RowEncoder encoder;
    private final RecordLines lines;
    private @Nullable RowReader rows;
    private long records;

    StreamReader(StreamRun run, Session session, Stop stop) {
        this.run = run;
        this.session = session;
        this.stop = stop;
        this.shape = run.shape().twin();
        this.encoder = shape.encoder();
        this.lines = run.linesOf(this);
    }

    /** Told of each record that was put together. */
    @FunctionalInterface
    interface RecordListener {
        /**
         * Takes note of a record.
         *
         * @param row valid until this returns
         * @param number how many records this reader has printed now
         */
        void written(TextRow row, long number);
    }

    Session session() {
        return session;
    }

    /** The shape that covers the records of this reader. */
    StreamShape shape() {
        return shape;
    }

    /** Starts a query, whose rows {@link #read} prints. */
    void open(TableQuery query) throws SQLException {
        TapConfig.Sync settings = run.config().sync();
        if (settings.cursor()) {
            // The driver sends statements in the client's encoding, so names must pass before that changes.
            session.resumeConversion();
            rows = new CursorReader(session.connection(), query.cursorQuery(), settings.itersize());
            session.stopConversionIfUnknown();
        } else {
            session.stopConversionIfUnknown();
            rows = new CopyReader(session.connection(), query.copySource());
        }
    }

    /**
     * Prints every row of the started query as a RECORD; a row that the last SCHEMA does not cover gets a new one before
     * it. The last lines leave with {@link #flush()}.
     *
     * @param version null for records that carry none
     * @throws TapException of kind STOPPED between two records, if the run is to end
     */
    void read(@Nullable Long version, RecordListener listener) throws SQLException {
        RowReader started = Objects.requireNonNull(rows, "the query is not started");
        RecordFrame frame = run.frame(version);
        TextRow row = new TextRow(shape.columns().size());
        while (started.next(row)) {
            stop.throwIfRequested();
            JsonBuffer line = lines.start();
            boolean reshaped;
            try {
                frame.begin(line);
                reshaped = encoder.encode(row, line);
                frame.end(line);
            } catch (RuntimeException | OutOfMemoryError e) {
                lines.abandon();
                throw e;
            }
            if (reshaped) {
                lines.before(() -> run.reshape(shape));
            }
            lines.end();
            listener.written(row, ++records);
        }
    }

    /** Has the server end the query that is still under way, so that its connection can be used again. */
    void cancel() throws SQLException {
        if (rows != null) {
            rows.cancel();
        }
    }

    /** Hands all records so far to the writer. */
    void flush() {
        lines.flush();
    }

    long records() {
        return lines.records();
    }

    long bytes() {
        return lines.bytes();
    }
}

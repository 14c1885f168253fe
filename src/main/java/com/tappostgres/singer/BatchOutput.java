package com.tappostgres.singer;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.json.JsonBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Puts the rows of one reader into files, and prints a BATCH message for each that is complete. */
final class BatchOutput implements RecordOutput {
    private final String stream;
    private final BatchFolder folder;
    private final MessageWriter writer;
    private @Nullable BatchFile file;
    private long rows;

    /** Rows are lost with it, so that nothing may be completed any more: a bookmark would pass over them. */
    private @Nullable TapException failure;

    BatchOutput(String stream, BatchFolder folder, MessageWriter writer) {
        this.stream = stream;
        this.folder = folder;
        this.writer = writer;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    @Override
    public long room() {
        return folder.rows() - rows;
    }

    @Override
    public void lines(JsonBuffer block, long count) {
        step(() -> {
            if (count == 0) {
                return;
            }
            BatchFile current = file == null ? folder.create(stream) : file;
            file = current;
            current.write(block);
            folder.throttle().pay(block.length());
            rows += count;
            if (rows >= folder.rows()) {
                publish(current);
            }
        });
    }

    @Override
    public void complete() {
        step(() -> {
            if (file != null) {
                publish(file);
            }
        });
    }

    private void publish(BatchFile complete) throws IOException {
        writer.batch(stream, folder.compression(), complete.finish());
        file = null;
        rows = 0;
    }

    private void step(Step step) {
        if (failure != null) {
            throw failure;
        }
        try {
            step.run();
        } catch (IOException e) {
            throw fail(folder.failure(e));
        } catch (TapException e) {
            throw fail(e);
        } catch (RuntimeException | Error e) {
            fail(new TapException(
                    ErrorKind.INTERNAL, "a batch file of \"" + stream + "\" is not complete: " + e, null, e));
            throw e;
        }
    }

    private TapException fail(TapException reason) {
        failure = reason;
        if (file != null) {
            file.abandon();
            file = null;
        }
        return reason;
    }
}

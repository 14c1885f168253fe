package com.tappostgres.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.tappostgres.testing.MessageOutput;
import com.tappostgres.testing.ModelLoader;
import com.tappostgres.testing.Tap;
import com.tappostgres.testing.TapProcess;
import com.tappostgres.testing.TapRun;
import com.tappostgres.testing.TestCatalog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of the real program, in a process of its own, that is killed with SIGKILL.
 *
 * @param printed all that was printed, whether the loader got it or not
 */
record KilledRun(int exitCode, String printed, String log) {
    private static final int KILLED = 128 + 9;

    /** Runs the program from the loader's state up to a moment; the loader takes each message when it arrives. */
    static KilledRun start(Tap tap, TestCatalog catalog, ModelLoader loader, Moment moment) {
        return Tap.inFolder(folder -> {
            List<String> words = new ArrayList<>(List.of(
                    TapProcess.executable().toString(),
                    "--config",
                    Tap.write(folder, "config.json", tap.config()),
                    "--catalog",
                    Tap.write(folder, "catalog.json", catalog.json())));
            JsonNode state = loader.state();
            if (state != null) {
                words.addAll(List.of("--state", Tap.write(folder, "state.json", state)));
            }
            Process process = new TapProcess(folder).startPiped(words.toArray(String[]::new));
            try {
                return kill(process, moment, loader, folder);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } finally {
                process.destroyForcibly();
            }
        });
    }

    private static KilledRun kill(Process process, Moment moment, ModelLoader loader, Path folder)
            throws IOException, InterruptedException {
        Taking taking = new Taking(loader, moment.states());
        MessageOutput output = new MessageOutput(taking);
        read(process.getInputStream(), output, () -> taking.ended, moment.bytes());
        Thread.sleep(moment.millis());
        // Process.destroyForcibly would close the pipe as well, and what is in it could not be read.
        if (!moment.equals(Moment.NEVER)) {
            process.toHandle().destroyForcibly();
        }
        taking.ended |= !moment.loaderGoesOn();
        read(process.getInputStream(), output, () -> false, Long.MAX_VALUE);
        String log = Files.readString(folder.resolve("stderr"));
        return new KilledRun(process.waitFor(), output.toString(StandardCharsets.UTF_8), log);
    }

    /** Hands messages to a loader until that is gone. */
    private static final class Taking implements MessageOutput.Reader {
        private final ModelLoader loader;
        private int states;
        private boolean ended;

        Taking(ModelLoader loader, int states) {
            this.loader = loader;
            this.states = states;
        }

        @Override
        public void take(JsonNode message) {
            if (!ended) {
                loader.load(message);
                ended = message.path("type").asText().equals("STATE") && --states == 0;
            }
        }
    }

    private static void read(InputStream in, ByteArrayOutputStream out, BooleanSupplier ended, long limit)
            throws IOException {
        byte[] buffer = new byte[8192];
        while (out.size() < limit && !ended.getAsBoolean()) {
            int length = in.read(buffer, 0, (int) Math.min(buffer.length, limit - out.size()));
            if (length < 0) {
                return;
            }
            out.write(buffer, 0, length);
            out.flush();
        }
    }

    boolean wasKilled() {
        return exitCode == KILLED;
    }

    void assertSucceeded() {
        new TapRun(exitCode, printed.getBytes(StandardCharsets.UTF_8), log).assertSucceeded();
    }

    /**
     * Whether the kill came between the first and the last row of the only stream. All that was printed counts, taken
     * or not. Of a load in parts one must be unread still; of others the last STATE must not be there, before which the
     * last records leave.
     *
     * @param before the state that the run went on from
     */
    boolean isWithinRecords(@Nullable JsonNode before, String id) {
        ModelLoader all = new ModelLoader().load(printed);
        if (!wasKilled() || all.records() == 0) {
            return false;
        }
        JsonNode printedState = all.state();
        if (printedState != null && printedState.path("currently_syncing").isNull()) {
            return false;
        }
        JsonNode state = printedState == null ? before : printedState;
        return state == null || !isAllRead(state.path("bookmarks").path(id).path("load"));
    }

    private static boolean isAllRead(JsonNode load) {
        for (JsonNode ranges : load.path("finished")) {
            if (!ranges.asText().equals("..")) {
                return false;
            }
        }
        return load.isObject();
    }
}

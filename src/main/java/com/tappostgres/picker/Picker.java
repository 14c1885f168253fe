package com.tappostgres.picker;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import com.tappostgres.log.TerminalFeatures;
import com.tappostgres.singer.CatalogFile;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The picker on the terminal of the process; standard output and standard error stay free. */
public final class Picker {
    private static final long TICK_MILLIS = 100;
    /** Keys that come faster than a screen is drawn are taken together, but not for longer than this. */
    private static final long LONGEST_UNDRAWN = TimeUnit.MILLISECONDS.toNanos(50);

    private final Console console;
    private final Dialog dialog;
    private final Screen screen;

    private Picker(Console console, Dialog dialog, Screen screen) {
        this.console = console;
        this.dialog = dialog;
        this.screen = screen;
    }

    /**
     * Lets the user make the choices of a catalog file, and returns when the user leaves.
     *
     * @param title what is edited, in words
     * @param preview asked for the first rows of a table when the user wants to see them
     * @param environment has TERM and NO_COLOR
     * @throws TapException of kind USAGE if there is no terminal for it
     */
    public static Outcome open(CatalogFile catalog, String title, Preview preview, Map<String, String> environment) {
        Tree tree = new Tree(catalog.streams());
        if (tree.tables().isEmpty()) {
            throw new TapException(
                    ErrorKind.CONFIGURATION,
                    title + " has no streams to choose from",
                    "Make a catalog with: tap-postgres --config config.json --discover > catalog.json");
        }
        ExecutorService background = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "preview");
            thread.setDaemon(true);
            return thread;
        });
        try (Console console = Console.open(environment)) {
            Dialog dialog =
                    new Dialog(tree, new PreviewPane(preview, background), overwrite -> save(catalog, overwrite));
            Theme theme = Theme.of(TerminalFeatures.of(environment));
            new Picker(console, dialog, new Screen(theme, title, dialog)).run();
            return dialog.outcome();
        } finally {
            background.shutdownNow();
        }
    }

    /** What no run could read must not be saved. */
    private static boolean save(CatalogFile catalog, boolean overwrite) {
        catalog.catalog();
        return CatalogFile.ifUnlocked(catalog.path(), () -> {
            if (!overwrite && catalog.wasChanged()) {
                return false;
            }
            catalog.overwrite();
            return true;
        });
    }

    private void run() {
        console.draw(screen);
        long drawn = System.nanoTime();
        boolean waiting = false;
        while (!dialog.hasEnded()) {
            @Nullable Key key = console.read(TICK_MILLIS);
            boolean changed = waiting || console.isDisturbed();
            if (key != null) {
                dialog.press(key);
                changed = !console.hasMore() || System.nanoTime() - drawn > LONGEST_UNDRAWN;
            } else {
                changed |= askForPreview();
            }
            // One look more, once what was waited for is there.
            waiting = dialog.preview().isWaiting();
            if (changed && !dialog.hasEnded()) {
                console.draw(screen);
                drawn = System.nanoTime();
            }
        }
    }

    /** Only where the user rests: who runs along the tables must not have each of them read. */
    private boolean askForPreview() {
        TableNode table = dialog.highlightedTable();
        if (!dialog.preview().isOpen() || table == null) {
            return false;
        }
        if (dialog.preview().answer(PreviewPane.Request.of(table)) != null) {
            return false;
        }
        dialog.preview().ask(table);
        return true;
    }
}

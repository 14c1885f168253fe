package com.tappostgres.picker;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.io.FileInputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.impl.PosixSysTerminal;
import org.jline.utils.AttributedCharSequence.ForceMode;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.ShutdownHooks;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * The terminal while the picker has it: raw, and on its other screen. However the process ends, but by SIGKILL, the
 * terminal is as it was before.
 */
final class Console implements AutoCloseable {
    private static final String HINT =
            "Name patterns: tap-postgres select catalog.json 'public.*'; or look at the choices with --list.";

    /** What a terminal sends in one go is there within this time; the kernel waits in steps of 100 ms. */
    private static final long PATIENCE_MILLIS = 50;

    private static final Size USUAL = new Size(80, 24);

    /** Text that is pasted comes between marks, so that its letters are no commands. */
    private static final String MARK_PASTES = "\033[?2004h";

    private static final String DO_NOT_MARK_PASTES = "\033[?2004l";

    /** Held, since the logging of the JDK forgets the level of a logger that nobody refers to. */
    private static final Logger JLINE_LOG = Logger.getLogger("org.jline");

    private final AtomicBoolean resized = new AtomicBoolean(true);
    private final AtomicBoolean continued = new AtomicBoolean();
    private final Map<String, Object> signals = new HashMap<>();
    private final ShutdownHooks.Task hook = this::close;
    private @Nullable Terminal terminal;
    private @Nullable Attributes raw;
    private @Nullable FileInputStream queue;
    private KeyDecoder keys = new KeyDecoder(millis -> -1, 0);
    private List<AttributedString> shown = new ArrayList<>();
    private Size size = USUAL;
    private boolean left;

    private Console() {}

    /**
     * Takes the terminal.
     *
     * @throws TapException of kind USAGE if there is none, or one that shows nothing but lines
     */
    static Console open(Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "");
        if (type.isEmpty() || type.equals(Terminal.TYPE_DUMB)) {
            throw new TapException(
                    ErrorKind.USAGE,
                    "the picker needs a terminal that can move its cursor, and "
                            + (type.isEmpty() ? "TERM is not set" : "TERM is \"" + type + "\""),
                    HINT);
        }
        JLINE_LOG.setLevel(Level.OFF);
        Console console = new Console();
        // Before the one that JLine adds for the terminal, as they run in this order.
        ShutdownHooks.add(console.hook);
        try {
            console.take(type);
            return console;
        } catch (IOException | IOError e) {
            console.close();
            throw new TapException(
                    ErrorKind.USAGE, "the picker needs a terminal, and there is none: " + e.getMessage(), HINT, e);
        }
    }

    private synchronized void take(String type) throws IOException {
        Terminal taken = new PosixSysTerminal(
                "tap-postgres", type, new ControllingTty(), StandardCharsets.UTF_8, false, SignalHandler.SIG_IGN);
        terminal = taken;
        queue = new FileInputStream("/dev/tty");
        taken.enterRawMode();
        Attributes attributes = taken.getAttributes();
        // Ctrl-C comes as a key, so that a busy terminal cannot be left in the middle of a line.
        attributes.setLocalFlag(LocalFlag.ISIG, false);
        taken.setAttributes(attributes);
        raw = attributes;
        NonBlockingReader reader = taken.reader();
        keys = new KeyDecoder(reader::read, PATIENCE_MILLIS);
        signals.put("WINCH", Signals.register("WINCH", () -> resized.set(true)));
        signals.put("CONT", Signals.register("CONT", () -> continued.set(true)));
        enter(taken);
    }

    private static void enter(Terminal taken) {
        taken.puts(Capability.enter_ca_mode);
        taken.puts(Capability.cursor_invisible);
        taken.writer().write(MARK_PASTES);
        taken.flush();
    }

    /** The next key; null if none comes within the time. */
    @Nullable
    Key read(long millis) {
        return keys.next(millis);
    }

    /** Whether more keys wait, so that it is too early to draw what the last one led to. */
    boolean hasMore() {
        try {
            return queue != null && queue.available() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the screen is not as it was drawn last. */
    boolean isDisturbed() {
        return resized.get() || continued.get();
    }

    /** Draws the lines that differ from those that are to be seen. */
    synchronized void draw(Screen screen) {
        Terminal taken = terminal;
        if (left || taken == null) {
            return;
        }
        if (continued.getAndSet(false) && raw != null) {
            // Whoever had the terminal meanwhile has set it for itself.
            taken.setAttributes(raw);
            enter(taken);
            resized.set(true);
        }
        if (resized.getAndSet(false)) {
            Size now = taken.getSize();
            size = now.getRows() > 0 && now.getColumns() > 0 ? now : USUAL;
            shown = new ArrayList<>();
            taken.puts(Capability.clear_screen);
        }
        // The last column stays free: to write it moves the cursor on, and on the last line the screen.
        List<AttributedString> lines = screen.draw(size.getRows(), Math.max(1, size.getColumns() - 1));
        Integer colors = taken.getNumericCapability(Capability.max_colors);
        PrintWriter out = taken.writer();
        for (int row = 0; row < lines.size(); row++) {
            AttributedString line = lines.get(row);
            if (row >= shown.size() || !line.equals(shown.get(row))) {
                taken.puts(Capability.cursor_address, row, 0);
                out.write(line.toAnsi(colors == null ? 8 : colors, ForceMode.None));
                taken.puts(Capability.clr_eol);
            }
        }
        taken.flush();
        shown = lines;
    }

    /** Gives the terminal back. */
    @Override
    public synchronized void close() {
        if (left) {
            return;
        }
        left = true;
        signals.forEach(Signals::unregister);
        ShutdownHooks.remove(hook);
        Terminal taken = terminal;
        if (taken == null) {
            return;
        }
        try {
            taken.writer().write(DO_NOT_MARK_PASTES);
            taken.puts(Capability.cursor_normal);
            if (!taken.puts(Capability.exit_ca_mode)) {
                taken.puts(Capability.clear_screen);
            }
            taken.close();
            if (queue != null) {
                queue.close();
            }
        } catch (IOException | IOError e) {
            // Nobody can look any more at a terminal that is gone.
        }
    }
}

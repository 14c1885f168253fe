package com.tappostgres.picker;

import org.jline.terminal.impl.exec.ExecPty;
import org.jline.terminal.impl.exec.ExecTerminalProvider;

/**
 * The terminal from which the process is controlled, wherever its standard streams go.
 *
 * <p>It is set by stty, which every Unix has; JLine's other ways unpack native code at each start.
 */
final class ControllingTty extends ExecPty {
    private static final String DEVICE = "/dev/tty";

    ControllingTty() {
        super(new ExecTerminalProvider(), null, DEVICE);
    }
}

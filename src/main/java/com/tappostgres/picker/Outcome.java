package com.tappostgres.picker;

import java.util.Optional;

/**
 * How the picker was left.
 *
 * @param saved one line about what was saved; empty if nothing was
 * @param interrupted whether it ended by Ctrl-C or with its terminal, so that choices may be lost
 */
public record Outcome(Optional<String> saved, boolean interrupted) {}

package com.tappostgres.picker;

/** What comes from the keyboard: a key that has a name, or text. */
sealed interface Key {
    /** A key with a name. */
    enum Named implements Key {
        UP,
        DOWN,
        LEFT,
        RIGHT,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        BACKSPACE,
        CLEAR,
        INTERRUPT,
        /** The terminal is gone. */
        GONE
    }

    /**
     * What was typed, one character, or pasted.
     *
     * @param pasted so that no character of it is a command
     */
    record Text(String text, boolean pasted) implements Key {}
}

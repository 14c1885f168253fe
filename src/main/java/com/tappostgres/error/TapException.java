package com.tappostgres.error;

import org.jspecify.annotations.Nullable;

/** The one exception that the program raises: what failed on which object, and the mend. */
public final class TapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorKind kind;
    private final @Nullable String hint;

    /**
     * @param message what failed and on which object, in one line
     * @param hint the setting, command or SQL that mends it; null where nothing can be said
     */
    public TapException(ErrorKind kind, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.hint = hint;
    }

    public TapException(ErrorKind kind, String message, @Nullable String hint) {
        this(kind, message, hint, null);
    }

    public ErrorKind kind() {
        return kind;
    }

    public @Nullable String hint() {
        return hint;
    }

    /** The message as it stands in every exception of this class: never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? kind.name() : message;
    }
}

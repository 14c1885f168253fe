package com.tappostgres.ssh;

import java.io.IOException;

/** What reading or writing a tunnelled socket fails with once the SSH session is gone: which tunnel, and why. */
public final class TunnelLostException extends IOException {
    private static final long serialVersionUID = 1L;

    TunnelLostException(String message) {
        super(message);
    }

    /** The message as it stands in every exception of this class: never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "the SSH tunnel was lost" : message;
    }
}

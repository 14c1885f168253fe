package com.tappostgres.ssh;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Why a session is gone: the first reason that anybody noticed, as the later ones are only its consequences. */
final class Loss {
    private final String label;
    private final AtomicReference<@Nullable String> message = new AtomicReference<>();

    /** @param label whose session it is: {@code tap@bastion:22} */
    Loss(String label) {
        this.label = label;
    }

    void report(String reason) {
        message.compareAndSet(null, "the SSH tunnel through \"" + label + "\" was lost: " + reason);
    }

    /** The session went down with the one that it runs through. */
    void report(TunnelLostException cause) {
        message.compareAndSet(null, cause.getMessage());
    }

    boolean isReported() {
        return message.get() != null;
    }

    /** Does nothing as long as the session is well. */
    void throwIfReported() throws TunnelLostException {
        String reported = message.get();
        if (reported != null) {
            throw new TunnelLostException(reported);
        }
    }
}

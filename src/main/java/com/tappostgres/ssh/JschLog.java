package com.tappostgres.ssh;

import com.jcraft.jsch.JSchSessionDisconnectException;
import com.jcraft.jsch.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What JSch has to say, at debug level; it says nothing of keys and passwords. It is also how JSch tells why a session ended. */
final class JschLog implements Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(JschLog.class);

    private final Loss loss;

    JschLog(Loss loss) {
        this.loss = loss;
    }

    @Override
    public boolean isEnabled(int level) {
        return level >= INFO || LOG.isDebugEnabled();
    }

    @Override
    public void log(int level, String message) {
        LOG.debug("{}", message);
    }

    @Override
    public void log(int level, String message, @Nullable Throwable cause) {
        LOG.debug("{}", message);
        if (cause instanceof JSchSessionDisconnectException parting) {
            // The host's own words are better than that it hung up, which the transport is about to notice.
            loss.report("the SSH host ended the session: " + parting.getDescription());
        } else if (cause != null && message.startsWith("Caught an exception, leaving main loop")) {
            loss.report(String.valueOf(cause.getMessage()));
        }
    }
}

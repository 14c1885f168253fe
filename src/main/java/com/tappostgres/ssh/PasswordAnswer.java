package com.tappostgres.ssh;

import com.jcraft.jsch.UIKeyboardInteractive;
import com.jcraft.jsch.UserInfo;
import org.jspecify.annotations.Nullable;

/** Answers an SSH host's questions with the password, once for each way of asking: it does not become right by repeating it. */
final class PasswordAnswer implements UserInfo, UIKeyboardInteractive {
    private final String password;
    private boolean asked;
    private boolean questioned;

    PasswordAnswer(String password) {
        this.password = password;
    }

    @Override
    public boolean promptPassword(String message) {
        boolean first = !asked;
        asked = true;
        return first;
    }

    @Override
    public String getPassword() {
        return password;
    }

    /** The password for whatever is not shown while it is typed; anything else, as a user's name, nobody here could answer. */
    @Override
    public String @Nullable [] promptKeyboardInteractive(
            String destination, String name, String instruction, String[] prompt, boolean[] echo) {
        boolean first = !questioned;
        if (prompt.length > 0) {
            questioned = true;
        }
        if (!first || prompt.length > 1 || (prompt.length == 1 && echo[0])) {
            return null;
        }
        return prompt.length == 0 ? new String[0] : new String[] {password};
    }

    @Override
    public @Nullable String getPassphrase() {
        return null;
    }

    @Override
    public boolean promptPassphrase(String message) {
        return false;
    }

    @Override
    public boolean promptYesNo(String message) {
        return false;
    }

    @Override
    public void showMessage(String message) {
        // Banners are for people.
    }
}

package com.tappostgres.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchSessionDisconnectException;
import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells from what JSch throws why a session did not come to be. */
final class LoginFailure {
    /** JSch has the methods only in its message. */
    private static final Pattern REJECTED = Pattern.compile("Auth (?:fail|cancel) for methods '(.*)'", Pattern.DOTALL);

    private static final String SSH_GREETING = "SSH-";

    private final Hop hop;
    private final Transport transport;
    private final Authentication authentication;
    private final int timeoutMillis;

    LoginFailure(Hop hop, Transport transport, Authentication authentication, int timeoutMillis) {
        this.hop = hop;
        this.transport = transport;
        this.authentication = authentication;
        this.timeoutMillis = timeoutMillis;
    }

    TapException of(JSchException failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher rejected = REJECTED.matcher(message);
        if (rejected.find()) {
            return rejected(rejected.group(1), failure);
        }
        if (failure instanceof JSchAlgoNegoFailException nothingInCommon) {
            return nothingInCommon(nothingInCommon);
        }
        if (failure instanceof JSchSessionDisconnectException parting) {
            return ended(parting);
        }
        String greeting = transport.firstLine();
        if (!greeting.isEmpty() && !greeting.startsWith(SSH_GREETING)) {
            return failure(
                    host() + " is no SSH server: it says \"" + greeting + "\"",
                    "Check \"host\" and \"port\" of \"ssh_tunnel\".",
                    failure);
        }
        if (isCausedBy(SocketTimeoutException.class, failure)) {
            return failure(
                    host() + (greeting.isEmpty() ? " did not say a word" : " stopped answering") + " within "
                            + timeoutMillis / 1000 + " s",
                    greeting.isEmpty()
                            ? "Is it an SSH server, or a firewall that lets the connection through to nobody? Check \"port\"."
                            : "Try again; \"connect_timeout\" sets how long to wait.",
                    failure);
        }
        if (transport.isEnded() || isCausedBy(SocketException.class, failure)) {
            return closed(greeting, failure);
        }
        return failure(host() + " cannot be entered: " + message, null, failure);
    }

    private TapException rejected(String methods, JSchException failure) {
        return failure(
                host() + " does not let the user \"" + hop.user() + "\" in; it takes " + methods.replace(",", ", ")
                        + ", tried were " + authentication.tried(),
                rejectedHint(methods),
                failure);
    }

    private String rejectedHint(String methods) {
        if (!authentication.isByPasswordOnly()) {
            return "Is \"username\" right, and is the key's public line in ~" + hop.user()
                    + "/.ssh/authorized_keys there, with that file and its folders writable by their owner only?";
        }
        return methods.contains("password") || methods.contains("keyboard-interactive")
                ? "Check \"username\" and \"password\" of \"ssh_tunnel\"."
                : "It takes no passwords: set \"private_key\" in \"ssh_tunnel\"; tap-postgres keygen makes a key.";
    }

    private TapException nothingInCommon(JSchAlgoNegoFailException failure) {
        String algorithm = String.valueOf(failure.getAlgorithmName());
        String what = switch (algorithm) {
            case "kex" -> "key exchange";
            case "server_host_key" -> "host key type";
            case "cipher.c2s", "cipher.s2c" -> "cipher";
            case "mac.c2s", "mac.s2c" -> "MAC";
            default -> algorithm;
        };
        return failure(
                host() + " and this program have no " + what + " in common: it offers " + failure.getServerProposal()
                        + "; here are " + failure.getJSchProposal(),
                algorithm.equals("server_host_key") && hop.hostKey().isPresent()
                        ? "\"host_key\" pins a key of a type that the host does not have."
                        : "Update the SSH server there, or allow one of these algorithms in its sshd_config.",
                failure);
    }

    private TapException ended(JSchSessionDisconnectException parting) {
        String description = String.valueOf(parting.getDescription());
        boolean tooMany = description.toLowerCase(Locale.ROOT).contains("too many authentication failures");
        return failure(
                host() + " ended the session before the login: " + description
                        + (tooMany ? "; tried were " + authentication.tried() : ""),
                tooMany ? "Name the one key that is right: \"private_key\" in \"ssh_tunnel\"." : null,
                parting);
    }

    private TapException closed(String greeting, JSchException failure) {
        return failure(
                host() + " closed the connection "
                        + (greeting.isEmpty()
                                ? "without a word"
                                : "before the login, after it said \"" + greeting + "\""),
                "Is it an SSH server, does it admit this address, and has it reached its limit of logins (MaxStartups)?"
                        + " Its own log says why.",
                failure);
    }

    private String host() {
        return "the SSH host \"" + hop.label() + "\"";
    }

    private static boolean isCausedBy(Class<? extends Exception> type, Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static TapException failure(String message, @Nullable String hint, Throwable cause) {
        return new TapException(ErrorKind.CONNECTION, message, hint, cause);
    }
}

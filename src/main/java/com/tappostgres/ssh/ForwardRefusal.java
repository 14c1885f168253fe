package com.tappostgres.ssh;

import com.tappostgres.error.ErrorKind;
import com.tappostgres.error.TapException;

/** Why an SSH host does not connect to the server: the reasons of RFC 4254, section 5.1. */
final class ForwardRefusal {
    private static final int PROHIBITED = 1;
    private static final int CONNECT_FAILED = 2;
    private static final int UNKNOWN_TYPE = 3;
    private static final int RESOURCE_SHORTAGE = 4;

    private ForwardRefusal() {}

    /**
     * @param label the SSH host
     * @param target the host and port that it should connect to
     * @param reason SSH's code, or -1 where the host said nothing
     */
    static TapException of(String label, String target, int reason, int timeoutMillis, Throwable cause) {
        String host = "the SSH host \"" + label + "\"";
        return switch (reason) {
            case PROHIBITED ->
                failure(
                        host + " does not allow a connection to \"" + target + "\" (administratively prohibited)",
                        "In its sshd_config: AllowTcpForwarding yes, and PermitOpen " + target
                                + " where that is set; at the key's line of authorized_keys: port-forwarding,permitopen=\""
                                + target
                                + "\" behind a restrict.",
                        cause);
            case CONNECT_FAILED ->
                failure(
                        host + " cannot reach \"" + target + "\" (connect failed)",
                        "The name is looked up there, and its firewall rules count. Try there: nc -zv "
                                + target.substring(0, target.lastIndexOf(':')) + " "
                                + target.substring(target.lastIndexOf(':') + 1),
                        cause);
            case UNKNOWN_TYPE ->
                failure(
                        host + " has no TCP forwarding, which a connection to \"" + target
                                + "\" needs (unknown channel type)",
                        "Use an SSH server that has it: OpenSSH with AllowTcpForwarding yes.",
                        cause);
            case RESOURCE_SHORTAGE ->
                failure(
                        host + " has no resources for a connection to \"" + target + "\" (resource shortage)",
                        "Try later, or raise its limits of open files and processes.",
                        cause);
            case -1 ->
                failure(
                        host + " did not connect to \"" + target + "\""
                                + (timeoutMillis == 0 ? "" : " within " + timeoutMillis / 1000 + " s"),
                        "Is a firewall between the SSH host and the server? \"connect_timeout\" sets how long to wait.",
                        cause);
            default ->
                failure(
                        host + " refuses a connection to \"" + target + "\" (code " + reason + ")",
                        "It gives none of SSH's own reasons: its log says more, and whether it knows that name.",
                        cause);
        };
    }

    private static TapException failure(String message, String hint, Throwable cause) {
        return new TapException(ErrorKind.CONNECTION, message, hint, cause);
    }
}

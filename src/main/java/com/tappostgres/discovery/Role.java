package com.tappostgres.discovery;

/**
 * A role that reads, as the server knows it.
 *
 * @param exists whether there is one of this name; else nothing of the rest holds
 * @param login whether it may log in
 * @param superuser whether it may do anything
 * @param seesAllRows whether no row-level policy applies to it: it is a superuser or has BYPASSRLS
 */
public record Role(String name, boolean exists, boolean login, boolean superuser, boolean seesAllRows) {
    /** A role that is yet to be created. */
    public static Role missing(String name) {
        return new Role(name, false, false, false, false);
    }

    /** A role that logged in, when no database let it ask for more. */
    public static Role loggedIn(String name) {
        return new Role(name, true, true, false, false);
    }
}

package com.tappostgres.picker;

/** How much of a line of the tree is to be read. */
enum Check {
    NONE,
    PARTLY,
    ALL;

    /** What two lines come to in the line above them. */
    Check and(Check other) {
        return this == other ? this : PARTLY;
    }
}

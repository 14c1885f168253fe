package com.tappostgres.config;

import java.nio.file.Path;
import java.util.Map;

/** The folder of the user's own files, for which a path may begin with {@code ~/}. */
record HomeFolder(Path path) {
    static HomeFolder of(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return new HomeFolder(Path.of(home.isEmpty() ? System.getProperty("user.home", "") : home));
    }

    /** A path as a shell would hand it over; a text that is no such path stays as it is. */
    String expand(String file) {
        return file.startsWith("~/") ? path.resolve(file.substring(2)).toString() : file;
    }
}

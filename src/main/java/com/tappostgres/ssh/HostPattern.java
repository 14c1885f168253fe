package com.tappostgres.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How OpenSSH's files name hosts: patterns with {@code *}, {@code ?} and {@code !}, or one hashed name. */
final class HostPattern {
    private static final String HASHED = "|1|";
    private static final int HASH_FIELDS = 4;

    private HostPattern() {}

    /** Whether a field of known_hosts means a host. */
    static boolean isNamed(String hosts, String name) {
        return hosts.startsWith(HASHED) ? isHashOf(hosts, name) : isMatched(hosts.split(","), name);
    }

    /** Whether one of the patterns matches and none with a {@code !} does. */
    static boolean isMatched(String[] patterns, String name) {
        boolean matched = false;
        for (String pattern : patterns) {
            boolean negated = pattern.startsWith("!");
            if (glob(negated ? pattern.substring(1) : pattern).matcher(name).matches()) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    /** Any file or host name that a pattern means. */
    static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char each = pattern.charAt(i);
            switch (each) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(each)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE);
    }

    private static boolean isHashOf(String hashed, String name) {
        String[] fields = hashed.split("\\|", -1);
        if (fields.length != HASH_FIELDS) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(fields[2]), "HmacSHA1"));
            byte[] hash = mac.doFinal(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(hash, Base64.getDecoder().decode(fields[3]));
        } catch (IllegalArgumentException e) {
            // Not Base64, or an empty salt: a line that OpenSSH would skip too.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

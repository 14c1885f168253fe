package com.tappostgres.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code postgresql://} URL as libpq does; no message quotes any of it, as it may hold a password. */
final class ConnectionUrl {
    /** SQLAlchemy's URLs name a driver behind a plus. */
    private static final Pattern SCHEME = Pattern.compile("postgres(?:ql)?(\\+\\w+)?://");

    private static final String RESERVED = "a / in a user or password is written %2F, an @ is written %40";

    private final String text;
    private final ConnectionParameters parameters;
    private boolean plusIsBlank;
    private int at;

    private ConnectionUrl(String text, ConnectionParameters parameters) {
        this.text = text;
        this.parameters = parameters;
    }

    /**
     * Reads a URL, or libpq's other notation: {@code host=localhost user=tap}.
     *
     * @param source what gives it, for messages: {@code url in config.json}
     */
    static Layer read(String text, String source, Problems problems) {
        ConnectionParameters parameters = new ConnectionParameters(source, problems);
        String stripped = text.strip();
        try {
            if (ConnectionString.isOne(stripped)) {
                new ConnectionString(stripped, parameters).read();
            } else {
                new ConnectionUrl(stripped, parameters).read();
            }
        } catch (MalformedConnectionException e) {
            parameters.problem(e.reason());
            // What was taken apart wrongly would only raise more problems.
            return new Layer();
        }
        return parameters.layer();
    }

    private void read() throws MalformedConnectionException {
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.lookingAt()) {
            throw new MalformedConnectionException(
                    text.startsWith("jdbc:")
                            ? "a jdbc: URL is for Java; write postgresql://user:password@host:port/dbname"
                            : "it must begin with postgresql:// or postgres://");
        }
        plusIsBlank = scheme.group(1) != null;
        at = scheme.end();
        readCredentials();
        readHosts();
        if (skip('/')) {
            String database = until("?");
            if (database.indexOf('@') >= 0) {
                throw new MalformedConnectionException(RESERVED);
            }
            parameters.put(Setting.DBNAME, decoded(database));
        }
        if (skip('?')) {
            readParameters();
        }
    }

    /** They end at the first @, unless a slash comes before it. */
    private void readCredentials() throws MalformedConnectionException {
        int start = at;
        String credentials = until("@/");
        if (!skip('@')) {
            at = start;
            return;
        }
        int colon = credentials.indexOf(':');
        parameters.put(Setting.USER, decoded(colon < 0 ? credentials : credentials.substring(0, colon)));
        if (colon >= 0) {
            parameters.put(Setting.PASSWORD, decoded(credentials.substring(colon + 1)));
        }
    }

    private void readHosts() throws MalformedConnectionException {
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        do {
            hosts.add(skip('[') ? bracketed() : decoded(until(":/?,")));
            ports.add(skip(':') ? decoded(until("/?,")) : "");
        } while (skip(','));
        if (hosts.stream().anyMatch(host -> host.indexOf('@') >= 0)) {
            throw new MalformedConnectionException(RESERVED);
        }
        parameters.put(Setting.HOST, String.join(",", hosts));
        parameters.put(Setting.PORT, String.join(",", ports));
    }

    private String bracketed() throws MalformedConnectionException {
        String address = until("]");
        boolean closed = skip(']');
        boolean goesOn = at < text.length() && ":/?,".indexOf(text.charAt(at)) < 0;
        if (!closed || address.isEmpty() || goesOn) {
            throw new MalformedConnectionException("an IPv6 address is written [::1], with a port [::1]:5432");
        }
        return decoded(address);
    }

    private void readParameters() throws MalformedConnectionException {
        for (int number = 1; at < text.length(); number++) {
            String parameter = until("&");
            skip('&');
            int equals = parameter.indexOf('=');
            if (equals <= 0) {
                throw new MalformedConnectionException(
                        "parameter " + number + " is not written name=value; an & in a value is written %26");
            }
            String name = decoded(parameter.substring(0, equals));
            String value = parameter.substring(equals + 1);
            if (parameters.has(name)) {
                throw new MalformedConnectionException("parameter " + number + " repeats an earlier one");
            }
            parameters.putNamed(name, decoded(plusIsBlank ? value.replace('+', ' ') : value), "parameter " + number);
        }
    }

    /** What stands before the first of these characters, or all of the rest. */
    private String until(String ends) {
        int start = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean skip(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        if (there) {
            at++;
        }
        return there;
    }

    /** The text with each {@code %40} as what it stands for. */
    private static String decoded(String encoded) throws MalformedConnectionException {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] != '%') {
                decoded.put(bytes[i]);
            } else {
                decoded.put(hexByte(bytes, i + 1));
                i += 2;
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedConnectionException("a % stands before what is no UTF-8; a % itself is written %25");
        }
    }

    private static byte hexByte(byte[] bytes, int start) throws MalformedConnectionException {
        int high = start + 1 < bytes.length ? Character.digit(bytes[start], 16) : -1;
        int low = high < 0 ? -1 : Character.digit(bytes[start + 1], 16);
        if (low < 0 || high + low == 0) {
            throw new MalformedConnectionException(
                    "a % stands before what are no two hexadecimal digits; a % itself is written %25");
        }
        return (byte) (high << 4 | low);
    }
}

package com.tappostgres.tls;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * The names that a certificate was issued for, compared with a host as libpq does.
 *
 * @param names its DNS names, which may begin with {@code *.}
 * @param addresses its IP addresses
 * @param commonName the name in its subject, which counts where it holds none of the host's sort
 */
record ServerNames(List<String> names, List<String> addresses, Optional<String> commonName) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1?\\d?\\d)";
    private static final Pattern IP_VERSION_4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final int SHORTEST_WILDCARD = 3;

    ServerNames {
        names = List.copyOf(names);
        addresses = List.copyOf(addresses);
    }

    static ServerNames of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (Integer.valueOf(DNS_NAME).equals(each.get(0))) {
                    names.add(String.valueOf(each.get(1)));
                } else if (Integer.valueOf(IP_ADDRESS).equals(each.get(0))) {
                    addresses.add(String.valueOf(each.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            // Names that cannot be read are no reason to fall back on the subject's.
            return new ServerNames(List.of(), List.of(), Optional.empty());
        }
        return new ServerNames(names, addresses, commonName(certificate.getSubjectX500Principal()));
    }

    /** Whether the certificate is one of this host. */
    boolean hold(String host) {
        Optional<InetAddress> address = address(host);
        if (address.isPresent()) {
            return names.contains(host)
                    || addresses.stream().anyMatch(each -> address.equals(address(each)))
                    || (addresses.isEmpty() && commonName.filter(host::equals).isPresent());
        }
        String name = ascii(host);
        return names.stream().anyMatch(pattern -> matches(pattern, name))
                || (names.isEmpty()
                        && commonName.filter(pattern -> matches(pattern, name)).isPresent());
    }

    /** All of them, quoted and separated by commas. */
    @Override
    public String toString() {
        List<String> all = Stream.concat(names.stream(), addresses.stream()).toList();
        if (all.isEmpty()) {
            all = commonName.stream().toList();
        }
        return all.stream().map(Printable::quoted).collect(Collectors.joining(", "));
    }

    static boolean isAddress(String host) {
        return address(host).isPresent();
    }

    /** The host as it stands in a certificate and in the greeting of TLS. */
    static String ascii(String host) {
        try {
            return IDN.toASCII(host);
        } catch (IllegalArgumentException e) {
            return host;
        }
    }

    /** A star stands for one label, and only at the beginning. */
    private static boolean matches(String pattern, String name) {
        if (pattern.equalsIgnoreCase(name)) {
            return true;
        }
        int start = name.length() - pattern.length() + 1;
        return pattern.length() >= SHORTEST_WILDCARD
                && pattern.startsWith("*.")
                && start > 0
                && name.indexOf('.') >= start
                && name.regionMatches(true, start, pattern, 1, pattern.length() - 1);
    }

    /** The address that a text spells; nothing is looked up. */
    private static Optional<InetAddress> address(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        int zone = bare.indexOf('%');
        String literal = zone < 0 ? bare : bare.substring(0, zone);
        if (literal.indexOf(':') < 0 && !IP_VERSION_4.matcher(literal).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(literal));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> commonName(X500Principal subject) {
        try {
            // As encoded, which is the reverse of how names are written.
            for (Rdn each : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
                if (each.getType().equalsIgnoreCase("CN") && each.getValue() instanceof String name) {
                    return Optional.of(name);
                }
            }
            return Optional.empty();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}

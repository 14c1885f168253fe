package com.tappostgres.tls;

import java.security.spec.InvalidKeySpecException;
import java.util.HexFormat;
import java.util.Optional;

/** The structures that private keys are written in; they are told apart by their first elements, whatever a label says. */
enum KeyFormat {
    /** PKCS#8, the only one that the JDK reads. */
    PKCS8,
    PKCS8_ENCRYPTED,
    PKCS12,
    /** PKCS#1: RSA only. */
    RSA,
    /** SEC1: elliptic curves only. */
    EC;

    private static final byte[] VERSION_0 = {Der.INTEGER, 1, 0};
    private static final int VERSION_OF_PKCS12 = 3;
    /** AlgorithmIdentifier of rsaEncryption. */
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /** OBJECT IDENTIFIER id-ecPublicKey. */
    private static final byte[] EC_ALGORITHM = HexFormat.of().parseHex("06072a8648ce3d0201");

    static KeyFormat of(byte[] der) throws InvalidKeySpecException {
        Der outer = new Der(der);
        Der key = outer.enter(Der.SEQUENCE);
        if (outer.hasNext()) {
            throw new InvalidKeySpecException("something follows the key");
        }
        if (key.tag() == Der.SEQUENCE) {
            return PKCS8_ENCRYPTED;
        }
        int version = key.number();
        return switch (key.tag()) {
            case Der.SEQUENCE -> version == VERSION_OF_PKCS12 ? PKCS12 : PKCS8;
            case Der.INTEGER -> RSA;
            case Der.OCTET_STRING -> EC;
            default -> throw new InvalidKeySpecException("no known structure of a private key");
        };
    }

    /**
     * Wraps a plain key of any format as PKCS#8.
     *
     * @param curve the curve of an EC key that does not name it itself
     */
    static byte[] toPkcs8(byte[] der, Optional<byte[]> curve) throws InvalidKeySpecException {
        return switch (of(der)) {
            case PKCS8 -> withoutPublicKey(der);
            case RSA -> Der.encode(Der.SEQUENCE, VERSION_0, RSA_ALGORITHM, Der.encode(Der.OCTET_STRING, der));
            case EC -> {
                byte[] algorithm = Der.encode(Der.SEQUENCE, EC_ALGORITHM, curve(der, curve));
                yield Der.encode(Der.SEQUENCE, VERSION_0, algorithm, Der.encode(Der.OCTET_STRING, der));
            }
            case PKCS8_ENCRYPTED, PKCS12 -> throw new InvalidKeySpecException("not a plain private key");
        };
    }

    /** JDK 17 refuses version 1 of PKCS#8, in which the public key and attributes follow; nobody needs them. */
    private static byte[] withoutPublicKey(byte[] der) throws InvalidKeySpecException {
        Der key = new Der(der).enter(Der.SEQUENCE);
        key.number();
        byte[] algorithm = key.element();
        return Der.encode(
                Der.SEQUENCE, VERSION_0, algorithm, Der.encode(Der.OCTET_STRING, key.contentOf(Der.OCTET_STRING)));
    }

    private static byte[] curve(byte[] der, Optional<byte[]> outside) throws InvalidKeySpecException {
        Der key = new Der(der).enter(Der.SEQUENCE);
        key.number();
        key.contentOf(Der.OCTET_STRING);
        if (key.tag() == Der.FIRST_OPTION) {
            return key.contentOf(Der.FIRST_OPTION);
        }
        return outside.orElseThrow(() -> new InvalidKeySpecException("the key does not name its curve"));
    }
}

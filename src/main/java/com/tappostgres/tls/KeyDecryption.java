package com.tappostgres.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Decrypts private keys: PKCS#8 with a password, and OpenSSL's older encryption of PEM blocks. */
final class KeyDecryption {
    private static final String PBES2 = "2a864886f70d01050d";
    private static final String PBKDF2 = "2a864886f70d01050c";
    private static final String HMAC_SHA1 = "2a864886f70d0207";
    private static final Map<String, String> HASHES = Map.of(
            HMAC_SHA1,
            "SHA1",
            "2a864886f70d0208",
            "SHA224",
            "2a864886f70d0209",
            "SHA256",
            "2a864886f70d020a",
            "SHA384",
            "2a864886f70d020b",
            "SHA512");
    private static final Map<String, BlockCipher> CIPHERS_OF_PBES2 = Map.of(
            "608648016503040102", new BlockCipher("AES", 16),
            "608648016503040116", new BlockCipher("AES", 24),
            "60864801650304012a", new BlockCipher("AES", 32),
            "2a864886f70d0307", new BlockCipher("DESede", 24));
    private static final Map<String, BlockCipher> CIPHERS_OF_PEM = Map.of(
            "AES-128-CBC", new BlockCipher("AES", 16),
            "AES-192-CBC", new BlockCipher("AES", 24),
            "AES-256-CBC", new BlockCipher("AES", 32),
            "DES-EDE3-CBC", new BlockCipher("DESede", 24),
            "DES-CBC", new BlockCipher("DES", 8));
    private static final int SALT_OF_PEM = 8;

    private KeyDecryption() {}

    /**
     * Decrypts an ENCRYPTED PRIVATE KEY.
     *
     * @throws NoSuchAlgorithmException when the kind of encryption is not known
     * @throws GeneralSecurityException when the password is wrong or the key damaged
     */
    static byte[] pkcs8(byte[] der, String password) throws GeneralSecurityException {
        Der info = new Der(der).enter(Der.SEQUENCE);
        Der algorithm = info.enter(Der.SEQUENCE);
        if (!algorithm.identifier().equals(PBES2)) {
            return byTheJdk(der, password);
        }
        Der parameters = algorithm.enter(Der.SEQUENCE);
        Der derivation = parameters.enter(Der.SEQUENCE);
        Der encryption = parameters.enter(Der.SEQUENCE);
        BlockCipher cipher = known(CIPHERS_OF_PBES2, encryption.identifier());
        byte[] key = derive(derivation, password, cipher.keyLength());
        byte[] start = encryption.contentOf(Der.OCTET_STRING);
        return cipher.decrypt(key, start, info.contentOf(Der.OCTET_STRING));
    }

    /**
     * Decrypts a block with a DEK-Info header.
     *
     * @param dekInfo the name of the cipher, a comma, and its start vector in hex
     */
    static byte[] pem(byte[] encrypted, String dekInfo, String password) throws GeneralSecurityException {
        String[] parts = dekInfo.split(",", 2);
        BlockCipher cipher = known(CIPHERS_OF_PEM, parts[0].strip());
        byte[] start;
        try {
            start = HexFormat.of().parseHex(parts.length < 2 ? "" : parts[1].strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("DEK-Info is damaged", e);
        }
        if (start.length < SALT_OF_PEM) {
            throw new InvalidKeySpecException("DEK-Info is damaged");
        }
        return cipher.decrypt(hashed(password, start, cipher.keyLength()), start, encrypted);
    }

    /** Not by the JDK's own PBES2: it takes only two ciphers and only ASCII passwords. */
    private static byte[] derive(Der derivation, String password, int length) throws GeneralSecurityException {
        if (!derivation.identifier().equals(PBKDF2)) {
            throw new NoSuchAlgorithmException("key derivation other than PBKDF2");
        }
        Der parameters = derivation.enter(Der.SEQUENCE);
        byte[] salt = parameters.contentOf(Der.OCTET_STRING);
        int iterations = parameters.number();
        if (parameters.tag() == Der.INTEGER) {
            parameters.number();
        }
        String hash = parameters.hasNext() ? parameters.enter(Der.SEQUENCE).identifier() : HMAC_SHA1;
        if (iterations < 1 || salt.length == 0) {
            throw new InvalidKeySpecException("PBKDF2 without salt or iterations");
        }
        return SecretKeyFactory.getInstance("PBKDF2WithHmac" + known(HASHES, hash))
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, length * Byte.SIZE))
                .getEncoded();
    }

    /** The encryptions of PKCS#5 1.5 and PKCS#12, which guides to JDBC drivers ask for. */
    private static byte[] byTheJdk(byte[] der, String password) throws GeneralSecurityException {
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            SecretKey key = SecretKeyFactory.getInstance(info.getAlgName())
                    .generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(info.getAlgName());
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return cipher.doFinal(info.getEncryptedData());
        } catch (IOException e) {
            throw new InvalidKeySpecException(e);
        }
    }

    /** OpenSSL's EVP_BytesToKey with MD5 and one round; the salt is the first half of the start vector. */
    private static byte[] hashed(String password, byte[] start, int length) throws NoSuchAlgorithmException {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        byte[] key = new byte[0];
        byte[] last = new byte[0];
        while (key.length < length) {
            md5.update(last);
            md5.update(password.getBytes(StandardCharsets.UTF_8));
            md5.update(start, 0, SALT_OF_PEM);
            last = md5.digest();
            int before = key.length;
            key = Arrays.copyOf(key, before + last.length);
            System.arraycopy(last, 0, key, before, last.length);
        }
        return Arrays.copyOf(key, length);
    }

    private static <T> T known(Map<String, T> all, String name) throws NoSuchAlgorithmException {
        T found = all.get(name);
        if (found == null) {
            throw new NoSuchAlgorithmException(name);
        }
        return found;
    }

    /** A block cipher in CBC mode. */
    private record BlockCipher(String name, int keyLength) {
        byte[] decrypt(byte[] key, byte[] start, byte[] encrypted) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance(name + "/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, name), new IvParameterSpec(start));
            return cipher.doFinal(encrypted);
        }
    }
}

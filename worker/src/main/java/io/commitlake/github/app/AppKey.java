package io.commitlake.github.app;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The private RSA key of a GitHub App. What it is appears nowhere. */
public final class AppKey {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    /** PKCS #8's version and RSA's identifier, RFC 5208 and RFC 8017: what stands before the key in DER. */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private final PrivateKey key;

    private AppKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads a key in PEM, PKCS #1 (as GitHub gives it) or PKCS #8.
     *
     * @throws CommitlakeException of kind SETTINGS where there is none
     */
    public static AppKey read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException failed) {
            throw CommitlakeException.settings(
                    "GITHUB_APP_PRIVATE_KEY_FILE is " + file + ", which can't be read: " + FailureText.of(failed),
                    failed);
        }
        Matcher pem = PEM.matcher(text);
        try {
            if (pem.find()) {
                byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
                byte[] wrapped = pem.group(1).startsWith("RSA") ? wrapped(der) : der;
                return new AppKey(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(wrapped)));
            }
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            // Said below, without what the reason may say of the key.
        }
        throw CommitlakeException.settings("GITHUB_APP_PRIVATE_KEY_FILE is " + file
                + ", which holds no private RSA key in PEM: give the .pem file that GitHub made for the App");
    }

    /** PKCS #1 as PKCS #8 holds it, which is what Java reads. */
    private static byte[] wrapped(byte[] pkcs1) {
        byte[] octets = tagged(OCTET_STRING, pkcs1);
        return tagged(
                SEQUENCE,
                ByteBuffer.allocate(RSA.length + octets.length)
                        .put(RSA)
                        .put(octets)
                        .array());
    }

    /** In DER; a length of two bytes is right for every RSA key of 1,024 bits and more. */
    private static byte[] tagged(int tag, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .put((byte) tag)
                .put((byte) 0x82)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    /** Signs by RS256, RFC 7518. */
    byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException failed) {
            throw CommitlakeException.settings(
                    "GITHUB_APP_PRIVATE_KEY_FILE holds a key that can't sign: " + FailureText.of(failed), failed);
        }
    }
}

package io.commitlake.github.app;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.secret.KnownSecrets;
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

/** The private RSA key of a GitHub App. No message or log shows it. */
public final class AppKey {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");
    /** The DER bytes before the key: the PKCS #8 version (RFC 5208) and the RSA identifier (RFC 8017). */
    private static final byte[] PKCS8_HEADER = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private final PrivateKey key;

    private AppKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads a PEM file with a key in PKCS #1, as GitHub provides it, or in PKCS #8.
     *
     * @throws CommitlakeException of kind SETTINGS if the file holds no such key
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
                pem.group(2).lines().map(String::strip).forEach(KnownSecrets::add);
                byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
                byte[] pkcs8 = pem.group(1).startsWith("RSA") ? toPkcs8(der) : der;
                return new AppKey(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
            }
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            // The error below leaves out the cause, which may show parts of the key.
        }
        throw CommitlakeException.settings("GITHUB_APP_PRIVATE_KEY_FILE is " + file
                + ", which holds no private RSA key in PEM: give the .pem file that GitHub made for the App");
    }

    /** Wraps a PKCS #1 key in PKCS #8, the format that Java reads. */
    private static byte[] toPkcs8(byte[] pkcs1) {
        byte[] octets = der(OCTET_STRING, pkcs1);
        return der(
                SEQUENCE,
                ByteBuffer.allocate(PKCS8_HEADER.length + octets.length)
                        .put(PKCS8_HEADER)
                        .put(octets)
                        .array());
    }

    /** Encodes content in DER, with a two-byte length, which fits every RSA key of 1,024 bits and more. */
    private static byte[] der(int tag, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .put((byte) tag)
                .put((byte) 0x82)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    /** Signs with RS256 (RFC 7518). */
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

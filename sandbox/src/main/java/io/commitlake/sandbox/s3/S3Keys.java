package io.commitlake.sandbox.s3;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/** The key pair that signs S3 requests. */
public record S3Keys(String accessKeyId, String secretAccessKey) {
    public static S3Keys random() {
        byte[] id = new byte[8];
        byte[] secret = new byte[20];
        SecureRandom random = new SecureRandom();
        random.nextBytes(id);
        random.nextBytes(secret);
        return new S3Keys(
                "AKIA" + HexFormat.of().formatHex(id).toUpperCase(Locale.ROOT),
                HexFormat.of().formatHex(secret));
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "S3Keys[" + accessKeyId + "]";
    }
}

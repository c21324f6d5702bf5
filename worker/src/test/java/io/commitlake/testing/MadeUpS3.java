package io.commitlake.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Answers of S3, for stores that tests make up. */
public final class MadeUpS3 {
    private MadeUpS3() {}

    /** At most {@code most} keys with a prefix that come after a key. */
    public static List<String> list(NavigableSet<String> all, String prefix, String after, int most) {
        List<String> keys = new ArrayList<>();
        for (String key : all.tailSet(after.compareTo(prefix) > 0 ? after : prefix, true)) {
            if (!key.startsWith(prefix) || keys.size() == most) {
                break;
            }
            if (!key.equals(after)) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** The exception that the SDK's client throws for an error response. */
    public static S3Exception refusal(int status, String code) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .message(code)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("made up")
                        .build())
                .build();
    }
}

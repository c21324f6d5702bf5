package io.commitlake.storage;

import io.commitlake.model.CommitlakeException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The location of a dataset. Its text is in the form that {@link #parse} reads. */
public sealed interface StorageLocation {
    /**
     * An S3 bucket, or a prefix in one.
     *
     * @param name the bucket's name, which follows S3's naming rules
     * @param prefix the prefix of every key, without a slash at either end; empty for the whole bucket
     */
    record Bucket(String name, String prefix) implements StorageLocation {
        private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

        public Bucket {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "a bucket's name has 3 to 63 characters from a-z, 0-9, . and -, unlike \"" + name + "\"");
            }
            if (!prefix.isEmpty()) {
                Keys.checked(prefix);
            }
        }

        /** The start of every key in the bucket: empty, or with a slash at its end. */
        String keyPrefix() {
            return prefix.isEmpty() ? "" : prefix + "/";
        }

        @Override
        public String toString() {
            return "s3://" + name + (prefix.isEmpty() ? "" : "/" + prefix);
        }
    }

    /** The address of the object under a key, as other programs understand it. */
    default String address(String key) {
        return switch (this) {
            case Bucket bucket -> "s3://" + bucket.name() + "/" + bucket.keyPrefix() + key;
            case Folder folder -> "file://" + folder.path() + "/" + key;
        };
    }

    /** A local folder, named by its absolute path. */
    record Folder(Path path) implements StorageLocation {
        public Folder {
            path = path.normalize();
            if (!path.isAbsolute() || path.getNameCount() == 0) {
                throw new IllegalArgumentException("a folder needs an absolute path below /, unlike " + path);
            }
        }

        @Override
        public String toString() {
            return "file:" + path;
        }
    }

    /**
     * Reads {@code s3://bucket}, {@code s3://bucket/prefix}, {@code file:/folder} or {@code file:///folder}. Ignores
     * slashes at the end, and doesn't percent-decode paths.
     *
     * @throws CommitlakeException of kind SETTINGS for any other text
     */
    static StorageLocation parse(String setting) {
        try {
            if (setting.startsWith("s3://")) {
                String rest = setting.substring("s3://".length());
                int slash = rest.indexOf('/');
                return slash < 0
                        ? new Bucket(rest, "")
                        : new Bucket(rest.substring(0, slash), withoutOuterSlashes(rest.substring(slash)));
            }
            if (setting.startsWith("file:")) {
                return folder(setting);
            }
        } catch (InvalidPathException e) {
            throw refused(setting, "not a valid path (" + e.getReason() + ")");
        } catch (IllegalArgumentException e) {
            throw refused(setting, "invalid: " + e.getMessage());
        }
        throw refused(setting, "neither");
    }

    private static Folder folder(String setting) {
        String path = setting.substring("file:".length());
        if (!path.startsWith("/")) {
            throw refused(setting, "a relative path; write an absolute one, such as file:/data/commitlake");
        }
        if (path.startsWith("//") && !path.startsWith("///")) {
            throw refused(setting, "relative or on another host; write file:/folder, with one slash or three");
        }
        return new Folder(Path.of(path));
    }

    private static String withoutOuterSlashes(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == '/') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == '/') {
            to--;
        }
        return text.substring(from, to);
    }

    private static CommitlakeException refused(String setting, String why) {
        return CommitlakeException.settings(
                "COMMITLAKE_DATASET should be s3://bucket/prefix or file:/folder; \"" + setting + "\" is " + why);
    }
}

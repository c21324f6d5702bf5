package io.commitlake.sandbox.s3;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.SdkResponses;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.StorageClass;

/**
 * Lists the pages of a large folder without subfolders fast. For each page, s3proxy reads the attributes of all files in
 * the folder: a listing of 100,000 objects in a hundred pages takes it minutes. Here, a page reads those of its own.
 */
final class FlatListings extends ForwardingBlobStore {
    private final Path root;

    FlatListings(BlobStore files, Path root) {
        super(files);
        this.root = root;
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
        return page(request).orElseGet(() -> super.list(request));
    }

    /** A page of a folder's objects; empty if the prefix isn't a folder or the page has more than its files. */
    private Optional<ListObjectsV2Response> page(ListObjectsV2Request request) {
        String prefix = request.prefix();
        Integer most = request.maxKeys();
        if (prefix == null || !prefix.endsWith("/") || most == null || most == 0) {
            return Optional.empty();
        }
        Path folder = root.resolve(request.bucket()).resolve(prefix).normalize();
        if (!folder.startsWith(root) || blobMetadataIfPresent(request.bucket(), prefix) != null) {
            return Optional.empty();
        }
        String after = request.continuationToken() != null ? request.continuationToken() : request.startAfter();
        TreeSet<String> keys = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String key = prefix + file.getFileName();
                if (after == null || key.compareTo(after) > 0) {
                    keys.add(key);
                    if (keys.size() > most + 1) {
                        keys.removeLast();
                    }
                } else if (mayHaveBelow(key, after) && Files.isDirectory(file)) {
                    return Optional.empty();
                }
            }
        } catch (NotDirectoryException | NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException | DirectoryIteratorException e) {
            throw new IllegalStateException("Listing " + folder + ": " + e, e);
        }
        boolean isLast = keys.size() <= most;
        if (!isLast) {
            keys.removeLast();
        }
        return objects(request.bucket(), keys)
                .map(objects -> SdkResponses.objectsPage(objects, List.of(), isLast ? null : keys.last()));
    }

    /** Whether a folder of this name would have keys after another key, although its name comes before that. */
    private static boolean mayHaveBelow(String folder, String after) {
        String below = folder + "/";
        return below.compareTo(after) > 0 || after.startsWith(below);
    }

    /** The objects with these keys that still exist; empty if one is a folder or one of s3proxy's own files. */
    private Optional<List<S3Object>> objects(String bucket, Collection<String> keys) {
        List<S3Object> objects = new ArrayList<>(keys.size());
        for (String key : keys) {
            if (key.contains("/.") || Files.isDirectory(root.resolve(bucket).resolve(key))) {
                return Optional.empty();
            }
            HeadObjectResponse head = blobMetadataIfPresent(bucket, key);
            if (head != null) {
                objects.add(SdkResponses.objectEntry(
                        key, head.eTag(), head.lastModified(), head.contentLength(), StorageClass.STANDARD));
            }
        }
        return Optional.of(objects);
    }
}

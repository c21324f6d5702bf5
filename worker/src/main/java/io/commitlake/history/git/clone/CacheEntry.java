package io.commitlake.history.git.clone;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.model.Sha;
import io.commitlake.model.commit.GitObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One repository in the clone cache: packs, and a manifest that lists the packs and the commits whose full history they
 * hold. The manifest is written last and ends with its own checksum; Git ends packs and indexes with checksums too.
 *
 * @param packs the names of the pack files, without their extensions
 * @param commits the SHAs of commits that the packs hold with everything that these commits reach
 */
record CacheEntry(Path folder, List<String> packs, List<String> commits) {
    static final int CHECKSUM_BYTES = 20;
    private static final String CHECKSUM_PREFIX = "end ";

    static Path manifest(Path folder) {
        return folder.resolve("list");
    }

    /** Reads the entry of a folder; empty if there is none or its manifest is incomplete. */
    static Optional<CacheEntry> read(Path folder) throws IOException {
        if (!Files.exists(manifest(folder))) {
            return Optional.empty();
        }
        String text = Files.readString(manifest(folder), StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf(CHECKSUM_PREFIX);
        if (end < 0 || !text.equals(withChecksum(text.substring(0, end)))) {
            return Optional.empty();
        }
        List<String> packs = new ArrayList<>();
        List<String> commits = new ArrayList<>();
        text.substring(0, end).lines().forEach(line -> {
            String value = line.substring(line.indexOf(' ') + 1);
            (line.startsWith("pack ") ? packs : commits).add(value);
        });
        return Optional.of(new CacheEntry(folder, packs, commits));
    }

    /** Writes an entry for the packs of {@code packFolder} to an empty folder. */
    static void write(Path folder, Path packFolder, List<String> commits) throws IOException {
        CacheEntry entry = new CacheEntry(folder, BareRepository.packsIn(packFolder), commits);
        entry.link(packFolder, folder);
        String lines = Stream.concat(
                        entry.packs.stream().map(pack -> "pack " + pack),
                        commits.stream().map(sha -> "commit " + Sha.of(sha)))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        Files.writeString(manifest(folder), withChecksum(lines), StandardCharsets.ISO_8859_1);
    }

    private static String withChecksum(String lines) {
        return lines + CHECKSUM_PREFIX
                + HexFormat.of().formatHex(GitObject.sha1().digest(lines.getBytes(StandardCharsets.ISO_8859_1))) + "\n";
    }

    /** Links the pack files into a folder, or copies them if it is on another disk. */
    void linkPacks(Path target) throws IOException {
        link(folder, target);
    }

    private void link(Path from, Path to) throws IOException {
        for (String pack : packs) {
            for (String file : List.of(pack + ".pack", pack + ".idx")) {
                Path source = from.resolve(file);
                try {
                    Files.createLink(to.resolve(file), source);
                } catch (FileAlreadyExistsException twice) {
                    throw twice;
                } catch (IOException | UnsupportedOperationException otherDisk) {
                    Files.copy(source, to.resolve(file));
                }
            }
        }
    }

    /**
     * Verifies the linked files.
     *
     * @throws BrokenPackException if one doesn't match its checksum
     */
    void verifyPacks(Path linkedFolder) throws IOException {
        for (String pack : packs) {
            byte[] packChecksum = verifyChecksum(linkedFolder.resolve(pack + ".pack"), CHECKSUM_BYTES);
            byte[] indexedChecksum = verifyChecksum(linkedFolder.resolve(pack + ".idx"), 2 * CHECKSUM_BYTES);
            // An index ends with its pack's checksum, then its own.
            if (!MessageDigest.isEqual(packChecksum, indexedChecksum)) {
                throw new BrokenPackException(pack + ".idx is another pack's index");
            }
        }
    }

    /**
     * Verifies the checksum that a file ends with, which covers everything before it.
     *
     * @param checksumBytes the length of all checksums at the end of the file
     * @return the first of them
     */
    static byte[] verifyChecksum(Path file, int checksumBytes) throws IOException {
        long size = Files.size(file);
        if (size < checksumBytes) {
            throw new BrokenPackException(file.getFileName() + " is truncated");
        }
        MessageDigest digest = GitObject.sha1();
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(in, digest)) {
            digested.skipNBytes(0);
            byte[] chunk = new byte[1 << 16];
            for (long left = size - checksumBytes; left > 0; ) {
                left -= digested.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
            }
            byte[] first = digested.readNBytes(checksumBytes - CHECKSUM_BYTES);
            byte[] found = digest.digest();
            byte[] last = in.readNBytes(CHECKSUM_BYTES);
            if (!MessageDigest.isEqual(found, last)) {
                throw new BrokenPackException(file.getFileName() + " doesn't match its checksum");
            }
            return checksumBytes == CHECKSUM_BYTES ? last : first;
        }
    }

    /** Writes a reference for each commit, so that Git tells the server which commits it already has. */
    void writeReferences(Path gitFolder) throws IOException {
        String references = new TreeSet<>(commits)
                .stream().map(sha -> sha + " refs/commitlake/" + sha + "\n").collect(Collectors.joining());
        Files.writeString(
                gitFolder.resolve("packed-refs"),
                "# pack-refs with: peeled fully-peeled sorted \n" + references,
                StandardCharsets.US_ASCII);
    }
}

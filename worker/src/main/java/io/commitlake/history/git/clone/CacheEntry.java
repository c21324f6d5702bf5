package io.commitlake.history.git.clone;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.object.GitObject;
import io.commitlake.model.Sha;
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
 * One repository in the cache: packs, and a list of them and of the commits that they hold with all that these reach. The
 * list is written last and ends with a sum of itself; packs and their indexes end with sums of themselves by git.
 *
 * @param packs names of files, without their endings
 */
record CacheEntry(Path folder, List<String> packs, List<String> commits) {
    private static final int SUM = 20;
    private static final String END = "end ";

    static Path manifest(Path folder) {
        return folder.resolve("list");
    }

    /** Empty where there is none, or one that isn't whole. */
    static Optional<CacheEntry> read(Path folder) throws IOException {
        if (!Files.exists(manifest(folder))) {
            return Optional.empty();
        }
        String text = Files.readString(manifest(folder), StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf(END);
        if (end < 0 || !text.equals(ended(text.substring(0, end)))) {
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

    /** Writes one into an empty folder. */
    static void write(Path folder, Path packFolder, List<String> commits) throws IOException {
        CacheEntry entry = new CacheEntry(folder, BareRepository.packsIn(packFolder), commits);
        entry.link(packFolder, folder);
        String lines = Stream.concat(
                        entry.packs.stream().map(pack -> "pack " + pack),
                        commits.stream().map(sha -> "commit " + Sha.of(sha)))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        Files.writeString(manifest(folder), ended(lines), StandardCharsets.ISO_8859_1);
    }

    private static String ended(String lines) {
        return lines + END
                + HexFormat.of().formatHex(GitObject.sha1().digest(lines.getBytes(StandardCharsets.ISO_8859_1))) + "\n";
    }

    /** The same files there, or copies of them where that is another disk. */
    void linkPacks(Path there) throws IOException {
        link(folder, there);
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
     * Checks the files that were linked.
     *
     * @throws BrokenPackException where one isn't what git wrote
     */
    void check(Path linked) throws IOException {
        for (String pack : packs) {
            byte[] ofPack = checked(linked.resolve(pack + ".pack"), SUM);
            byte[] ofIndex = checked(linked.resolve(pack + ".idx"), 2 * SUM);
            // An index names its pack's sum before its own.
            if (!MessageDigest.isEqual(ofPack, ofIndex)) {
                throw new BrokenPackException(pack + ".idx is another pack's index");
            }
        }
    }

    /** The first of the sums that a file ends with, the last of which is that of all before it. */
    private static byte[] checked(Path file, int sums) throws IOException {
        long size = Files.size(file);
        if (size < sums) {
            throw new BrokenPackException(file.getFileName() + " is cut off");
        }
        MessageDigest digest = GitObject.sha1();
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream summed = new DigestInputStream(in, digest)) {
            summed.skipNBytes(0);
            byte[] chunk = new byte[1 << 16];
            for (long left = size - sums; left > 0; ) {
                left -= summed.readNBytes(chunk, 0, (int) Math.min(left, chunk.length));
            }
            byte[] first = summed.readNBytes(sums - SUM);
            byte[] found = digest.digest();
            byte[] last = in.readNBytes(SUM);
            if (!MessageDigest.isEqual(found, last)) {
                throw new BrokenPackException(file.getFileName() + " isn't what git wrote");
            }
            return sums == SUM ? last : first;
        }
    }

    /** Names the commits in a repository, so that git tells the server of them. */
    void writeReferences(Path gitFolder) throws IOException {
        String references = new TreeSet<>(commits)
                .stream().map(sha -> sha + " refs/commitlake/" + sha + "\n").collect(Collectors.joining());
        Files.writeString(
                gitFolder.resolve("packed-refs"),
                "# pack-refs with: peeled fully-peeled sorted \n" + references,
                StandardCharsets.US_ASCII);
    }
}

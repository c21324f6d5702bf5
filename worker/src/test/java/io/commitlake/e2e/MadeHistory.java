package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.testing.LooseObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random history made from a seed and written by {@code git fast-import}: merges, renames with and without changes,
 * binaries, submodules, symbolic links, modes, changes of type and authors that GitHub doesn't know; an odd one also
 * has texts that aren't UTF-8 and dates that are invalid or far off.
 */
final class MadeHistory {
    private static final String SUBMODULE = "160000";
    private static final List<String> ZONES = List.of("+0000", "-0800", "+0530", "+0545", "-0330", "+1400");
    private static final long START = 1_500_000_000L;
    private static final long DAY = 86_400;
    /** A placeholder for a date that isn't a number, which fast-import refuses; {@link #withoutDates} replaces it. */
    private static final String UNREADABLE = "888888888888888";

    /** A version of a file; a submodule's content is the SHA of its commit. */
    private record Entry(String mode, byte[] content) {}

    private record Head(int mark, Map<String, Entry> files) {}

    private final Random random;
    private final boolean odd;
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private int marks;
    private int dated;
    private String run = "";

    private MadeHistory(long seed, boolean odd) {
        this.random = new Random(seed);
        this.odd = odd;
    }

    /** Makes a history of this many commits, each about a day younger than the one before, on the default branch. */
    static void make(Path folder, String name, long seed, int commits, boolean odd) {
        Repo repo = Repo.create(folder, name);
        MadeHistory made = new MadeHistory(seed, odd);
        made.write(commits);
        made.importInto(repo.gitDir());
        repo.branch("main", withoutDates(repo.gitDir()));
    }

    private void importInto(Path gitDir) {
        try {
            Process process = new ProcessBuilder("git", "fast-import", "--quiet", "--date-format=raw-permissive")
                    .directory(gitDir.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().write(stream.toByteArray());
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void write(int commits) {
        List<Head> heads = new ArrayList<>();
        heads.add(commit(List.of(), Map.of()));
        while (marks < commits - 1) {
            Head head = heads.get(random.nextInt(heads.size()));
            if (heads.size() > 1 && random.nextInt(4) == 0) {
                heads.remove(head);
                Head other = heads.remove(random.nextInt(heads.size()));
                heads.add(commit(List.of(head, other), head.files()));
            } else if (heads.size() < 4 && random.nextInt(4) == 0) {
                heads.add(commit(List.of(head), head.files()));
            } else {
                heads.set(heads.indexOf(head), commit(List.of(head), head.files()));
            }
        }
        Head last = commit(heads, heads.getFirst().files());
        line("reset refs/heads/main");
        line("from :" + last.mark());
    }

    private Head commit(List<Head> parents, Map<String, Entry> before) {
        Map<String, Entry> files = new TreeMap<>(before);
        for (int i = random.nextInt(5); i >= 0; i--) {
            change(files);
        }
        int mark = ++marks;
        line("commit refs/heads/made");
        line("mark :" + mark);
        long at = START + mark * DAY + random.nextInt(3600) - (random.nextInt(5) == 0 ? 3 * DAY : 0);
        line("author " + person() + " " + (at - random.nextInt(9000)) + " " + zone());
        line("committer " + person() + " " + committed(at) + " " + zone());
        if (odd && random.nextInt(20) == 0) {
            line("encoding ISO-8859-1");
            data("caf\u00e9 " + mark, true);
        } else {
            data(message(mark), odd && random.nextInt(15) == 0);
        }
        if (!parents.isEmpty()) {
            line("from :" + parents.getFirst().mark());
            parents.stream().skip(1).forEach(parent -> line("merge :" + parent.mark()));
        }
        line("deleteall");
        files.forEach((path, entry) -> {
            line("M " + entry.mode() + " "
                    + (entry.mode().equals(SUBMODULE)
                            ? new String(entry.content(), StandardCharsets.ISO_8859_1)
                            : "inline")
                    + " \"" + path + "\"");
            if (!entry.mode().equals(SUBMODULE)) {
                bytes(entry.content());
            }
        });
        line("");
        return new Head(mark, files);
    }

    /** Odd dates come in runs, as from a clock that is wrong for a while: Git's walks look past a few of them. */
    private String committed(long at) {
        if (!odd) {
            return Long.toString(at);
        }
        if (dated-- == 0) {
            dated = random.nextInt(12);
            run = random.nextInt(3) > 0
                    ? ""
                    : List.of("0", "-" + DAY, "946684800", "300000000000", "99999999999999999", UNREADABLE)
                            .get(random.nextInt(6));
        }
        return run.isEmpty() ? "0".repeat(random.nextInt(8) == 0 ? 20 : 0) + at : run;
    }

    /** Rewrites the commits with unreadable dates and all their descendants; returns the youngest. */
    private static String withoutDates(Path gitDir) {
        Map<String, String> rewritten = new TreeMap<>();
        String last = "";
        for (String sha : Repo.git(gitDir, "rev-list", "--topo-order", "--reverse", "main")
                .lines()
                .toList()) {
            String object = Repo.gitBytes(gitDir, "cat-file", "commit", sha);
            String changed = object.replace("> " + UNREADABLE + " ", "> yesterday ");
            for (Map.Entry<String, String> parent : rewritten.entrySet()) {
                changed = changed.replace("\nparent " + parent.getKey(), "\nparent " + parent.getValue());
            }
            last = sha;
            if (!changed.equals(object)) {
                last = LooseObject.write(gitDir, "commit", changed.getBytes(StandardCharsets.ISO_8859_1));
                rewritten.put(sha, last);
            }
        }
        return last;
    }

    private void change(Map<String, Entry> files) {
        List<String> paths = List.copyOf(files.keySet());
        String path = paths.isEmpty() ? "" : paths.get(random.nextInt(paths.size()));
        int kind = paths.size() < 4 ? 0 : random.nextInt(12);
        Entry entry = files.get(path);
        if (kind < 3 || entry == null) {
            files.put(newPath(), entry());
        } else if (kind == 3) {
            files.remove(path);
        } else if (kind < 6) {
            files.remove(path);
            files.put(newPath(), kind == 4 ? entry : edited(entry));
        } else if (kind == 6 && entry.mode().startsWith("100")) {
            files.put(path, new Entry(entry.mode().equals("100644") ? "100755" : "100644", entry.content()));
        } else if (kind == 7 && random.nextInt(8) == 0) {
            files.put(path, entry());
        } else {
            files.put(path, edited(entry));
        }
    }

    private Entry edited(Entry entry) {
        if (entry.mode().equals(SUBMODULE)) {
            return submodule();
        }
        String text = new String(entry.content(), StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
        for (int i = random.nextInt(4); i >= 0 && !lines.isEmpty(); i--) {
            int at = random.nextInt(lines.size());
            switch (random.nextInt(3)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, random.nextInt(1000) + "\n");
                default -> lines.set(at, random.nextInt(30) + "\n");
            }
        }
        return new Entry(entry.mode(), String.join("", lines).getBytes(StandardCharsets.ISO_8859_1));
    }

    private Entry submodule() {
        return new Entry(SUBMODULE, "%040x".formatted(random.nextLong() >>> 1).getBytes(StandardCharsets.ISO_8859_1));
    }

    private Entry entry() {
        return switch (random.nextInt(40)) {
            case 0 -> submodule();
            case 1 -> new Entry("120000", ("to/" + random.nextInt(99)).getBytes(StandardCharsets.ISO_8859_1));
            case 2 -> new Entry("100644", ("\0binary " + random.nextInt(999)).getBytes(StandardCharsets.ISO_8859_1));
            case 3 -> new Entry("100644", new byte[0]);
            default -> {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(40); i >= 0; i--) {
                    text.append(random.nextInt(30)).append(i == 0 && random.nextInt(4) == 0 ? "" : "\n");
                }
                yield new Entry(
                        random.nextInt(8) == 0 ? "100755" : "100644",
                        text.toString().getBytes(StandardCharsets.ISO_8859_1));
            }
        };
    }

    /** A new path, in the C-style quoting that fast-import reads. */
    private String newPath() {
        String folder =
                List.of("", "a/", "a/b/", "a.d/", "\\303\\251t\\303\\251/").get(random.nextInt(5));
        String name = odd && random.nextInt(25) == 0 ? "\\377" : "";
        String ending = List.of("", ".py", ".tar.gz", " with blanks", "%2F").get(random.nextInt(5));
        return folder + name + random.nextInt(10_000) + ending;
    }

    private String message(int mark) {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> "\u00fcber " + mark + " \ud83d\ude80\n\nbody\n";
            case 2 -> "no newline " + mark;
            case 3 -> "two newlines " + mark + "\n\n";
            default -> "commit " + mark + "\n";
        };
    }

    private String person() {
        int number = random.nextInt(12);
        return switch (number % 3) {
            case 0 -> "No " + number + " <" + (500 + number) + "+no" + number + "@users.noreply.github.com>";
            default -> "\u00c5 " + number + " <" + number + "@example.com>";
        };
    }

    private String zone() {
        return ZONES.get(random.nextInt(ZONES.size()));
    }

    private void line(String line) {
        stream.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void data(String text, boolean latin) {
        bytes(text.getBytes(latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
    }

    private void bytes(byte[] content) {
        line("data " + content.length);
        stream.writeBytes(content);
        line("");
    }
}

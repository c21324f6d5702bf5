package io.commitlake.history.git;

import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.NulSeparatedFields;
import io.commitlake.history.object.GitText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The line counts of every commit: its SHA, then {@code added TAB deleted TAB path} for each change. */
final class CountedCommits {
    private CountedCommits() {}

    /** Counts as the worker does. */
    static List<String> here(Imported imported, Path folder) throws IOException {
        try (LineCounts counts = new LineCounts(imported.repository())) {
            return here(imported, folder, counts);
        }
    }

    static List<String> here(Imported imported, Path folder, LineCounts counts) throws IOException {
        List<String> counted = new ArrayList<>();
        try (TreeDiff diff = new TreeDiff(imported.repository(), shaFile(imported, folder))) {
            for (String sha : imported.shas()) {
                counted.add(sha);
                for (LineCounts.Counted change : counts.count(diff.next(sha))) {
                    counted.add(change.lines().added() + "\t" + change.lines().deleted() + "\t"
                            + GitText.decoded(change.change().path()));
                }
            }
            diff.finish();
        }
        return counted;
    }

    /** Lets Git's own {@code --numstat} count. */
    static List<String> byGit(Imported imported, Path folder) throws IOException {
        List<String> counted = new ArrayList<>();
        BareRepository repository = imported.repository();
        try (GitProcess diff = repository
                .git()
                .start(TreeDiff.command(repository, "--numstat").withInput(shaFile(imported, folder)))) {
            NulSeparatedFields fields = new NulSeparatedFields(diff);
            for (byte[] field = fields.next(); field.length > 0; field = fields.next()) {
                String counts = GitText.decoded(field).replaceAll("^-\t-\t", "0\t0\t");
                if (counts.endsWith("\t")) {
                    fields.next(); // the path before a rename
                    counts += GitText.decoded(fields.next());
                }
                counted.add(counts);
            }
            diff.waitForSuccess();
        }
        return counted;
    }

    private static Path shaFile(Imported imported, Path folder) throws IOException {
        return Files.write(folder.resolve("shas"), imported.shas());
    }
}

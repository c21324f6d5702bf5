package io.commitlake.simulation;

import io.commitlake.dataset.MonthWriter;
import io.commitlake.dataset.WrittenFile;
import io.commitlake.dataset.contents.ExportContents;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.Claim;
import io.commitlake.model.DataFile;
import io.commitlake.model.People;
import io.commitlake.model.Table;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.contents.KeptContents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The files that an undisturbed worker makes from a claim, in the order of an outcome.
 *
 * @param commits number of commits
 */
record ExpectedFiles(int commits, List<WrittenFile> files) {
    /** Makes the files from all commits that ever existed, including those that GitHub has lost. */
    static ExpectedFiles of(
            Claim claim, UserIds users, SimulatedRepository repository, KeptContents kept, Workspace workspace) {
        List<Commit> commits =
                SimulatedHistory.commits(repository, claim.tip().sha(), claim.frontiers(), commit -> false);
        return workspace.within("expected", folder -> {
            Map<CommitMonth, MonthWriter> writers = new TreeMap<>();
            for (Commit commit : commits) {
                writers.computeIfAbsent(
                                CommitMonth.of(commit.at()),
                                month -> new MonthWriter(claim.export(), month, claim.url(), People.CLEAR, folder))
                        .write(SimulatedHistory.withUsers(commit, users::id));
            }
            List<WrittenFile> files = new ArrayList<>();
            writers.values().forEach(writer -> files.addAll(writer.finish()));
            if (kept.any()) {
                addContents(files, new ExportContents(kept, claim.export(), folder), commits, repository);
            }
            files.sort(Comparator.comparing(WrittenFile::table)
                    .reversed()
                    .thenComparing(written -> written.file().key()));
            return new ExpectedFiles(commits.size(), files);
        });
    }

    private static void addContents(
            List<WrittenFile> files, ExportContents contents, List<Commit> commits, SimulatedRepository repository) {
        try (contents) {
            commits.forEach(contents::add);
            Optional<WrittenFile> written = contents.write(
                    sizes -> sizes.keySet().stream().collect(Collectors.toMap(Function.identity(), repository::blob)));
            files.replaceAll(file -> file.table() == Table.FILE_STATES ? contents.locate(file) : file);
            written.ifPresent(files::add);
        }
    }

    List<DataFile> entries() {
        return files.stream().map(WrittenFile::file).toList();
    }
}

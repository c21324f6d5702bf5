package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.SizedVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One commit with the files that it changed, as Git lists them. {@link #paths} names the versions that {@link #found}
 * then needs.
 *
 * @param files the files, ordered by the bytes of their paths
 */
record CommitDetail(String sha, RawCommit object, List<ListedFile> files) {
    /**
     * Gets a commit from GitHub, page by page.
     *
     * @throws UncertainAnswerException if the answer may differ from Git's
     */
    static CommitDetail of(HistoryApi api, Remote remote, String sha) {
        CommitFiles shown = CommitFiles.of(api, remote, sha);
        return new CommitDetail(sha, CommitProof.read(shown.commit()), shown.files());
    }

    /**
     * The paths of the files before and after the commit.
     *
     * @throws UncertainAnswerException if a commit without parents changes files instead of adding them
     */
    List<CommitPath> paths() {
        List<CommitPath> paths = new ArrayList<>(2 * files.size());
        for (ListedFile file : files) {
            if (file.status() != ChangeStatus.ADDED) {
                paths.add(before(file));
            }
            if (file.status() != ChangeStatus.REMOVED) {
                paths.add(after(file));
            }
        }
        return paths;
    }

    /**
     * The files with their versions.
     *
     * @param versions the versions that GitHub shows
     * @throws UncertainAnswerException if a file doesn't fit its versions
     */
    List<FoundFile> found(Map<CommitPath, SizedVersion> versions) {
        return files.stream().map(file -> FoundFile.of(this, file, versions)).toList();
    }

    /** The path of a file in the first parent. */
    CommitPath before(ListedFile file) {
        if (object.parents().isEmpty()) {
            throw new UncertainAnswerException("GitHub lists " + file.path() + " as "
                    + file.status().text() + " in " + sha + ", which has no parent");
        }
        return new CommitPath(object.parents().getFirst(), file.previous().orElse(file.path()));
    }

    /** The path of a file in the commit. */
    CommitPath after(ListedFile file) {
        return new CommitPath(sha, file.path());
    }
}
